"""How a turn ends: what a dead process left behind, and the turn's last frame."""

import logging
from decimal import Decimal

import msgspec

from ...wire.frames import TurnFinished, TurnOutcome
from .model import OpenTurn, Record
from .ports import Claude, Exited, Recovered, Unfinished
from .talk import Change, Talk

logger = logging.getLogger(__name__)
_FAILURES = {"failed", "lost", "budget"}


async def find_end(
    claude: Claude, talk: Talk, turn: OpenTurn, *, exited: Exited | None, ended_by: str | None
) -> Recovered:
    """How a turn whose process is gone went on and ended, as far as its transcript shows.

    What a person stopped was interrupted; a process that was seen to die has failed.
    """
    unfinished = Unfinished(
        claude_session=talk.record.claude_session or "",
        turn=turn.turn,
        messages=turn.messages,
        pid=turn.pid,
        started_at=turn.started_at,
        known=frozenset(talk.known),
    )
    try:
        found = await claude.recover(unfinished)
    except Exception:
        logger.exception("a turn could not be recovered")
        found = Recovered(bodies=[], outcome="lost", reason=None, cost_usd=None)
    outcome, reason = found.outcome, found.reason
    if ended_by is not None:
        outcome, reason = "interrupted", ended_by
    elif exited is not None and exited.reason and outcome in {"lost", "interrupted"}:
        outcome, reason = "failed", exited.reason
    return Recovered(bodies=found.bodies, outcome=outcome, reason=reason, cost_usd=found.cost_usd)


def to_end(
    talk: Talk, turn: OpenTurn, outcome: TurnOutcome, reason: str | None, cost: Decimal | None
) -> tuple[TurnFinished, Change]:
    """The last frame of a turn, and what it changes. `cost` is what Claude Code has counted."""
    kept = talk.record.cost_usd
    total = kept if cost is None else max(talk.record.cost_offset + cost, kept)
    is_unread = not talk.room.is_watched
    spent = max(total - turn.cost_before, Decimal(0))

    def change(record: Record) -> Record:
        return msgspec.structs.replace(
            record,
            turn=None,
            cost_usd=total,
            failed=outcome in _FAILURES,
            unread=record.unread or is_unread,
        )

    return TurnFinished(outcome=outcome, reason=reason, cost_usd=spent), change
