"""How a turn ends: what a dead process left behind, and the turn's last frame."""

import asyncio
import logging
from collections.abc import Sequence
from decimal import Decimal

import msgspec

from ...core.errors import RemoteClaudeError
from ...wire.frames import DurableBody, TurnFinished
from .model import OpenTurn, Record
from .ports import Claude, Exited, Recovered, Unfinished
from .progress import End
from .talk import Compose, Talk

logger = logging.getLogger(__name__)
_FAILURES = {"failed", "lost", "budget"}
_UNREADABLE = "What Claude did could not be read; the log of the session says why."
_UNSTARTED = "The turn could not be started; the log of the session says why."
_BY_ITSELF = "The server stopped while Claude went on by itself; how that ended is not known."


def to_unfinished(talk: Talk, turn: OpenTurn, stopped: asyncio.Event) -> Unfinished:
    """What is known of a turn whose process is gone; `stopped` is set when a person stops it."""
    return Unfinished(
        claude_session=talk.record.claude_session or "",
        turn=turn.turn,
        messages=turn.messages,
        pid=turn.pid,
        started_at=turn.started_at,
        stopped=stopped.wait,
        known=frozenset(talk.known),
    )


async def find_end(
    claude: Claude, unfinished: Unfinished, *, exited: Exited | None, ended_by: str | None
) -> tuple[Sequence[DurableBody], End]:
    """What the transcript adds to a turn whose process is gone, and how it ended.

    What a person stopped was interrupted; a process that was seen to die has failed.
    """
    try:
        found = await claude.recover(unfinished)
    except Exception:
        logger.exception("a turn could not be recovered")
        found = Recovered(bodies=[], outcome="lost", reason=_UNREADABLE, cost_usd=None)
    outcome, reason = found.outcome, found.reason
    if outcome == "lost" and not unfinished.messages:
        reason = _BY_ITSELF
    if ended_by is not None:
        outcome, reason = "interrupted", ended_by
    elif exited is not None and exited.reason and outcome in {"lost", "interrupted"}:
        outcome, reason = "failed", exited.reason
    recovered = exited is None
    end = End(outcome=outcome, reason=reason, cost_usd=found.cost_usd, recovered=recovered)
    return found.bodies, end


def to_failure(error: Exception) -> End:
    """Why a turn could not be handed over."""
    if not isinstance(error, RemoteClaudeError):
        logger.error("a turn could not be started", exc_info=error)
        return End(outcome="failed", reason=_UNSTARTED)
    remedy = f" {error.remedy}" if error.remedy else ""
    return End(outcome="failed", reason=f"{error.message}{remedy}")


def to_end(talk: Talk, turn: OpenTurn, end: End) -> Compose:
    """The last frame of a turn, and what it changes; nothing where it has ended before."""

    def compose(record: Record) -> tuple[list[DurableBody], Record]:
        if record.turn is None or record.turn.turn != turn.turn:
            return [], record
        total = record.cost_usd
        if end.cost_usd is not None:
            total = max(record.cost_offset + end.cost_usd, total)
        spent = max(total - turn.cost_before, Decimal(0))
        changed = msgspec.structs.replace(
            record,
            turn=None,
            cost_usd=total,
            failed=end.outcome in _FAILURES,
            unread=record.unread or not talk.room.is_watched,
        )
        return [TurnFinished(outcome=end.outcome, reason=end.reason, cost_usd=spent)], changed

    return compose
