"""Entries that run, in a small table, and their way to where they stay; decides nothing."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Executable,
    Table,
    bindparam,
    delete,
    literal_column,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from ..data.prepared import Prepared
from ..data.schema import usage_entries as entries
from ..data.schema import usage_running as table
from . import holds
from .model import GatewayProcess, Outcome, UsageEnd, UsageEntry
from .store import to_gateway

_MILLISECOND = timedelta(milliseconds=1)
_NOTHING = (
    "input_tokens",
    "output_tokens",
    "cache_read_tokens",
    "cache_write_5m_tokens",
    "cache_write_1h_tokens",
    "web_searches",
    "cost_usd",
)
_NEW: dict[str, ColumnElement[Any]] = {
    "outcome": literal_column("'open'"),
    **dict.fromkeys(_NOTHING, literal_column("0")),
}
"""What every entry says while it is open, as words of the statement: nothing to hand over."""


def _end(where: Table, outcome: Outcome) -> Prepared:
    is_it = (where.c.id == bindparam("ident")) & (where.c.outcome == outcome)
    return Prepared(update(where).where(is_it))


def _find_held(where: Table) -> Prepared:
    return Prepared(select(where.c.held).where(where.c.id == bindparam("ident")))


# Built once: making a statement costs more than running it.
_OPEN = {
    name: Prepared(insert(table).values(_NEW).on_conflict_do_nothing())
    for name, insert in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}
_CLOSE = _end(table, Outcome.OPEN)
_LATE = tuple((_end(where, Outcome.UNKNOWN), _find_held(where)) for where in (table, entries))
_NAMES = [column.key for column in table.c]
_MAY_MOVE = (table.c.outcome != Outcome.OPEN) & (
    table.c.held.is_(None) | (table.c.outcome == Outcome.UNKNOWN)
)
"""What is over and settled; one that is unknown was settled when it was given up."""


def _move_in_file() -> tuple[Executable, ...]:
    """For SQLite, where nobody else writes meanwhile."""
    over = select(table).where(_MAY_MOVE)
    copy = sqlite.insert(entries).from_select(_NAMES, over).on_conflict_do_nothing()
    return copy, delete(table).where(_MAY_MOVE)


def _move_on_server() -> tuple[Executable, ...]:
    """For PostgreSQL: one statement, which waits for nobody and leaves what others move now."""
    free = select(table.c.id).where(_MAY_MOVE).with_for_update(skip_locked=True)
    gone = delete(table).where(table.c.id.in_(free)).returning(table).cte("gone")
    copy = postgresql.insert(entries).from_select(_NAMES, select(gone)).on_conflict_do_nothing()
    return (copy,)


_MOVE = {"sqlite": _move_in_file(), "postgresql": _move_on_server()}


def open_entry(connection: Connection, entry: UsageEntry, held: str | None = None) -> bool:
    """Store an entry as open, with what it holds of budgets; say whether it was new."""
    values = {
        "id": entry.id,
        "user": entry.user,
        "session": entry.session,
        "claude_session": entry.claude_session,
        "agent": entry.agent,
        "groups": _to_json(entry.groups),
        "client": entry.client.value,
        "model": entry.model,
        "started_at": entry.started_at,
        "gateway_host": entry.gateway.host,
        "gateway_pid": entry.gateway.pid,
        "gateway_started_at": entry.gateway.started_at,
        "held": held,
    }
    return _OPEN[connection.dialect.name].run(connection, values) == 1


def close_entry(connection: Connection, ident: str, end: UsageEnd) -> bool:
    """Store how a request ended; say whether it was open until now. It is settled with others."""
    return _CLOSE.run(connection, _to_values(ident, end)) == 1


def close_late(connection: Connection, ident: str, end: UsageEnd) -> tuple[bool, str | None]:
    """The same for an entry that was swept to `unknown`: what is known now is better.

    Says whether it was that, and what it held before it was swept. Whoever is told settles it.
    """
    values = {**_to_values(ident, end), "held": None}
    for close, find in _LATE:  # in the order in which it moves: it cannot be missed
        found = find.find(connection, {"ident": ident})
        if close.run(connection, values):
            return True, None if found is None else found[0]
    return False, None


def find_dead(
    connection: Connection, is_dead: Callable[[GatewayProcess, datetime], bool]
) -> list[tuple[str, str | None]]:
    """The open entries of dead gateways, and what each holds of budgets.

    `is_dead` is asked with the process that opened an entry and the moment it did.
    """
    columns = (
        table.c.id,
        table.c.held,
        table.c.started_at,
        table.c.gateway_host,
        table.c.gateway_pid,
        table.c.gateway_started_at,
    )
    found = connection.execute(select(*columns).where(table.c.outcome == Outcome.OPEN)).all()
    return [(row.id, row.held) for row in found if is_dead(to_gateway(row), row.started_at)]


def give_up(connection: Connection, ident: str, now: datetime) -> bool:
    """Mark an open entry as unknown; False where it has ended after all, or ends right now."""
    is_open = (table.c.id == ident) & (table.c.outcome == Outcome.OPEN)
    # Waiting here, with the lock of the totals, could be waiting for who waits for that lock.
    if connection.execute(
        select(table.c.id).where(is_open).with_for_update(skip_locked=True)
    ).all():
        marked = update(table).where(is_open).values(outcome=Outcome.UNKNOWN, finished_at=now)
        return connection.execute(marked).rowcount == 1
    return False


def move(connection: Connection) -> None:
    """Settle everything that is over, and bring it to where it stays."""
    holds.lock(connection)
    holds.settle_ended(connection)
    for statement in _MOVE[connection.dialect.name]:
        connection.execute(statement)


def _to_values(ident: str, end: UsageEnd) -> dict[str, object]:
    tokens = end.tokens
    return {
        "ident": ident,
        "outcome": end.outcome.value,
        "model": end.model,
        "status": end.status,
        "request_id": end.request_id,
        "cost_usd": end.cost_usd,
        "note": end.note,
        "finished_at": end.finished_at,
        "first_byte_ms": _to_ms(end.first_byte),
        "latency_ms": _to_ms(end.latency),
        "input_tokens": tokens.input,
        "output_tokens": tokens.output,
        "cache_read_tokens": tokens.cache_read,
        "cache_write_5m_tokens": tokens.cache_write_5m,
        "cache_write_1h_tokens": tokens.cache_write_1h,
        "web_searches": tokens.web_searches,
    }


@lru_cache(maxsize=1024)
def _to_json(groups: tuple[str, ...]) -> str:
    return json.dumps(groups)


def _to_ms(duration: timedelta | None) -> int | None:
    return None if duration is None else duration // _MILLISECOND
