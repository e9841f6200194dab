"""Upgrade the database, for `up` and tests; slow to import: `data.version` says what it is."""

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from .engine import WRITE, open_engine
from .errors import DatabaseUnavailableError, to_reason
from .version import VERSION_TABLE, to_outdated

_PATIENCE_SECONDS = 60
"""How long an upgrade waits for another process that upgrades."""
_LOCK = 0x52436C61
"""The number of the PostgreSQL advisory lock under which one process upgrades."""


def upgrade(url: str) -> None:
    """Bring the database to this version's schema; harmless where it is already there."""
    engine = open_engine(url, lock_seconds=_PATIENCE_SECONDS)
    try:
        with engine.connect().execution_options(**WRITE) as connection, connection.begin():
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            try:
                command.upgrade(_config(connection), "head")
            except CommandError:
                raise to_outdated(connection) from None
    except SQLAlchemyError as error:
        raise DatabaseUnavailableError(to_reason(error)) from error
    finally:
        engine.dispose()


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", "remote_claude_ext.data:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    config.attributes["version_table"] = VERSION_TABLE
    return config
