"""Takes requests to models that are over into the audit, apart from the way of any request."""

import asyncio
import logging
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, case, exists, literal, select

from ..core.clock import Clock
from ..core.errors import UnavailableError
from ..core.money import to_text
from ..data.schema import audit_events, usage_entries
from ..data.unit import Database
from ..trail import store as trail
from ..trail.model import NewEvent
from ..trail.service import Trail
from ..wire.audit import AuditKind, AuditSource
from ..wire.codec import encode
from .model import Outcome

_LOOK_SECONDS = 5.0
_LATELY = timedelta(minutes=15)
_WHOLE = timedelta(hours=1)
_LONGEST = timedelta(hours=25)
"""So long after its beginning every request has ended, or was given up."""
_AT_ONCE = 500
_log = logging.getLogger(__name__)
_TOKENS = (
    *("input_tokens", "output_tokens", "cache_read_tokens", "cache_write_5m_tokens"),
    *("cache_write_1h_tokens", "web_searches"),
)

# One that is unknown may yet turn out to have ended: then it is another event.
_LATE = case((usage_entries.c.outcome == Outcome.UNKNOWN, ":unknown"), else_="")
_IDENT = literal("usage:") + usage_entries.c.id + _LATE
_IS_SEALED = exists().where(audit_events.c.id == _IDENT)


class Sealing:
    """Looks for requests that are over and not in the audit yet; several may at once.

    What began lately is looked at every few seconds, what may still be missing once an hour.
    """

    def __init__(self, database: Database, clock: Clock, trail: Trail) -> None:
        self._database = database
        self._clock = clock
        self._trail = trail

    async def keep(self) -> None:
        """Take in what is over, for ever."""
        looked_at = self._clock.now() - _WHOLE
        while True:
            now = self._clock.now()
            try:
                if now - looked_at >= _WHOLE:
                    await self.seal(whole=True)
                    looked_at = now
                await self.seal(whole=False)
            except UnavailableError as error:
                _log.warning("Requests could not be taken into the audit: %s", error)
            except Exception:  # noqa: BLE001 (the next time may be luckier)
                _log.exception("Requests could not be taken into the audit")
            await asyncio.sleep(_LOOK_SECONDS)

    async def seal(self, *, whole: bool) -> int:
        """Take in what began lately, or all since everything was; how many requests."""
        if not self._trail.is_on:
            return 0
        now = self._clock.now()
        since = now - _LATELY
        if whole:
            since = (await self._trail.head()).sealed_until or now - _LONGEST
        count = 0
        while rows := await self._database.read(lambda c: _find(c, since)):
            count += await self._trail.record([_to_event(row) for row in rows])
        if whole:
            done = {"sealed_until": max(since, now - _LONGEST)}
            await self._database.submit(lambda c: trail.put_head(c, done))
        return count


def _find(connection: Connection, since: datetime) -> list[Row[Any]]:
    is_wanted = (usage_entries.c.started_at >= since) & ~_IS_SEALED
    query = select(usage_entries, _IDENT.label("ident")).where(is_wanted)
    order = (usage_entries.c.started_at, usage_entries.c.id)
    return list(connection.execute(query.order_by(*order).limit(_AT_ONCE)))


def _to_event(row: Row[Any]) -> NewEvent:
    said = {
        "entry": row.id,
        "model": row.model,
        "outcome": row.outcome,
        "status": row.status,
        "request_id": row.request_id,
        "client": row.client,
        "agent": row.agent,
        "cost_usd": to_text(row.cost_usd),
        **{name: getattr(row, name) for name in _TOKENS},
        "latency_ms": row.latency_ms,
        "note": row.note,
    }
    return NewEvent(
        id=row.ident,
        source=AuditSource.GATEWAY,
        kind=AuditKind.MODEL_REQUEST,
        at=row.started_at,
        user=row.user,
        session=row.session,
        claude_session=row.claude_session,
        data=encode(said).decode(),
    )
