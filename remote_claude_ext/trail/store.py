"""The chain in the database: append, read; decides nothing."""

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    func,
    insert,
    literal,
    select,
    tuple_,
    union_all,
    update,
)

from ..data.schema import audit_events as table
from ..data.schema import audit_head as head
from ..wire.audit import AuditKind
from .chain import Link, chain
from .model import Event, EventQuery, Found, Head, NewEvent, Place

_IDS_AT_ONCE = 500
_LOOKED_THROUGH = 5000
"""So many events are looked through at once for what no index knows; then a page may be short."""
_NAMES = [column.name for column in table.c]


def append(connection: Connection, events: Sequence[NewEvent], now: datetime) -> int:
    """Chain those events that are not there yet to the others; how many that were.

    Whoever appends waits here for everybody else who does: so this comes last in a transaction.
    """
    last = find_head(connection, lock=True)
    known = find_known(connection, [event.id for event in events])
    # Of two with one id the first counts, as where they come one after the other.
    new = {event.id: event for event in reversed(events) if event.id not in known}
    if not new:
        return 0
    rows = list(chain(Link(last.number, last.hash), reversed(new.values()), now))
    connection.execute(insert(table), [_to_values(row) for row in rows])
    put_head(connection, {"number": rows[-1].number, "hash": rows[-1].hash})
    return len(rows)


def find_head(connection: Connection, *, lock: bool = False) -> Head:
    """The end of the chain; with its lock nobody else appends until this transaction is over."""
    query = select(head)
    row = connection.execute(query.with_for_update() if lock else query).one()
    return Head(**{name: getattr(row, name) for name in Head.__struct_fields__})


def put_head(connection: Connection, values: Mapping[str, object]) -> None:
    """Change what is kept of the chain as a whole."""
    connection.execute(update(head).values(values))


def find_known(connection: Connection, idents: Sequence[str]) -> set[str]:
    """Those of some ids that are recorded."""
    found: set[str] = set()
    for start in range(0, len(idents), _IDS_AT_ONCE):
        some = idents[start : start + _IDS_AT_ONCE]
        found |= {*connection.scalars(select(table.c.id).where(table.c.id.in_(some)))}
    return found


def find_rows(connection: Connection, *, after: int, upto: int, limit: int) -> list[Event]:
    """Rows behind a number, in the order of the chain."""
    query = select(table).where(table.c.number > after, table.c.number <= upto)
    return _read(connection, query.order_by(table.c.number).limit(limit))


def find_chained(
    connection: Connection, query: EventQuery, *, after: int, upto: int, limit: int
) -> list[Event]:
    """Rows behind a number that are asked for, each with the hash of the one before it."""
    before = table.alias()
    found = (
        select(table, before.c.hash.label("previous"))
        .outerjoin(before, before.c.number == table.c.number - 1)
        .where(*_narrow(query), *_residue(query))
        .where(table.c.number > after, table.c.number <= upto)
        .order_by(table.c.number)
        .limit(limit)
    )
    return _read(connection, found)


def find_link(connection: Connection, number: int) -> Link | None:
    """One row by what the next one rests on."""
    query = select(table.c.hash).where(table.c.number == number)
    found = connection.scalar(query)
    return None if found is None else Link(number, found)


def find_first(connection: Connection) -> int | None:
    """The number of the first row that is there."""
    first: int | None = connection.scalar(select(func.min(table.c.number)))
    return first


def find_newest(connection: Connection, kind: str) -> Event | None:
    """The event of a kind that was recorded last."""
    query = select(table).where(table.c.kind == kind)
    found = _read(connection, query.order_by(table.c.number.desc()).limit(1))
    return found[0] if found else None


def find_last_before(connection: Connection, moment: datetime) -> Link | None:
    """The last row such that it and all before it were recorded before a moment."""
    kept = connection.scalar(select(func.min(table.c.number)).where(table.c.recorded_at >= moment))
    query = select(table.c.number, table.c.hash)
    if kept is not None:
        query = query.where(table.c.number < kept)
    row = connection.execute(query.order_by(table.c.number.desc()).limit(1)).one_or_none()
    return None if row is None else Link(row.number, row.hash)


def remove(connection: Connection, *, upto: int, limit: int) -> int:
    """Remove the first rows up to a number, at most so many; how many that were."""
    first = find_first(connection)
    if first is None or first > upto:
        return 0
    last = min(first + limit - 1, upto)
    return connection.execute(table.delete().where(table.c.number <= last)).rowcount


def find_turn(connection: Connection, query: EventQuery, limit: int) -> list[Event]:
    """Events of a conversation or a turn of it, in the order of the chain."""
    found = select(table).where(*_narrow(query), *_residue(query))
    if query.kinds:
        found = found.where(table.c.kind.in_(query.kinds))
    return _read(connection, found.order_by(table.c.number).limit(limit))


def find_requests(
    connection: Connection, query: EventQuery, claude_sessions: Sequence[str], limit: int
) -> list[Event]:
    """Requests to models of some Claude sessions, by their beginning."""
    found = select(table).where(*_narrow(query), *_residue(query))
    found = found.where(table.c.kind.in_(query.kinds), table.c.claude_session.in_(claude_sessions))
    return _read(connection, found.order_by(table.c.at, table.c.number).limit(limit))


def find_page(connection: Connection, query: EventQuery, limit: int) -> Found:
    """The newest events first. What no index knows is looked for in so many events at a time."""
    if query.conversation is not None:
        return _cut(connection, _listed(query, _narrow(query), limit + 1), limit)
    parts = [
        select(table.c.at, table.c.number)
        .where(*_narrow(query), *kind)
        .order_by(table.c.at.desc(), table.c.number.desc())
        .limit(_LOOKED_THROUGH if _residue(query) else limit + 1)
        for kind in _to_kinds(query)
    ]
    every = union_all(*(select(part.subquery()) for part in parts)).subquery()
    places = select(every).order_by(every.c.at.desc(), every.c.number.desc())
    if not _residue(query):
        return _cut(connection, _joined(places.limit(limit + 1), []), limit)
    looked = places.limit(_LOOKED_THROUGH)
    page = _cut(connection, _joined(looked, _residue(query)).limit(limit + 1), limit)
    if page.next is None:
        last = connection.execute(looked.offset(_LOOKED_THROUGH - 1).limit(1)).one_or_none()
        return dataclasses.replace(page, next=None if last is None else (last.at, last.number))
    return page


def _listed(query: EventQuery, where: list[ColumnElement[bool]], limit: int) -> Select[Any]:
    found = select(table).where(*where, *_residue(query))
    if query.kinds:
        found = found.where(table.c.kind.in_(query.kinds))
    return found.order_by(table.c.at.desc(), table.c.number.desc()).limit(limit)


def _joined(places: Select[Any], residue: list[ColumnElement[bool]]) -> Select[Any]:
    chosen = places.subquery()
    found = select(table).join(chosen, table.c.number == chosen.c.number).where(*residue)
    return found.order_by(table.c.at.desc(), table.c.number.desc())


def _cut(connection: Connection, query: Select[Any], limit: int) -> Found:
    events = _read(connection, query)
    page = events[:limit]
    is_more = len(events) > limit
    return Found(page, (page[-1].at, page[-1].number) if is_more else None)


def _to_kinds(query: EventQuery) -> list[list[ColumnElement[bool]]]:
    """One condition for each kind, so that an index gives the newest of each."""
    if query.kinds or query.user is not None:
        return [[table.c.kind == kind.value] for kind in query.kinds or AuditKind]
    return [[]]


def _narrow(query: EventQuery) -> list[ColumnElement[bool]]:
    """What indexes know."""
    wanted: list[ColumnElement[bool]] = []
    if query.user is not None:
        wanted.append(table.c.user == query.user)
    if query.conversation is not None:
        wanted.append(table.c.conversation == query.conversation)
    if query.since is not None:
        wanted.append(table.c.at >= query.since)
    if query.until is not None:
        wanted.append(table.c.at < query.until)
    if query.after is not None:
        wanted.append(tuple_(table.c.at, table.c.number) < _to_place(query.after))
    return wanted


def _residue(query: EventQuery) -> list[ColumnElement[bool]]:
    """What no index knows."""
    wanted: list[ColumnElement[bool]] = []
    if query.session is not None:
        wanted.append(table.c.session == query.session)
    if query.turn is not None:
        wanted.append(table.c.turn == query.turn)
    if query.by is not None:
        wanted.append(table.c.by == query.by)
    if query.words is not None:
        wanted.append(table.c.data.icontains(query.words, autoescape=True))
    return wanted


def _to_place(place: Place) -> Any:
    return tuple_(literal(place[0], table.c.at.type), literal(place[1]))


def _to_values(event: Event) -> dict[str, Any]:
    return {name: getattr(event, name) for name in _NAMES}


def _read(connection: Connection, query: Select[Any]) -> list[Event]:
    return [Event(**row) for row in connection.execute(query).mappings()]
