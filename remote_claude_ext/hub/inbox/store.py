"""What waits in each session in the database: its last statement; decides nothing."""

from datetime import datetime
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, Insert, select
from sqlalchemy.dialects import postgresql, sqlite

from ...data.schema import session_approvals as table
from ...wire.approvals import OpenApprovals, ToldApproval
from ...wire.codec import encode

_decode = msgspec.json.Decoder(list[ToldApproval]).decode


class Statement(NamedTuple):
    """What a session told last, and when."""

    session: str
    at: datetime
    total: int
    items: list[ToldApproval]


def _upsert(insert: "sqlite.Insert | postgresql.Insert") -> Insert:
    new = insert.excluded
    return insert.on_conflict_do_update(
        index_elements=[table.c.user, table.c.session],
        set_={name: new[name] for name in ("number", "at", "total", "told")},
        where=table.c.number <= new.number,
    ).execution_options(preserve_rowcount=True)


_PUT = {
    "sqlite": _upsert(sqlite.insert(table)),
    "postgresql": _upsert(postgresql.insert(table)),
}


def put(
    connection: Connection, user: str, session: str, at: datetime, told: OpenApprovals
) -> int | None:
    """Store a statement in the place of an earlier one; the number of a later one that is there."""
    values = {
        "user": user,
        "session": session,
        "number": told.number,
        "at": at,
        "total": told.total,
        "told": encode(told.items).decode(),
    }
    if connection.execute(_PUT[connection.dialect.name], values).rowcount == 1:
        return None
    query = select(table.c.number).where(table.c.user == user, table.c.session == session)
    return int(connection.execute(query).scalar_one())


def find(connection: Connection, user: str) -> list[Statement]:
    """Of each session of a user in which something waits."""
    query = select(table).where(table.c.user == user, table.c.total > 0)
    return [
        Statement(session=row.session, at=row.at, total=row.total, items=_decode(row.told))
        for row in connection.execute(query)
    ]


def count(connection: Connection, user: str) -> dict[str, int]:
    """How much waits in each session of a user in which something does."""
    query = select(table.c.session, table.c.total).where(table.c.user == user, table.c.total > 0)
    return {row.session: row.total for row in connection.execute(query)}
