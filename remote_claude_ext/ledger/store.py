"""Usage entries in the database, whether they run or are over; decides nothing."""

import json
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, literal, select, tuple_, union_all

from ..data.schema import usage_entries, usage_running
from .model import Client, GatewayProcess, Outcome, Tokens, UsageEnd, UsageEntry, UsageRecord

EVERYWHERE = (usage_running, usage_entries)
"""The tables that make up all entries; each one is in one of them, in the view of a statement."""
Place = tuple[datetime, str]
"""Where an entry is among all of them: its beginning and its id."""


def find_entries(
    connection: Connection, *, user: str | None = None, after: Place | None = None, limit: int = 100
) -> list[UsageRecord]:
    """The newest entries first, of one user or of all; `after` is the last one of a page before."""

    def is_wanted(table: Table) -> list[ColumnElement[bool]]:
        wanted: list[ColumnElement[bool]] = []
        if user is not None:
            wanted.append(table.c.user == user)
        if after is not None:
            place = tuple_(literal(after[0], table.c.started_at.type), literal(after[1]))
            wanted.append(tuple_(table.c.started_at, table.c.id) < place)
        return wanted

    parts = [
        select(table)
        .where(*is_wanted(table))
        .order_by(table.c.started_at.desc(), table.c.id.desc())
        .limit(limit)
        .subquery()
        for table in EVERYWHERE
    ]
    every = union_all(*(select(part) for part in parts)).subquery()
    query = select(every).order_by(every.c.started_at.desc(), every.c.id.desc()).limit(limit)
    return [_to_record(row) for row in connection.execute(query)]


def _from_ms(value: int | None) -> timedelta | None:
    return None if value is None else timedelta(milliseconds=value)


def to_gateway(row: Any) -> GatewayProcess:
    """The process that opened an entry, from a row with its three columns."""
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
            gateway=to_gateway(row),
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
