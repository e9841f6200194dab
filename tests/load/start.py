"""How long `up` takes until it is ready: the first time on a data folder, and again."""

import time
from collections.abc import Iterator
from pathlib import Path

from tests.load.table import Figure
from tests.support.hub import Installation


def measure(folder: Path, rounds: int) -> Iterator[Figure]:
    """First and later starts of one installation; the best of the later ones counts."""
    installation = Installation(folder / "start" / "data")
    installation.data.parent.mkdir()
    try:
        first = _start(installation)
        later = min(_start(installation) for _ in range(rounds))
    finally:
        installation.end_all()
    yield Figure(
        name="second `up` to Ready", value=later, unit="s", base=first, than="first `up`, no data"
    )


def _start(installation: Installation) -> float:
    began = time.monotonic()
    installation.start()
    taken = time.monotonic() - began
    installation.stop()
    return taken
