"""Texts before and after an edit, worked out from the patch and checked against it; pure.

Claude Code's patch shows leading tabs as spaces and its result may lack the file, so a text is
never made from the patch alone: the replaced words are put into the text itself, and the patch says
where and whether that was right.
"""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from ...wire.changes import Hunk

_TABS = re.compile(r"^\t+")
_MOST_PLACES = 2000
_LONG = 4000


def apply(text: str, hunks: Sequence[Hunk], *, old: str, new: str) -> str | None:
    """The text after an edit; None where the edit does not fit it."""
    if not hunks:
        return None
    lines = text.split("\n")
    for hunk in reversed(hunks):
        start = max(hunk.old_start - 1, 0)
        region = lines[start : start + hunk.old_lines]
        wanted = _side(hunk, "+")
        if _shown(region) != _side(hunk, "-"):
            return None
        found = _change(region, old, new, wanted)
        if found is None:
            return None
        lines[start : start + hunk.old_lines] = found
    return "\n".join(lines)


def undo(text: str, hunks: Sequence[Hunk], *, old: str, new: str) -> str | None:
    """The text before an edit; None where the text is not what the edit left."""
    return apply(text, [_flip(hunk) for hunk in hunks], old=new, new=old)


def count(before: str, after: str) -> tuple[int, int]:
    """How many lines were added and removed."""
    left, right = to_lines(before), to_lines(after)
    head = _common(left, right)
    left, right = left[head:], right[head:]
    tail = _common(left[::-1], right[::-1])
    left, right = left[: len(left) - tail], right[: len(right) - tail]
    # In long texts what stands everywhere (blank lines) is no help, and comparing it takes long.
    is_long = len(left) + len(right) > _LONG
    matcher = SequenceMatcher(a=left, b=right, autojunk=is_long)
    same = sum(match.size for match in matcher.get_matching_blocks())
    return len(right) - same, len(left) - same


def to_lines(text: str) -> list[str]:
    """The lines of a text; a newline at its end begins no other line."""
    return text.removesuffix("\n").split("\n") if text else []


def count_hunks(hunks: Sequence[Hunk]) -> tuple[int, int]:
    """The same from a patch."""
    lines = [line[:1] for hunk in hunks for line in hunk.lines]
    return lines.count("+"), lines.count("-")


def _change(region: list[str], old: str, new: str, wanted: list[str]) -> list[str] | None:
    text = "\n".join(region)
    for candidate in _candidates(text, old, new):
        lines = candidate.split("\n") if candidate or wanted else []
        if _shown(lines) == wanted:
            return lines
    return None


def _candidates(text: str, old: str, new: str) -> Iterator[str]:
    """What the edit may have made of a text: everywhere, at one place, with the line's end."""
    if old:
        yield text.replace(old, new)
    # What is replaced by nothing, alone on its line, goes with the line's end.
    pairs = [(old, new)]
    if not new:
        pairs.append((old + "\n", new))
    pairs += [] if old else [(old, new + "\n"), (old, "\n" + new)]
    for was, becomes in pairs:
        for place in _places(text, was):
            yield text[:place] + becomes + text[place + len(was) :]
        if not was and not text:
            yield becomes


def _places(text: str, word: str) -> Iterator[int]:
    if not word:
        yield from range(min(len(text) + 1, _MOST_PLACES))
        return
    place = text.find(word)
    while place >= 0:
        yield place
        place = text.find(word, place + 1)


def _side(hunk: Hunk, sign: str) -> list[str]:
    return _shown([line[1:] for line in hunk.lines if line[:1] in (" ", sign)])


def _shown(lines: Sequence[str]) -> list[str]:
    return [_TABS.sub(lambda tabs: "  " * len(tabs[0]), line) for line in lines]


def _flip(hunk: Hunk) -> Hunk:
    swap = {"+": "-", "-": "+"}
    return Hunk(
        old_start=hunk.new_start,
        old_lines=hunk.new_lines,
        new_start=hunk.old_start,
        new_lines=hunk.old_lines,
        lines=[swap.get(line[:1], line[:1]) + line[1:] for line in hunk.lines],
    )


def _common(left: Sequence[str], right: Sequence[str]) -> int:
    most = min(len(left), len(right))
    return next((n for n in range(most) if left[n] != right[n]), most)
