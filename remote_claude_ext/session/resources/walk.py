"""Counts what a folder takes on its disk: a program of its own, niced and bounded.

    python walk.py FOLDER [ENTRIES [SECONDS]]

It prints the bytes, and `all` or, where a bound was met, `some`. Standard library only: it runs
without this package.
"""

import os
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

_ENTRIES, _SECONDS = 400_000, 15.0
_BLOCK_BYTES = 512
_LEAST_NICE = 19


def count(folder: str, entries: int, seconds: float) -> tuple[int, bool]:
    """Bytes of all that is below a folder on the same disk, and whether all was looked at.

    A file with several names counts once.
    """
    deadline = time.monotonic() + seconds
    seen: set[int] = set()
    unseen: list[str] = []
    total = 0
    for number, found in enumerate(_walk(folder, unseen)):
        if number >= entries or time.monotonic() >= deadline:
            return total, False
        if found.st_nlink > 1 and not stat.S_ISDIR(found.st_mode):
            if found.st_ino in seen:
                continue
            seen.add(found.st_ino)
        total += found.st_blocks * _BLOCK_BYTES
    return total, not unseen


def _walk(folder: str, unseen: list[str]) -> Iterator[os.stat_result]:
    """What is below a folder; `unseen` gets a path that was too long to be looked at."""
    device = os.stat(folder).st_dev  # noqa: PTH116 (pathlib costs more than the walk)
    waiting = [folder]
    while waiting:
        path = waiting.pop()
        with _noting(path, unseen), os.scandir(path) as entries:
            for entry in entries:
                with _noting(entry.path, unseen):
                    found = entry.stat(follow_symlinks=False)
                    if found.st_dev == device:
                        yield found
                        if entry.is_dir(follow_symlinks=False):
                            waiting.append(entry.path)


@contextmanager
def _noting(path: str, unseen: list[str]) -> Iterator[None]:
    try:
        yield
    except (FileNotFoundError, PermissionError):
        pass  # it went meanwhile, or is closed to us: not the session's
    except OSError:
        unseen[:] = [path]  # one of them says it


def main() -> None:
    """Count, for whoever reads the output."""
    os.nice(_LEAST_NICE)
    folder, *bounds = sys.argv[1:]
    entries = int(bounds[0]) if bounds else _ENTRIES
    seconds = float(bounds[1]) if bounds[1:] else _SECONDS
    total, is_all = count(folder, entries, seconds)
    print(total, "all" if is_all else "some")  # noqa: T201 (what it is for)


if __name__ == "__main__":
    main()
