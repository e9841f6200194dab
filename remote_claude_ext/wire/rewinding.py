"""Going back to before a turn: bodies of the routes, and the frames that tell of it."""

from typing import Literal

import msgspec
from msgspec import UNSET, UnsetType

from .framing import Body

What = Literal["files", "conversation", "both"]


class Rewind(msgspec.Struct, frozen=True, kw_only=True):
    """`POST conversations/{id}/rewind`: to before a turn. `dry_run` only says what would be."""

    turn: str
    what: What = "both"
    dry_run: bool = False


class UndoRewind(msgspec.Struct, frozen=True, kw_only=True):
    """`POST conversations/{id}/rewinds/{rewind}/undo`."""

    dry_run: bool = False


class RewindFile(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A file that a rewind brings back, takes away or changes.

    `by_hand`: it was changed while Claude rested, by a person, a terminal or a program. `problem`
    says why it stays as it is.
    """

    path: str
    change: Literal["returns", "goes", "changes"]
    by_hand: bool = False
    problem: str | UnsetType = UNSET


class OtherTurns(msgspec.Struct, frozen=True, kw_only=True):
    """Another conversation that worked on the same files since."""

    conversation: str
    title: str
    turns: int


class RewindResult(msgspec.Struct, frozen=True, kw_only=True):
    """What a rewind does, or would do.

    `rewind` names it, null where it is not done. Of more than 1000 `files` those are there that
    come first; `counts` has all. `left` are files that differ and are not kept. `turns` of this
    conversation are undone. The problems are sentences that say why one or the other cannot go
    back to there.
    """

    rewind: str | None
    turn: str
    what: What
    files: list[RewindFile]
    counts: "RewindCounts"
    left: list[str]
    others: list[OtherTurns]
    turns: int
    files_problem: str | None
    conversation_problem: str | None


class RewindCounts(msgspec.Struct, frozen=True, kw_only=True):
    """How many files come back, go, and change; how many of them by hand; how many could not be."""

    returns: int
    goes: int
    changes: int
    by_hand: int
    failed: int


class Rewound(Body, tag="rewound", frozen=True, kw_only=True):
    """Somebody went back to before the turn `to`.

    `undone` are the turns that do not count any more; none where only files were rewound. `files`
    is missing where they were not.
    """

    rewind: str
    to: str
    what: What
    undone: list[str]
    files: RewindCounts | UnsetType = UNSET
    by: str


class RewindUndone(Body, tag="rewind.undone", frozen=True, kw_only=True):
    """Somebody took a rewind back: its turns count again, its files are as before it."""

    rewind: str
    by: str
