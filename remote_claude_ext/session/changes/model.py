"""One edit of one file by one of Claude's tools, as its result tells; frozen values, no I/O."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...wire.changes import Hunk

EDITORS = frozenset({"Edit", "MultiEdit", "NotebookEdit", "Write"})
COMMANDS = frozenset({"Bash"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """One use of a tool that edits files, as the frames have it."""

    tool_use: str
    turn: str
    seq: int
    """The number of the frame that told its end."""
    name: str
    input: Mapping[str, Any]
    structured: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What one use did to a file. None where the result does not say."""

    turn: str
    path: str
    is_new: bool
    before: str | None
    after: str | None
    old: str
    new: str
    hunks: Sequence[Hunk]


def to_edit(use: Use, result: Mapping[str, Any]) -> Edit | None:
    """The edit that a result tells of; `result` wins over what the frames kept of it."""
    told = {**use.structured, **result}
    path = to_path(use, told)
    if path is None:
        return None
    if use.name == "NotebookEdit":
        before, after = _text(told, "original_file"), _text(told, "updated_file")
        return Edit(
            turn=use.turn,
            path=path,
            is_new=False,
            before=before,
            after=after,
            old="",
            new="",
            hunks=(),
        )
    is_write = use.name == "Write"
    is_new = told.get("type") == "create"
    return Edit(
        turn=use.turn,
        path=path,
        is_new=is_new,
        before="" if is_new else _text(told, "originalFile"),
        after=(_text(told, "content") or _text(use.input, "content")) if is_write else None,
        old=_text(told, "oldString") or "",
        new=_text(told, "newString") or "",
        hunks=to_hunks(told.get("structuredPatch")),
    )


def to_path(use: Use, told: Mapping[str, Any]) -> str | None:
    """The file that was edited, as the result or else the input names it."""
    return _text(told, "filePath") or _text(told, "notebook_path") or _path_of(use.input)


def to_hunks(patch: object) -> list[Hunk]:
    """Claude Code's `structuredPatch`; nothing where it is of another shape."""
    hunks = [_to_hunk(raw) for raw in (patch if isinstance(patch, list) else ())]
    known = [hunk for hunk in hunks if hunk is not None]
    return known if len(known) == len(hunks) else []


def _to_hunk(raw: object) -> Hunk | None:
    lines = raw.get("lines") if isinstance(raw, Mapping) else None
    if not isinstance(raw, Mapping) or not isinstance(lines, list):
        return None
    numbers = [number for name in _NUMBERS if isinstance(number := raw.get(name), int)]
    if len(numbers) < len(_NUMBERS):
        return None
    old_start, old_lines, new_start, new_lines = numbers
    return Hunk(
        old_start=old_start,
        old_lines=old_lines,
        new_start=new_start,
        new_lines=new_lines,
        lines=[str(line) for line in lines],
    )


_NUMBERS = ("oldStart", "oldLines", "newStart", "newLines")


def _path_of(given: Mapping[str, Any]) -> str | None:
    return _text(given, "file_path") or _text(given, "notebook_path")


def _text(told: Mapping[str, Any], name: str) -> str | None:
    value = told.get(name)
    return value if isinstance(value, str) else None
