"""Upgrade the database and say whether it is current; for `up`, start-up and tests."""

from functools import cache

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from .engine import WRITE, open_engine
from .errors import DatabaseUnavailableError, SchemaOutdatedError, to_reason

# JupyterHub keeps its own `alembic_version`, perhaps in the same database.
_VERSION_TABLE = "remote_claude_schema_version"
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
                raise _outdated(connection) from None
    except SQLAlchemyError as error:
        raise DatabaseUnavailableError(to_reason(error)) from error
    finally:
        engine.dispose()


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
    if _revision(connection) != _head():
        raise _outdated(connection)


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", "remote_claude_ext.data:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    config.attributes["version_table"] = _VERSION_TABLE
    return config


@cache
def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _head() -> str:
    return str(_scripts().get_current_head())


def _revision(connection: Connection) -> str | None:
    context = MigrationContext.configure(connection, opts={"version_table": _VERSION_TABLE})
    return context.get_current_revision()


def _outdated(connection: Connection) -> SchemaOutdatedError:
    found = _revision(connection)
    known = {script.revision for script in _scripts().walk_revisions()}
    return SchemaOutdatedError(found=found, needed=_head(), known=found is None or found in known)
