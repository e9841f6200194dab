"""What git writes of a clone: how far it is, and the words that are left for a log; pure."""

import re

from ...wire.sessions import ClonePhase, Cloning

_PHASES = {
    "Compressing objects": ClonePhase.PACKING,
    "Receiving objects": ClonePhase.RECEIVING,
    "Resolving deltas": ClonePhase.RESOLVING,
    "Updating files": ClonePhase.WRITING,
}
_LINE = re.compile(
    r"^(?:remote: )?(?P<title>[A-Z][a-z]+ [a-z]+):\s+(?:(?P<percent>\d+)% )?\(?\d"
    r"(?:[^,]*, (?P<size>\d+(?:\.\d+)?) (?P<unit>bytes|KiB|MiB|GiB)\b)?"
)
_UNITS = {"bytes": 1, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30}


def is_progress(line: str) -> bool:
    """Whether a line only says what git does, which it writes over again and again."""
    return line.startswith(("Cloning into ", "remote: Total ")) or _LINE.match(line) is not None


def to_cloning(line: str) -> Cloning | None:
    """How far it is, by one line; None where the line does not say, or tells of a side matter."""
    found = _LINE.match(line)
    phase = _PHASES.get(found["title"]) if found else None
    if found is None or phase is None or found["percent"] is None:
        return None
    size = float(found["size"]) * _UNITS[found["unit"]] if found["size"] else None
    return Cloning(
        phase=phase,
        percent=min(100, int(found["percent"])),
        bytes=None if size is None else round(size),
    )
