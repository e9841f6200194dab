"""Bounded retry delays, as a pure sequence."""

from collections.abc import Iterator


def delays(
    *, first_seconds: float, factor: float = 2.0, most_seconds: float = 30.0
) -> Iterator[float]:
    """Endless delays in seconds: `first`, then each `factor` times the last, never over `most`."""
    delay = first_seconds
    while True:
        yield min(delay, most_seconds)
        delay = min(delay * factor, most_seconds)
