"""Figures of the whole product, as ratios within one run: `python -m tests.load.skeleton`.

Names of parts measure only these: `python -m tests.load.skeleton stream gateway`.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from playwright.sync_api import expect

from tests.load import checkout, desktop, gateway, memory, start, stream
from tests.load.table import Figure, to_table

PARTS: dict[str, Callable[[Path, int], Iterator[Figure]]] = {
    "checkout": checkout.measure,
    "start": start.measure,
    "desktop": desktop.measure,
    "stream": stream.measure,
    "memory": memory.measure,
    "gateway": gateway.measure,
}
EXPECT_MS = 30_000


def main() -> int:
    """Measure what was asked for and print one table."""
    parser = argparse.ArgumentParser(prog="python -m tests.load.skeleton", description=__doc__)
    parser.add_argument("parts", nargs="*", help=f"any of {', '.join(PARTS)}; none: all")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured")
    given = parser.parse_args()
    if unknown := sorted(set(given.parts) - set(PARTS)):
        parser.error(f"no such part: {', '.join(unknown)}")
    expect.set_options(timeout=EXPECT_MS)
    figures: list[Figure] = []
    try:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            for name in given.parts or PARTS:
                print(f"{name} ...", file=sys.stderr, flush=True)  # noqa: T201 (the console)
                figures += PARTS[name](Path(folder), given.rounds)
    finally:
        # What was measured before a part failed took its time.
        print(to_table(figures))  # noqa: T201
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    print(f"\n{os.cpu_count()} cores; load over 1, 5 and 15 minutes at the end: {load}")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
