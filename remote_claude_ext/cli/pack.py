"""Compressed copies of the scripts and styles of JupyterLab, made once beside the originals.

A program of its own, too: `python pack.py SHARE/jupyter`; it needs nothing of this package.
"""

import gzip
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import brotli  # type: ignore[import-untyped]

_KINDS = (".css", ".html", ".js", ".json", ".svg")
_LEAST_BYTES = 1000
_QUALITY = 9
"""Of both: brotli's best takes fifteen times as long, for 8 % less."""


def pack(share: Path, is_over: Callable[[], bool] = bool) -> int:
    """Make what is missing or of another time than its original below `share/jupyter`; how many.

    What cannot be written is left out: then the original is sent. Once `is_over` it ends early.
    """
    made = 0
    for original in _originals(share):
        if is_over():
            break
        for suffix, compress in _WAYS.items():
            with suppress(OSError):
                made += _pack(original, original.with_name(original.name + suffix), compress)
    return made


def _compress_gzip(data: bytes) -> bytes:
    return gzip.compress(data, _QUALITY, mtime=0)


def _compress_brotli(data: bytes) -> bytes:
    return bytes(brotli.compress(data, quality=_QUALITY))


_WAYS: dict[str, Callable[[bytes], bytes]] = {".br": _compress_brotli, ".gz": _compress_gzip}


def _originals(share: Path) -> Iterator[Path]:
    for folder in (share / "lab" / "static", share / "labextensions"):
        for place, _, names in os.walk(folder, followlinks=True):
            if Path(place).name == "static" or "static" in Path(place).relative_to(folder).parts:
                yield from (Path(place, name) for name in names if name.endswith(_KINDS))


def _pack(original: Path, copy: Path, compress: Callable[[bytes], bytes]) -> bool:
    """Whether a copy was made. It has the time of its original: so a stale one is known."""
    of = original.stat()
    is_made = copy.exists() and copy.stat().st_mtime_ns == of.st_mtime_ns
    if is_made or of.st_size < _LEAST_BYTES or not os.access(copy.parent, os.W_OK):
        return False
    draft = copy.with_name(f".{copy.name}.{os.getpid()}")
    try:
        draft.write_bytes(compress(original.read_bytes()))
        os.utime(draft, ns=(of.st_atime_ns, of.st_mtime_ns))
        draft.replace(copy)
    finally:
        draft.unlink(missing_ok=True)
    return True


def main(shares: Iterable[str]) -> None:
    """Pack below each of these folders."""
    for share in shares:
        print(f"{share}: {pack(Path(share))} compressed copies made")  # noqa: T201 (the console)


if __name__ == "__main__":
    main(sys.argv[1:])
