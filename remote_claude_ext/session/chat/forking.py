"""Where a conversation may be forked: the frames up to there, and what Claude may know of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec
from msgspec import UNSET

from ...core.errors import ConflictError, MalformedError, NotFoundError
from ...core.ids import new_id
from ...wire.chat import Fork
from ...wire.frames import DurableBody, QueueChanged, Text, TitleChanged, Tokens, Usage
from .model import Record, to_last_line

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


@dataclass(slots=True)
class _Turn:
    turn: str
    first: int
    end: int | None = None
    messages: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """The last frame that goes along, and the messages of the turns that do not, in order."""

    last: int
    left: Sequence[str]
    is_running: bool
    """Whether a turn that does not go along is not done yet."""


class Turns:
    """Reads frames in order and finds the cut."""

    def __init__(self) -> None:
        self._turns: dict[str, _Turn] = {}

    def read(self, frame: bytes) -> None:
        """One frame."""
        line = msgspec.json.decode(frame, type=Line)
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
            return _to_cut(turns[index].first - 1, turns[index:])
        if wish.turn is not UNSET:
            index = next((n for n, each in enumerate(turns) if each.turn == wish.turn), -1)
            if index < 0:
                raise NotFoundError("turn", wish.turn)
        else:
            index = max((n for n, each in enumerate(turns) if each.end is not None), default=-1)
            if index < 0:
                return _to_cut(0, turns)
        end = turns[index].end
        if end is None:
            raise NotForkableError("This turn is not done yet.")
        return _to_cut(end, turns[index + 1 :])


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
    )


def to_fork(record: Record, bodies: Sequence[DurableBody], *, session: str | None) -> Record:
    """The record of the fork. What was said so far is on the bill of where it came from."""
    lines = [
        to_last_line(body.text)
        for body in bodies
        if isinstance(body, Text) and body.parent is UNSET
    ]
    return Record(
        id=new_id(),
        title=f"{record.title[:_TITLE_LENGTH]} (fork)",
        is_titled=True,
        mode=record.mode,
        model=record.model,
        effort=record.effort,
        claude_session=session,
        tags=record.tags,
        last_line=next((line for line in reversed(lines) if line), ""),
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
