"""What sessions told in the database: the last word of each; decides nothing."""

from datetime import datetime

import msgspec
from sqlalchemy import Connection, Insert, select
from sqlalchemy.dialects import postgresql, sqlite

from ...data.schema import session_resources as table
from ...wire.codec import encode
from ...wire.resources import NewResources, Resources

_decode = msgspec.json.Decoder(NewResources).decode


def _upsert(insert: "sqlite.Insert | postgresql.Insert") -> Insert:
    new = insert.excluded
    return insert.on_conflict_do_update(
        index_elements=[table.c.user, table.c.session], set_={"at": new.at, "told": new.told}
    )


_PUT = {
    "sqlite": _upsert(sqlite.insert(table)),
    "postgresql": _upsert(postgresql.insert(table)),
}


def put(connection: Connection, user: str, session: str, at: datetime, told: NewResources) -> None:
    """Store what a session told, in the place of what it told before."""
    values = {"user": user, "session": session, "at": at, "told": encode(told).decode()}
    connection.execute(_PUT[connection.dialect.name], values)


def find(connection: Connection, user: str | None) -> list[Resources]:
    """Of one user's sessions, or of everybody's, those that told last first."""
    query = select(table).order_by(table.c.at.desc(), table.c.user, table.c.session)
    if user is not None:
        query = query.where(table.c.user == user)
    return [
        Resources(
            user=row.user,
            session=row.session,
            at=row.at,
            **msgspec.structs.asdict(_decode(row.told)),
        )
        for row in connection.execute(query)
    ]
