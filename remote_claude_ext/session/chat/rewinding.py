"""A conversation that goes back to before a turn, and forth again: frames and record; pure."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from ...core.errors import ConflictError
from ...wire.frames import DurableBody, TodoChanged, Usage
from ...wire.rewinding import RewindUndone, Rewound
from .forking import Cut
from .model import LastRewind, Record
from .past import Past
from .talk import Compose


class WorkingError(ConflictError):
    """Nobody goes back while something is going on."""

    code = "working"

    def __init__(self, title: str) -> None:
        super().__init__(
            f"Claude is working in “{title}”, which has the same files.",
            remedy="Wait until it is done, or stop it; then try again.",
            details={"title": title},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """What Claude knows from now on: a session of its own, and how much of its transcript is known.

    None is a session that is yet to be begun.
    """

    session: str | None
    size_bytes: int = 0


def to_rewound(frame: Rewound, past: Past, cut: Cut, branch: Branch | None) -> Compose:
    """The conversation goes on from before a turn; without a `branch` only its files did.

    WorkingError where a turn has begun meanwhile.
    """

    def compose(record: Record) -> tuple[list[DurableBody], Record]:
        if record.turn is not None:
            raise WorkingError(record.title)
        last = LastRewind(
            rewind=frame.rewind,
            what=frame.what,
            claude_session=record.claude_session,
            earlier_sessions=record.earlier_sessions,
            cost_offset=record.cost_offset,
            usage_offset=record.usage_offset,
            last_line=record.last_line,
        )
        record = msgspec.structs.replace(record, rewound=last)
        if branch is None:
            return [frame], record
        record = msgspec.structs.replace(
            _moved(record, branch), last_line=past.last_line(cut.last), failed=False, unanswered=[]
        )
        return [frame, *_standing(past.bodies(cut.last), past, record)], record

    return compose


def to_undone(frame: RewindUndone, past: Past) -> Compose:
    """The conversation is as it was before its last rewind. WorkingError as above."""

    def compose(record: Record) -> tuple[list[DurableBody], Record]:
        last = record.rewound
        if record.turn is not None or last is None:
            raise WorkingError(record.title)
        record = msgspec.structs.replace(record, rewound=None)
        if last.what == "files":
            return [frame], record
        record = msgspec.structs.replace(
            record,
            claude_session=last.claude_session,
            earlier_sessions=last.earlier_sessions,
            cost_offset=last.cost_offset,
            usage_offset=last.usage_offset,
            last_line=last.last_line,
        )
        return [frame, *_standing(past.bodies(past.turns.rewound - 1), past, record)], record

    return compose


def _moved(record: Record, branch: Branch) -> Record:
    current = [record.claude_session] if record.claude_session else []
    read = {} if branch.session is None else {branch.session: branch.size_bytes}
    return msgspec.structs.replace(
        record,
        claude_session=branch.session,
        earlier_sessions=[*record.earlier_sessions, *current],
        cost_offset=record.cost_usd,
        usage_offset=record.usage,
        read={**record.read, **read},
    )


def _standing(before: Sequence[DurableBody], past: Past, record: Record) -> list[DurableBody]:
    """What holds again: the things to do and how full the context was. Costs stay."""
    every = past.bodies(past.frames[-1][0])
    bodies: list[DurableBody] = []
    if any(isinstance(body, TodoChanged) for body in every):
        todos = [body for body in before if isinstance(body, TodoChanged)]
        bodies.append(todos[-1] if todos else TodoChanged(todo=[]))
    used = [body for body in every if isinstance(body, Usage)]
    if used:
        known = [body for body in before if isinstance(body, Usage)]
        bodies.append(
            Usage(
                tokens=record.usage,
                context_used=known[-1].context_used if known else 0,
                context_size=used[-1].context_size,
                cost_usd=record.cost_usd,
            )
        )
    return bodies
