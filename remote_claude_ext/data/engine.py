"""Engines for SQLite and PostgreSQL by URL, and their pragmas; Core only."""

from pathlib import Path
from sqlite3 import Connection as SqliteConnection

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry

from .errors import DatabaseUrlError

WRITE = {"remote_claude_write": True}
"""Execution options of a connection that is going to write."""

_BUSY_MILLISECONDS = 5000
_CONNECT_SECONDS = 5


def open_engine(url: str, *, readers: int = 4) -> Engine:
    """An engine for `sqlite:///PATH` or `postgresql://...` with room for readers and one writer.

    A file of SQLite is made with its folder; nobody but the owner may read it.
    """
    parsed = _parse(url)
    if parsed.get_backend_name() == "sqlite":
        return _open_sqlite(parsed, readers)
    return create_engine(
        parsed.set(drivername="postgresql+psycopg"),
        pool_size=readers + 1,
        max_overflow=0,
        pool_timeout=_CONNECT_SECONDS,
        pool_pre_ping=True,
        connect_args={
            "connect_timeout": _CONNECT_SECONDS,
            "application_name": "remote-claude",
            "options": "-c timezone=UTC -c lock_timeout=5s -c statement_timeout=30s",
        },
    )


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise DatabaseUrlError(url.rsplit("@", maxsplit=1)[-1], "it is not a URL") from None
    shown = parsed.render_as_string(hide_password=True)
    backend = parsed.get_backend_name()
    if backend not in ("sqlite", "postgresql"):
        raise DatabaseUrlError(shown, f"{backend} is not supported")
    if backend == "sqlite" and parsed.database in (None, "", ":memory:"):
        raise DatabaseUrlError(shown, "a database in memory would lose what was spent")
    return parsed


def _open_sqlite(url: URL, readers: int) -> Engine:
    path = Path(str(url.database))
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.touch(mode=0o600)
    engine = create_engine(
        url,
        pool_size=readers + 1,
        max_overflow=0,
        pool_timeout=_CONNECT_SECONDS,
        connect_args={"check_same_thread": False, "timeout": _BUSY_MILLISECONDS / 1000},
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: SqliteConnection, _record: ConnectionPoolEntry) -> None:
    # The driver's own transaction control begins late and deferred; _begin_sqlite replaces it.
    connection.isolation_level = None
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",
        f"busy_timeout = {_BUSY_MILLISECONDS}",
        "foreign_keys = ON",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    # A deferred transaction that read first cannot wait for the lock when it comes to write.
    writes = connection.get_execution_options().get("remote_claude_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
