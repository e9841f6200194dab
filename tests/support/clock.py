"""Clocks that stand, or run by hand."""

from datetime import datetime

from remote_claude_ext.core.clock import SystemClock


class FixedClock(SystemClock):
    """Always the same moment, until it is set to another."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


class ManualClock(SystemClock):
    """Runs by hand alone."""

    def __init__(self) -> None:
        self._seconds = 0.0

    def monotonic(self) -> float:
        return self._seconds

    def advance(self, seconds: float) -> None:
        """Let so much time pass."""
        self._seconds += seconds
