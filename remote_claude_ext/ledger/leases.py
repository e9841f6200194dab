"""Which gateway processes said when that they live, in the database; decides nothing."""

from datetime import datetime

from sqlalchemy import Connection, Insert, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from ..data.schema import gateway_leases as table
from .model import GatewayProcess


def _renewal(insert: "sqlite.Insert | postgresql.Insert") -> Insert:
    keys = [table.c.host, table.c.pid, table.c.started_at]
    return insert.on_conflict_do_update(
        index_elements=keys, set_={"seen_at": insert.excluded.seen_at}
    )


_RENEW = {
    "sqlite": _renewal(sqlite.insert(table)),
    "postgresql": _renewal(postgresql.insert(table)),
}


def renew(connection: Connection, process: GatewayProcess, now: datetime) -> None:
    """Note that a process lives."""
    values = {"host": process.host, "pid": process.pid, "started_at": process.started_at}
    connection.execute(_RENEW[connection.dialect.name], {**values, "seen_at": now})


def find(connection: Connection) -> dict[GatewayProcess, datetime]:
    """When each process was last seen."""
    return {
        GatewayProcess(host=row.host, pid=row.pid, started_at=row.started_at): row.seen_at
        for row in connection.execute(select(table))
    }


def forget(connection: Connection, before: datetime) -> None:
    """Forget processes that were not seen since."""
    connection.execute(delete(table).where(table.c.seen_at < before))
