"""Which providers may answer a request, in which order, and what counts as no answer; pure."""

from collections.abc import Sequence
from fnmatch import fnmatchcase

from .breaker import Breaker

_OVERLOADED = 529
_ITS_FAULT = range(500, 600)


def serves(patterns: Sequence[str], model: str) -> bool:
    """Whether a provider with these patterns has a model."""
    return any(pattern == "*" or fnmatchcase(model, pattern) for pattern in patterns)


def is_no_answer(status: int) -> bool:
    """Whether another provider should be asked after an answer with this status."""
    return status in _ITS_FAULT or status == _OVERLOADED


def to_order(breakers: Sequence[Breaker], now: float) -> list[int]:
    """The places of the providers to ask, one after the other.

    Those that failed lately are left out. Where all did, the one that has rested longest is asked
    alone: there is nothing better.
    """
    ready = [place for place, breaker in enumerate(breakers) if not breaker.is_open(now)]
    if ready or not breakers:
        return ready
    return [min(range(len(breakers)), key=lambda place: breakers[place].closed_from)]
