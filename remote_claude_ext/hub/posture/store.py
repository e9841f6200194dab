"""Postures in the database: one a session, that of its last start; decides nothing."""

import msgspec
from sqlalchemy import Connection, Insert, func, select
from sqlalchemy.dialects import postgresql, sqlite

from ...data.schema import session_postures as table
from ...wire.codec import encode
from ...wire.posture import Check, Posture

_decode = msgspec.json.Decoder(list[Check]).decode


def _upsert(insert: "sqlite.Insert | postgresql.Insert") -> Insert:
    new = insert.excluded
    return insert.on_conflict_do_update(
        index_elements=[table.c.user, table.c.session],
        set_={"start": new.start, "at": new.at, "good": new.good, "checks": new.checks},
        where=table.c.start != new.start,
    ).execution_options(preserve_rowcount=True)


_PUT = {
    "sqlite": _upsert(sqlite.insert(table)),
    "postgresql": _upsert(postgresql.insert(table)),
}


def put(connection: Connection, posture: Posture, start: str) -> bool:
    """Store what a session found; False, and nothing is, where it told that of this start."""
    values = {
        "user": posture.user,
        "session": posture.session,
        "start": start,
        "at": posture.at,
        "good": posture.good,
        "checks": encode(posture.checks).decode(),
    }
    return connection.execute(_PUT[connection.dialect.name], values).rowcount == 1


def count(connection: Connection) -> tuple[int, int]:
    """How many there are, and how many of them are not closed."""
    counts = connection.execute(select(table.c.good, func.count()).group_by(table.c.good))
    by_good = {bool(row[0]): int(row[1]) for row in counts}
    return sum(by_good.values()), by_good.get(False, 0)


def find(connection: Connection, limit: int) -> list[Posture]:
    """Those that are not closed first, then the newest."""
    query = select(table).order_by(table.c.good, table.c.at.desc()).limit(limit)
    return [
        Posture(
            user=row.user,
            session=row.session,
            at=row.at,
            good=row.good,
            checks=_decode(row.checks),
        )
        for row in connection.execute(query)
    ]
