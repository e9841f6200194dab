"""Sums of usage entries in the database: daily rollups, and the days that are not rolled yet."""

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    Table,
    case,
    delete,
    func,
    insert,
    literal,
    select,
    union_all,
)

from ..core.periods import Span
from ..data.schema import usage_days, usage_entries, usage_rolled_days
from .model import Tokens
from .rollup import FAILED, By, Line, Sum, Totals, UsageQuery
from .store import EVERYWHERE

_TOKENS = {
    "input": "input_tokens",
    "output": "output_tokens",
    "cache_read": "cache_read_tokens",
    "cache_write_5m": "cache_write_5m_tokens",
    "cache_write_1h": "cache_write_1h_tokens",
    "web_searches": "web_searches",
}
_days = usage_days.c


def roll(connection: Connection, day: date, span: Span) -> None:
    """Add up a day that is over; again is harmless."""
    key = day.isoformat()
    connection.execute(delete(usage_days).where(_days.day == key))
    connection.execute(delete(usage_rolled_days).where(usage_rolled_days.c.day == key))
    parts = []
    for table in EVERYWHERE:
        of = table.c
        same = (of.user, func.coalesce(of.session, ""), of.model, of.client, of.groups)
        counted = select(literal(key), *same, *_count_entries(table))
        parts.append(counted.where(*_within(table, span)).group_by(*same))
    names = [column.key for column in usage_days.columns]
    connection.execute(insert(usage_days).from_select(names, union_all(*parts)))
    connection.execute(insert(usage_rolled_days).values(day=key))


def find_rolled(connection: Connection, first: date, last: date) -> set[date]:
    """The days from one to another that are added up for good."""
    column = usage_rolled_days.c.day
    query = select(column).where(column.between(first.isoformat(), last.isoformat()))
    return {date.fromisoformat(day) for day in connection.execute(query).scalars()}


def find_first(connection: Connection) -> datetime | None:
    """When the oldest entry was made that is still there."""
    firsts = [select(func.min(table.c.started_at)).scalar_subquery() for table in EVERYWHERE]
    found = connection.execute(select(*firsts)).one()
    return min((moment for moment in found if moment is not None), default=None)


def expire(connection: Connection, before: datetime, *, limit: int) -> int:
    """Remove the oldest entries that are over and began before a moment; say how many."""
    of = usage_entries.c
    old = select(of.id).where(of.started_at < before).order_by(of.started_at).limit(limit)
    return connection.execute(delete(usage_entries).where(of.id.in_(old))).rowcount


def sum_rolled(connection: Connection, query: UsageQuery) -> list[Sum]:
    """What the days that are added up come to."""
    columns = {
        By.DAY: _days.day,
        By.USER: _days.user,
        By.MODEL: _days.model,
        By.SESSION: _days.session,
        By.CLIENT: _days.client,
    }
    first, last = query.first.isoformat(), query.last.isoformat()
    counts = [
        func.sum(usage_days.c[name]).label(name)
        for name in ("requests", "failed", *_TOKENS.values(), "cost_usd")
    ]
    wanted = _select(query, columns, _days.groups, counts).where(_days.day.between(first, last))
    return [_to_sum(row, query) for row in connection.execute(wanted)]


def sum_entries(
    connection: Connection, query: UsageQuery, span: Span, day: date | None
) -> list[Sum]:
    """What the entries of a stretch of time come to, which is `day` where that is told apart."""
    parts = []
    for table in EVERYWHERE:
        columns = {
            By.DAY: literal(None if day is None else day.isoformat()),
            By.USER: table.c.user,
            By.MODEL: table.c.model,
            By.SESSION: func.coalesce(table.c.session, ""),
            By.CLIENT: table.c.client,
        }
        counted = _select(query, columns, table.c.groups, _count_entries(table))
        parts.append(counted.where(*_within(table, span)))
    return [_to_sum(row, query) for row in connection.execute(union_all(*parts))]


def _within(table: Table, span: Span) -> tuple[ColumnElement[bool], ...]:
    return table.c.started_at >= span.start, table.c.started_at < span.end


def _count_entries(table: Table) -> list[ColumnElement[Any]]:
    failed = func.sum(case((table.c.outcome.in_(FAILED), 1), else_=0))
    sums = [func.sum(table.c[name]).label(name) for name in (*_TOKENS.values(), "cost_usd")]
    return [func.count().label("requests"), failed.label("failed"), *sums]


def _select(
    query: UsageQuery,
    columns: Mapping[By, ColumnElement[Any]],
    groups: ColumnElement[str],
    counts: Iterable[ColumnElement[Any]],
) -> Select[Any]:
    told = [columns[by].label(by.value) for by in query.by if by is not By.GROUP]
    apart = [columns[by] for by in query.by if by not in (By.GROUP, By.DAY)]
    if By.DAY in query.by and columns[By.DAY] is _days.day:
        apart.append(_days.day)
    if By.GROUP in query.by or query.group is not None:
        told.append(groups.label("groups"))
        apart.append(groups)
    wanted = select(*told, *counts).group_by(*apart)
    for by in (By.USER, By.MODEL, By.SESSION, By.CLIENT):
        value = getattr(query, by.value)
        if value is not None:
            wanted = wanted.where(columns[by] == value)
    return wanted


def _to_sum(row: Row[Any], query: UsageQuery) -> Sum:
    found = row._mapping  # noqa: SLF001 (public in spite of its name)
    keys = {by.value: found[by.value] for by in query.by if by is not By.GROUP}
    if "day" in keys:
        keys["day"] = date.fromisoformat(keys["day"])
    totals = Totals(
        requests=int(found["requests"] or 0),
        failed=int(found["failed"] or 0),
        tokens=Tokens(**{ours: int(found[name] or 0) for ours, name in _TOKENS.items()}),
        cost_usd=found["cost_usd"] or Totals().cost_usd,
    )
    groups = tuple(json.loads(found["groups"])) if "groups" in found else ()
    return Sum(line=Line(**keys, totals=totals), groups=groups)
