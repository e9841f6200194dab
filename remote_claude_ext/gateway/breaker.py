"""Whether a provider that failed should be asked again already; pure.

Our own, since libraries wrap a call that raises: here a status decides, before the first byte, and
an open circuit is a preference among providers rather than a refusal.
"""

from dataclasses import dataclass, replace

FAILURES = 5
"""So many in a row open the circuit."""
PAUSE_SECONDS = 30.0
"""For so long a provider with an open circuit is left alone; then one request tries it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Breaker:
    """One provider's circuit; moments are seconds of a monotonic clock."""

    failures: int = 0
    closed_from: float = 0.0
    """From when on it may be tried, where it failed often enough."""

    @property
    def is_broken(self) -> bool:
        """Whether it has failed so often that it should be left alone."""
        return self.failures >= FAILURES

    def is_open(self, now: float) -> bool:
        """Whether it should not be asked now."""
        return self.is_broken and now < self.closed_from

    def trying(self, now: float) -> "Breaker":
        """It is asked now: the only one for a while, where it is broken."""
        return replace(self, closed_from=now + PAUSE_SECONDS) if self.is_broken else self

    def failed(self, now: float) -> "Breaker":
        """It did not answer."""
        return Breaker(failures=self.failures + 1, closed_from=now + PAUSE_SECONDS)

    def answered(self) -> "Breaker":
        """It answered."""
        return Breaker() if self.failures else self
