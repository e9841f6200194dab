"""The edits of a conversation to one file before and one after a turn; pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from ...wire.changes import Hunk, Place
from .model import Edit
from .patches import apply, undo


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A file before the turn and after its last edit in it; None where that is not known."""

    path: str
    is_new: bool
    before: str | None
    after: str | None
    hunks: Sequence[Hunk]


def to_change(edits: Sequence[Edit], turn: str, disk: str | None) -> Change | None:
    """What a turn made of a file; `edits` are all of it in the conversation, in order.

    Where a result does not say how the file was, that is worked out from the next that does, or
    from the file as it is now.
    """
    states = _states(edits, disk)
    mine = [n for n, edit in enumerate(edits) if edit.turn == turn]
    if not mine:
        return None
    first, last = mine[0], mine[-1]
    before, after = states[first][0], states[last][1]
    return Change(
        path=edits[first].path,
        is_new=edits[first].is_new,
        before=before,
        after=after,
        hunks=[hunk for n in mine for hunk in edits[n].hunks],
    )


def _states(edits: Sequence[Edit], disk: str | None) -> list[tuple[str | None, str | None]]:
    states: list[tuple[str | None, str | None]] = []
    later = disk
    for edit in reversed(edits):
        before, after = edit.before, edit.after
        if after is None and before is not None:
            after = apply(before, edit.hunks, old=edit.old, new=edit.new)
        if after is None:
            after = later
        if before is None and after is not None:
            before = undo(after, edit.hunks, old=edit.old, new=edit.new)
            after = after if before is not None else edit.after
        states.insert(0, (before, after))
        later = before
    return states


def take_back(before: str, after: str, place: Place) -> str | None:
    """`after` with the lines of one place as they were; None where there are no such lines."""
    old, new = before.split("\n"), after.split("\n")
    fits = place.before_start <= place.before_end <= len(old)
    if not fits or not place.after_start <= place.after_end <= len(new):
        return None
    new[place.after_start : place.after_end] = old[place.before_start : place.before_end]
    return "\n".join(new)
