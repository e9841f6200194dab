"""The clock as a port, and the real one; nothing else reads the time."""

import time
from abc import ABC, abstractmethod
from datetime import UTC, datetime


class Clock(ABC):
    """What time it is, for people (`now`) and for durations (`monotonic`)."""

    @abstractmethod
    def now(self) -> datetime:
        """The moment, aware and in UTC."""

    @abstractmethod
    def monotonic(self) -> float:
        """Seconds on a clock that never jumps; only differences mean anything."""


class SystemClock(Clock):
    """The machine's own clocks."""

    def now(self) -> datetime:
        """The moment, aware and in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds on a clock that never jumps."""
        return time.monotonic()


def to_rfc3339(moment: datetime) -> str:
    """A moment as the contract writes it: UTC with milliseconds and a `Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
