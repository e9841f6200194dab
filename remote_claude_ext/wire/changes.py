"""Bodies of the routes about what a turn changed."""

from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

Line = Annotated[int, Meta(ge=0)]


class Hunk(msgspec.Struct, frozen=True, kw_only=True):
    """One changed place, as Claude Code's own patch has it: lines begin with ' ', '+', '-'."""

    old_start: int
    old_lines: int
    new_start: int
    new_lines: int
    lines: list[str]


class FileChange(msgspec.Struct, frozen=True, kw_only=True):
    """One file before a turn and after its last edit in it.

    `path` is relative to the workspace, or absolute where Claude worked outside of it. `now` says
    how the file is on disk: as the turn left it (`same`), changed further, `reverted` here in part
    or whole (`after` is then the file as it is), `gone`, or something that is not read (`other`).
    Where `whole` is false, before and after are not to be had and `hunks` has the changed places.
    """

    path: str
    status: Literal["added", "modified"]
    now: Literal["same", "changed", "reverted", "gone", "other"]
    whole: bool
    before: str | None
    after: str | None
    hunks: list[Hunk]
    added: int
    removed: int
    reason: str | None
    can_revert: bool


class TurnChanges(msgspec.Struct, frozen=True, kw_only=True):
    """`GET .../turns/{turn}/changes`. `commands` ran in the turn; what they wrote is not here."""

    turn: str
    files: list[FileChange]
    commands: int


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Lines from `start` up to but not including `end`, counted from 0, before and after."""

    before_start: Line
    before_end: Line
    after_start: Line
    after_end: Line


class Revert(msgspec.Struct, frozen=True, kw_only=True):
    """`POST .../turns/{turn}/changes/revert`: one file, or one place of it."""

    path: str
    place: Place | UnsetType = UNSET


class FileEdit(msgspec.Struct, frozen=True, kw_only=True):
    """One edit of a file by Claude: in which turn, and the `number` of that turn, from 1."""

    path: str
    turn: str
    number: int
    seq: int


class Edits(msgspec.Struct, frozen=True, kw_only=True):
    """`GET conversations/{id}/edits`: those after a number, and the last number that was read."""

    edits: list[FileEdit]
    last: int
