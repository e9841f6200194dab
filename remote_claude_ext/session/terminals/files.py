"""Claude Code's own files: who lives, and what a transcript says from some place on; blocks."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..claude.home import ClaudeHome, read_object
from ..claude.leftovers import is_running
from ..claude.transcript import Entry
from .reader import to_content, to_ms, to_words
from .rules import Program, to_program

_MOST_BYTES = 8 << 20
_LARGE = b'{"type":"api-request'
"""What was sent to the model, word for word: most of a transcript, and nothing for people."""


@dataclass(frozen=True, slots=True)
class Line:
    """An entry, and where it is in its file."""

    entry: Entry
    begin: int
    end: int


def living(home: ClaudeHome) -> list[Program]:
    """The `claude` of every terminal, the oldest process first.

    Only what ends in `.json` is opened: beside it are secrets.
    """
    found = []
    for path in (home.folder / "sessions").glob("*.json"):
        program = to_program(read_object(path))
        if program is not None and is_running(program.pid, program.started):
            found.append(program)
    return sorted(found, key=lambda each: (int(each.started), each.pid))


def read_on(path: Path, begin: int) -> tuple[list[Line], int]:
    """The entries that are written whole after a place, and the place to read on from."""
    found: list[Line] = []
    try:
        with path.open("rb") as file:
            place = file.seek(min(begin, path.stat().st_size))
            first = place
            for line in file:
                if not line.endswith(b"\n") or place - first > _MOST_BYTES:
                    break
                end = place + len(line)
                if (entry := _parse(line)) is not None:
                    found.append(Line(entry, place, end))
                place = end
    except OSError:
        return [], begin
    return found, place


def first_ms(path: Path) -> float:
    """When the first entry of a transcript was written; 0 where there is none."""
    return next(filter(None, _times(path)), 0.0)


def last_ms(path: Path) -> float:
    """When the last one was."""
    return max(_times(path), default=0.0)


def first_words(path: Path) -> str | None:
    """What a person wrote first into a transcript."""
    lines, _ = read_on(path, 0)
    words = (to_words(line.entry, to_content(line.entry)) for line in lines)
    return next((each for each in words if each and not each.startswith("/clear")), None)


def _times(path: Path) -> Iterator[float]:
    place = -1
    begin = 0
    while place != begin:
        place = begin
        lines, begin = read_on(path, place)
        yield from (to_ms(line.entry) for line in lines)


def _parse(line: bytes) -> Entry | None:
    if line.startswith(_LARGE):
        return None
    try:
        entry = json.loads(line)
    except ValueError:
        return None
    return entry if isinstance(entry, Mapping) else None
