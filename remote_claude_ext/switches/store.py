"""Freezes and what was done with them, in the database; decides nothing."""

from sqlalchemy import Connection, Insert, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from ..data.schema import freeze_events, freezes
from ..wire.freezes import Freeze


def _upsert(insert: "sqlite.Insert | postgresql.Insert") -> Insert:
    new = insert.excluded
    return insert.on_conflict_do_update(
        index_elements=[freezes.c.target], set_={"reason": new.reason, "by": new.by, "at": new.at}
    )


_PUT = {
    "sqlite": _upsert(sqlite.insert(freezes)),
    "postgresql": _upsert(postgresql.insert(freezes)),
}


def put(connection: Connection, freeze: Freeze) -> None:
    """Store a freeze in the place of an earlier one of the same target."""
    values = {"target": freeze.id, "reason": freeze.reason, "by": freeze.by, "at": freeze.at}
    connection.execute(_PUT[connection.dialect.name], values)


def remove(connection: Connection, target: str) -> bool:
    """Forget a freeze; say whether there was one."""
    return connection.execute(delete(freezes).where(freezes.c.target == target)).rowcount == 1


def find_all(connection: Connection) -> list[Freeze]:
    """Every freeze, the newest first."""
    query = select(freezes).order_by(freezes.c.at.desc(), freezes.c.target)
    return [
        Freeze(id=row.target, reason=row.reason, by=row.by, at=row.at)
        for row in connection.execute(query)
    ]


def note(connection: Connection, ident: str, action: str, freeze: Freeze) -> None:
    """Keep what somebody did; rows are added and never changed."""
    what = {"id": ident, "action": action, "target": freeze.id, "reason": freeze.reason}
    connection.execute(freeze_events.insert(), {**what, "by": freeze.by, "at": freeze.at})
