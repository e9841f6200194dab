"""A benchmark as a command: which parts, how often, one table."""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from playwright.sync_api import expect

from tests.load.table import Figure, to_table

Part = Callable[[Path, int], Iterator[Figure]]
EXPECT_MS = 30_000


def run(program: str, about: str | None, parts: Mapping[str, Part]) -> int:
    """Measure what was asked for and print one table."""
    parser = argparse.ArgumentParser(prog=f"python -m {program}", description=about)
    parser.add_argument("parts", nargs="*", help=f"any of {', '.join(parts)}; none: all")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured")
    given = parser.parse_args()
    if unknown := sorted(set(given.parts) - set(parts)):
        parser.error(f"no such part: {', '.join(unknown)}")
    expect.set_options(timeout=EXPECT_MS)
    figures: list[Figure] = []
    try:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            for name in given.parts or parts:
                print(f"{name} ...", file=sys.stderr, flush=True)  # noqa: T201 (the console)
                figures += parts[name](Path(folder), given.rounds)
    finally:
        # What was measured before a part failed took its time.
        print(to_table(figures))  # noqa: T201
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    print(f"\n{os.cpu_count()} cores; load over 1, 5 and 15 minutes at the end: {load}")  # noqa: T201
    return 0
