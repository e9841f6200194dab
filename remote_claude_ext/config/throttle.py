"""How often a wrong password may be tried; in memory, bounded."""

from collections import OrderedDict
from dataclasses import dataclass

from ..core.clock import Clock

FREE_FAILURES = 5
FIRST_WAIT_SECONDS = 10.0
LONGEST_WAIT_SECONDS = 900.0
FORGET_SECONDS = 3600.0
_MOST_KEYS = 10_000


@dataclass(frozen=True, slots=True)
class _Failures:
    count: int
    last: float


class Throttle:
    """Failures of each key (a user's name from an address): five are free, then waits double."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._failures: OrderedDict[tuple[str, str], _Failures] = OrderedDict()

    def wait_seconds(self, user: str, address: str) -> float:
        """How long the next try must wait; 0 when it need not."""
        known = self._failures.get((user, address))
        if known is None or known.count < FREE_FAILURES:
            return 0.0
        doublings = min(known.count - FREE_FAILURES, 16)
        wait = min(FIRST_WAIT_SECONDS * float(2**doublings), LONGEST_WAIT_SECONDS)
        return max(0.0, known.last + wait - self._clock.monotonic())

    def fail(self, user: str, address: str) -> None:
        """A wrong password was given; the count starts again after an hour of quiet."""
        now = self._clock.monotonic()
        known = self._failures.pop((user, address), _Failures(0, now))
        count = 1 if now - known.last > FORGET_SECONDS else known.count + 1
        self._failures[(user, address)] = _Failures(count, now)
        if len(self._failures) > _MOST_KEYS:
            self._failures.popitem(last=False)

    def succeed(self, user: str, address: str) -> None:
        """The right password was given: forget the failures."""
        self._failures.pop((user, address), None)
