"""Usage entries in the database; a repeated write is harmless, no decisions."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, bindparam, literal, or_, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite

from ..core.money import ZERO
from ..data.prepared import Prepared
from ..data.schema import usage_entries as table
from .model import Client, GatewayProcess, Outcome, Tokens, UsageEnd, UsageEntry, UsageRecord

_MILLISECOND = timedelta(milliseconds=1)
Place = tuple[datetime, str]
"""Where an entry is among all of them: its beginning and its id."""


def _to_columns(tokens: Tokens) -> dict[str, int]:
    return {
        "input_tokens": tokens.input,
        "output_tokens": tokens.output,
        "cache_read_tokens": tokens.cache_read,
        "cache_write_5m_tokens": tokens.cache_write_5m,
        "cache_write_1h_tokens": tokens.cache_write_1h,
        "web_searches": tokens.web_searches,
    }


_NEW = {"outcome": Outcome.OPEN, "cost_usd": ZERO, **_to_columns(Tokens())}
"""What every entry says while it is open."""
# Built once: making a statement costs more than running it.
_OPEN = {
    name: Prepared(insert(table).values(_NEW).on_conflict_do_nothing())
    for name, insert in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}
_CLOSE = Prepared(
    update(table).where(
        table.c.id == bindparam("ident"),
        or_(table.c.outcome == Outcome.OPEN, table.c.outcome == Outcome.UNKNOWN),
    )
)


def open_entry(connection: Connection, entry: UsageEntry) -> bool:
    """Store an entry as open; say whether it was new."""
    values = {
        "id": entry.id,
        "user": entry.user,
        "session": entry.session,
        "claude_session": entry.claude_session,
        "agent": entry.agent,
        "groups": json.dumps(entry.groups),
        "client": entry.client,
        "model": entry.model,
        "started_at": entry.started_at,
        "gateway_host": entry.gateway.host,
        "gateway_pid": entry.gateway.pid,
        "gateway_started_at": entry.gateway.started_at,
    }
    return _OPEN[connection.dialect.name].run(connection, values) == 1


def close_entry(connection: Connection, ident: str, end: UsageEnd) -> bool:
    """Store how a request ended; say whether it was open until now.

    An entry that was swept to `unknown` is closed too: what is known now is better.
    """
    values = {
        "ident": ident,
        "outcome": end.outcome,
        "model": end.model,
        "status": end.status,
        "request_id": end.request_id,
        "cost_usd": end.cost_usd,
        "note": end.note,
        "finished_at": end.finished_at,
        "first_byte_ms": _to_ms(end.first_byte),
        "latency_ms": _to_ms(end.latency),
        **_to_columns(end.tokens),
    }
    return _CLOSE.run(connection, values) == 1


def sweep_open(
    connection: Connection, is_dead: Callable[[GatewayProcess, datetime], bool], now: datetime
) -> list[str]:
    """Mark open entries of dead gateways as unknown; say which there were.

    `is_dead` is asked with the process that opened an entry and the moment it did.
    """
    columns = (
        table.c.id,
        table.c.started_at,
        table.c.gateway_host,
        table.c.gateway_pid,
        table.c.gateway_started_at,
    )
    found = connection.execute(select(*columns).where(table.c.outcome == Outcome.OPEN)).all()
    dead = [row.id for row in found if is_dead(_to_gateway(row), row.started_at)]
    for ident in dead:
        connection.execute(
            update(table)
            .where(table.c.id == ident, table.c.outcome == Outcome.OPEN)
            .values(outcome=Outcome.UNKNOWN, finished_at=now)
        )
    return dead


def find_entries(
    connection: Connection, *, user: str | None = None, after: Place | None = None, limit: int = 100
) -> list[UsageRecord]:
    """The newest entries first, of one user or of all; `after` is the last one of a page before."""
    query = select(table).order_by(table.c.started_at.desc(), table.c.id.desc()).limit(limit)
    if user is not None:
        query = query.where(table.c.user == user)
    if after is not None:
        place = tuple_(literal(after[0], table.c.started_at.type), literal(after[1]))
        query = query.where(tuple_(table.c.started_at, table.c.id) < place)
    return [_to_record(row) for row in connection.execute(query)]


def _to_ms(duration: timedelta | None) -> int | None:
    return None if duration is None else duration // _MILLISECOND


def _from_ms(value: int | None) -> timedelta | None:
    return None if value is None else timedelta(milliseconds=value)


def _to_gateway(row: Any) -> GatewayProcess:
    return GatewayProcess(
        host=row.gateway_host, pid=row.gateway_pid, started_at=row.gateway_started_at
    )


def _to_record(row: Row[Any]) -> UsageRecord:
    outcome = Outcome(row.outcome)
    return UsageRecord(
        entry=UsageEntry(
            id=row.id,
            user=row.user,
            session=row.session,
            claude_session=row.claude_session,
            agent=row.agent,
            model=row.model,
            started_at=row.started_at,
            gateway=_to_gateway(row),
            groups=tuple(json.loads(row.groups)),
            client=Client(row.client),
        ),
        outcome=outcome,
        end=None if row.finished_at is None else _to_end(row, outcome),
    )


def _to_end(row: Row[Any], outcome: Outcome) -> UsageEnd:
    return UsageEnd(
        outcome=outcome,
        finished_at=row.finished_at,
        latency=_from_ms(row.latency_ms) or row.finished_at - row.started_at,
        model=row.model,
        status=row.status,
        request_id=row.request_id,
        first_byte=_from_ms(row.first_byte_ms),
        tokens=Tokens(
            input=row.input_tokens,
            output=row.output_tokens,
            cache_read=row.cache_read_tokens,
            cache_write_5m=row.cache_write_5m_tokens,
            cache_write_1h=row.cache_write_1h_tokens,
            web_searches=row.web_searches,
        ),
        cost_usd=row.cost_usd,
        note=row.note,
    )
