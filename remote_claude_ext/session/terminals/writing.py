"""What a terminal adds to a conversation: the frames of a piece and the record with them; pure."""

from decimal import Decimal

import msgspec

from ...wire.frames import DurableBody, Message, TitleChanged, TurnFinished, Usage
from ..chat.model import Held, HeldTurn, Record, add_tokens, to_title
from ..chat.talk import Compose
from ..claude.transcript import Entry, last_meter
from .reader import Piece


def to_piece(piece: Piece, session: str) -> Compose:
    """The frames of a piece; with them it is on disk how far they reach."""

    def compose(record: Record) -> tuple[list[DurableBody], Record]:
        bodies = [*piece.bodies]
        words = next((body.text for body in bodies if isinstance(body, Message)), None)
        if words is not None and not record.is_titled:
            bodies.append(TitleChanged(title=to_title(words)))
        failed = piece.outcome in ("failed", "budget")
        turn = HeldTurn(turn=piece.turn, begin=piece.begin) if piece.outcome is None else None
        if piece.outcome is not None:
            bodies += _to_end(record, piece)
        changed = msgspec.structs.replace(
            record,
            terminal=record.terminal and msgspec.structs.replace(record.terminal, turn=turn),
            read={**record.read, session: piece.end},
            failed=failed,
            rewound=None,
            archived=record.archived and words is None,
        )
        return bodies, changed

    return compose


def _to_end(record: Record, piece: Piece) -> list[DurableBody]:
    used: list[DurableBody] = []
    if piece.context_used:
        usage = Usage(
            tokens=add_tokens(record.usage, piece.tokens),
            context_used=piece.context_used,
            context_size=0,  # it does not say
            cost_usd=record.cost_usd,
        )
        used.append(usage)
    end = TurnFinished(outcome=piece.outcome or "lost", reason=piece.reason, cost_usd=Decimal(0))
    return [*used, end]


def to_bill(entry: Entry, context_used: int) -> Compose:
    """What Claude Code says that its session has cost; it says so at its end."""
    meter = last_meter([entry])

    def compose(record: Record) -> tuple[list[DurableBody], Record]:
        cost = meter.cost_usd + record.cost_offset
        if cost <= record.cost_usd:
            return [], record
        usage = Usage(
            tokens=add_tokens(meter.tokens, record.usage_offset),
            context_used=context_used,
            context_size=0,
            cost_usd=cost,
        )
        return [usage], record

    return compose


def to_held(held: Held) -> Compose:
    """Another process has the conversation, or it does something else."""

    def compose(record: Record) -> tuple[list[DurableBody], Record]:
        return [], msgspec.structs.replace(record, terminal=held)

    return compose


def to_left(*, is_owed: bool) -> Compose:
    """No terminal has the conversation any more; it may owe the rest of what it said."""

    def compose(record: Record) -> tuple[list[DurableBody], Record]:
        return [], msgspec.structs.replace(record, terminal=None, is_owed=is_owed)

    return compose


def to_read(session: str, begin: int) -> Compose:
    """Where the transcript of a session is read from."""

    def compose(record: Record) -> tuple[list[DurableBody], Record]:
        read = {**record.read, session: record.read.get(session, begin)}
        return [], msgspec.structs.replace(record, read=read)

    return compose
