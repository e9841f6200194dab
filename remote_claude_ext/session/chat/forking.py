"""Where a conversation may be forked: the frames up to there, and what Claude may know of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import msgspec
from msgspec import UNSET

from ...core.errors import ConflictError, MalformedError, NotFoundError, NotRewindableError
from ...core.ids import new_id
from ...wire.chat import Fork
from ...wire.frames import DurableBody, QueueChanged, TitleChanged, Tokens, Usage
from .model import Record

_TITLE_LENGTH = 190


class NotForkableError(ConflictError):
    """There is no clean cut there."""

    code = "not_forkable"

    def __init__(self, why: str) -> None:
        super().__init__(why, remedy="Fork at an earlier or a later message.")


class Line(msgspec.Struct, frozen=True):
    """The little of a frame that tells where its turn begins and ends."""

    seq: int
    kind: str
    turn: str | None = None
    messages: object = None
    message: object = None
    rewind: str | None = None
    undone: object = None


@dataclass(slots=True)
class _Turn:
    turn: str
    first: int
    end: int | None = None
    messages: list[str] = field(default_factory=list)
    undone_by: str | None = None
    """The rewind that made it count no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """The last frame that goes along, and the messages of the turns that do not, in order."""

    last: int
    left: Sequence[str]
    is_running: bool
    """Whether a turn that does not go along is not done yet."""
    undone: Sequence[str] = ()
    """The turns that do not go along."""
    is_bare: bool = False
    """Whether no turn goes along."""


class Turns:
    """Reads frames in order and finds the cut."""

    def __init__(self) -> None:
        self._turns: dict[str, _Turn] = {}
        self.rewound = 0
        """The number of the last frame that tells of a rewind."""
        self.rewinds: set[str] = set()

    def read(self, frame: bytes) -> None:
        """One frame."""
        line = msgspec.json.decode(frame, type=Line)
        if line.kind in {"rewound", "rewind.undone"}:
            self._rewind(line)
        if line.turn is None:
            return
        turn = self._turns.setdefault(line.turn, _Turn(line.turn, line.seq))
        if line.kind == "message" and isinstance(line.message, str):
            turn.messages.append(line.message)
        elif line.kind == "turn.started" and isinstance(line.messages, list):
            turn.messages += [str(each) for each in line.messages if each not in turn.messages]
        elif line.kind == "turn.finished":
            turn.end = line.seq

    def cut(self, wish: Fork) -> Cut:
        """MalformedError, NotFoundError, NotForkableError where there is no such cut."""
        turns = list(self._turns.values())
        if wish.message is not UNSET and wish.turn is not UNSET:
            raise MalformedError("Fork at a message or at a turn, not at both.", remedy="Name one.")
        if wish.message is not UNSET:
            index = _find(turns, wish.message)
            cut = _to_cut(turns[index].first - 1, turns[index:])
            return replace(cut, is_bare=_is_all_undone(turns[:index]))
        if wish.turn is not UNSET:
            index = next((n for n, each in enumerate(turns) if each.turn == wish.turn), -1)
            if index < 0:
                raise NotFoundError("turn", wish.turn)
        else:
            counted = [n for n, each in enumerate(turns) if each.end and not each.undone_by]
            if not counted:
                return replace(_to_cut(0, turns), is_bare=True)
            index = counted[-1]
        end = turns[index].end
        if end is None:
            raise NotForkableError("This turn is not done yet.")
        if turns[index].undone_by:
            raise NotForkableError("This turn was undone.")
        later = turns[index + 1 :]
        # What was undone is told to be so in the fork as well.
        last = self.rewound if wish.turn is UNSET and _is_all_undone(later) else 0
        return _to_cut(max(end, last), later)

    def cut_before(self, turn: str) -> Cut:
        """What a rewind to before a turn leaves. NotFoundError, NotRewindableError."""
        turns = list(self._turns.values())
        index = next((n for n, each in enumerate(turns) if each.turn == turn), -1)
        if index < 0:
            raise NotFoundError("turn", turn)
        if turns[index].undone_by:
            raise NotRewindableError("This turn was undone already.")
        counted = [each for each in turns[index:] if not each.undone_by]
        cut = _to_cut(turns[index].first - 1, counted)
        return replace(cut, is_bare=_is_all_undone(turns[:index]))

    def is_undone(self, turn: str) -> bool:
        """Whether a turn does not count any more."""
        known = self._turns.get(turn)
        return known is not None and known.undone_by is not None

    def _rewind(self, line: Line) -> None:
        self.rewound = line.seq
        self.rewinds.add(line.rewind or "")
        undone = line.undone if isinstance(line.undone, list) else []
        for turn in self._turns.values():
            if line.kind == "rewound" and turn.turn in undone:
                turn.undone_by = line.rewind
            elif line.kind != "rewound" and turn.undone_by == line.rewind:
                turn.undone_by = None


def _find(turns: Sequence[_Turn], message: str) -> int:
    for index, turn in enumerate(turns):
        if message in turn.messages:
            return index
    raise NotFoundError("message", message)


def _to_cut(last: int, left: Sequence[_Turn]) -> Cut:
    return Cut(
        last=last,
        left=[message for turn in left for message in turn.messages],
        is_running=any(turn.end is None for turn in left),
        undone=[turn.turn for turn in left],
    )


def _is_all_undone(turns: Sequence[_Turn]) -> bool:
    return all(turn.undone_by for turn in turns)


def to_fork(record: Record, *, last_line: str, session: str | None) -> Record:
    """The record of the fork. What was said so far is on the bill of where it came from."""
    return Record(
        id=new_id(),
        title=f"{record.title[:_TITLE_LENGTH]} (fork)",
        is_titled=True,
        mode=record.mode,
        model=record.model,
        effort=record.effort,
        claude_session=session,
        tags=record.tags,
        last_line=last_line,
        created_at=record.updated_at,
        updated_at=record.updated_at,
    )


def to_closing(fork: Record, bodies: Sequence[DurableBody]) -> list[DurableBody]:
    """What the fork's own frames begin with: its title, no queue, and nothing spent."""
    closing: list[DurableBody] = [TitleChanged(title=fork.title), QueueChanged(queue=[])]
    used = [body for body in bodies if isinstance(body, Usage)]
    if used:
        closing.append(msgspec.structs.replace(used[-1], tokens=Tokens(), cost_usd=fork.cost_usd))
    return closing
