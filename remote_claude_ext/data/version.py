"""Which schema a database has, and whether that is ours; without what it takes to change it."""

from functools import cache
from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from .engine import open_engine
from .errors import DatabaseUnavailableError, SchemaOutdatedError, to_reason

# JupyterHub keeps its own `alembic_version`, perhaps in the same database.
VERSION_TABLE = "remote_claude_schema_version"
_FIND = text(f"SELECT version_num FROM {VERSION_TABLE}")  # noqa: S608 (a name of ours)
_MIGRATIONS = Path(__file__).parent / "migrations" / "versions"


def check(url: str) -> None:
    """Return if the schema is this version's; otherwise say what is wrong and what to do.

    Raises:
        SchemaOutdatedError: the tables are older, newer or not there.
        DatabaseUnavailableError: the database does not answer.
    """
    engine = open_engine(url)
    try:
        with engine.connect() as connection, connection.begin():
            check_connection(connection)
    except SQLAlchemyError as error:
        raise DatabaseUnavailableError(to_reason(error)) from error
    finally:
        engine.dispose()


def check_connection(connection: Connection) -> None:
    """The same on a connection that is already open."""
    if _find(connection) != _known()[-1]:
        raise to_outdated(connection)


def to_outdated(connection: Connection) -> SchemaOutdatedError:
    """What is wrong with the schema, and what to do."""
    found = _find(connection)
    return SchemaOutdatedError(
        found=found, needed=_known()[-1], known=found is None or found in _known()
    )


def _find(connection: Connection) -> str | None:
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    found: str | None = connection.execute(_FIND).scalar()
    return found


@cache
def _known() -> tuple[str, ...]:
    """The numbers of our migrations, with which their files begin, in order."""
    return tuple(sorted(path.name[:4] for path in _MIGRATIONS.glob("[0-9]*.py")))
