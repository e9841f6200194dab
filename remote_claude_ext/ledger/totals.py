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
    case,
    delete,
    func,
    insert,
    literal,
    select,
)

from ..core.periods import Span
from ..data.schema import usage_days, usage_entries, usage_rolled_days
from .model import Outcome, Tokens
from .rollup import FAILED, By, Line, Sum, Totals, UsageQuery

_TOKENS = {
    "input": "input_tokens",
    "output": "output_tokens",
    "cache_read": "cache_read_tokens",
    "cache_write_5m": "cache_write_5m_tokens",
    "cache_write_1h": "cache_write_1h_tokens",
    "web_searches": "web_searches",
}
_entries, _days = usage_entries.c, usage_days.c


def roll(connection: Connection, day: date, span: Span) -> None:
    """Add up a day that is over; again is harmless."""
    key = day.isoformat()
    connection.execute(delete(usage_days).where(_days.day == key))
    connection.execute(delete(usage_rolled_days).where(usage_rolled_days.c.day == key))
    same = (
        _entries.user,
        func.coalesce(_entries.session, ""),
        _entries.model,
        _entries.client,
        _entries.groups,
    )
    whole = select(literal(key), *same, *_count_entries()).where(*_within(span)).group_by(*same)
    names = [column.key for column in usage_days.columns]
    connection.execute(insert(usage_days).from_select(names, whole))
    connection.execute(insert(usage_rolled_days).values(day=key))


def find_rolled(connection: Connection, first: date, last: date) -> set[date]:
    """The days from one to another that are added up for good."""
    column = usage_rolled_days.c.day
    query = select(column).where(column.between(first.isoformat(), last.isoformat()))
    return {date.fromisoformat(day) for day in connection.execute(query).scalars()}


def find_first(connection: Connection) -> datetime | None:
    """When the oldest entry was made that is still there."""
    query = select(_entries.started_at).order_by(_entries.started_at).limit(1)
    return connection.execute(query).scalar()


def expire(connection: Connection, before: datetime, *, limit: int) -> int:
    """Remove the oldest entries that were closed before a moment; say how many."""
    old = (
        select(_entries.id)
        .where(_entries.started_at < before, _entries.outcome != Outcome.OPEN)
        .order_by(_entries.started_at)
        .limit(limit)
    )
    return connection.execute(delete(usage_entries).where(_entries.id.in_(old))).rowcount


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
    columns = {
        By.DAY: literal(None if day is None else day.isoformat()),
        By.USER: _entries.user,
        By.MODEL: _entries.model,
        By.SESSION: func.coalesce(_entries.session, ""),
        By.CLIENT: _entries.client,
    }
    wanted = _select(query, columns, _entries.groups, _count_entries()).where(*_within(span))
    return [_to_sum(row, query) for row in connection.execute(wanted)]


def _within(span: Span) -> tuple[ColumnElement[bool], ...]:
    return _entries.started_at >= span.start, _entries.started_at < span.end


def _count_entries() -> list[ColumnElement[Any]]:
    failed = func.sum(case((_entries.outcome.in_(FAILED), 1), else_=0))
    sums = [func.sum(_entries[name]).label(name) for name in (*_TOKENS.values(), "cost_usd")]
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
