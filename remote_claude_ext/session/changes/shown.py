"""One changed file as clients see it, with the words for what cannot be shown or reverted; pure."""

from typing import Literal

from ...wire.changes import FileChange
from .disk import MOST_BYTES, Text, Unread
from .patches import count, count_hunks
from .rules import Change

Now = Literal["same", "changed", "reverted", "gone", "other"]
_GONE = "It was deleted since."
_CHANGED = "It was changed since, by you, a command or a later turn."
_UNREAD = {
    "gone": _GONE,
    "outside": "A link leads out of the workspace here, so the file is not read.",
    "folder": "A folder or something else is in its place now.",
    "large": f"It has more than {MOST_BYTES >> 20} MB now, which is too large to compare.",
    "binary": "It is not text in UTF-8 now.",
}
_MIXED = "Its lines end in two different ways, so it is not written here."
_PARTS = "Claude Code kept only the changed places of this file; the rest of it is not shown."
_NOTHING = "Claude Code did not keep what it changed here."
_LARGE = "The file is too large to be shown whole; shown are the changed places."


def to_file_change(
    change: Change, name: str, now: Text | Unread, *, is_reverted: bool
) -> FileChange:
    """A change, compared with the file as it is."""
    before, after, state = change.before, change.after, _now(change, now, is_reverted=is_reverted)
    if state == "reverted" and isinstance(now, Text):
        after = now.text
    whole, reason = _whole(before, after, has_hunks=bool(change.hunks))
    added, removed = count_hunks(change.hunks)
    if before is not None and after is not None:
        added, removed = count(before, after)
    why_not = _why_not(state, now)
    return FileChange(
        path=name,
        status="added" if change.is_new else "modified",
        now=state,
        whole=whole,
        before=before if whole else None,
        after=after if whole else None,
        hunks=[] if whole else list(change.hunks),
        added=added,
        removed=removed,
        reason=reason or why_not,
        can_revert=whole and why_not is None and before != after,
    )


def _now(change: Change, now: Text | Unread, *, is_reverted: bool) -> Now:
    if isinstance(now, Unread):
        return "gone" if now.why == "gone" else "other"
    if now.text == change.after:
        return "same"
    return "reverted" if is_reverted else "changed"


def _whole(before: str | None, after: str | None, *, has_hunks: bool) -> tuple[bool, str | None]:
    if before is None or after is None:
        return False, _PARTS if has_hunks else _NOTHING
    if max(len(before), len(after)) > MOST_BYTES:
        return False, _LARGE
    return True, None


def _why_not(state: Now, now: Text | Unread) -> str | None:
    if isinstance(now, Unread):
        return _UNREAD[now.why]
    if state == "changed":
        return _CHANGED
    return _MIXED if now.is_mixed else None
