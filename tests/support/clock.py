"""A clock that stands."""

from datetime import datetime

from remote_claude_ext.core.clock import SystemClock


class FixedClock(SystemClock):
    """Always the same moment, until it is set to another."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at
