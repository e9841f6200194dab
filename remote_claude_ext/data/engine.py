"""Engines for SQLite and PostgreSQL by URL, and their pragmas; Core only."""

import time
from functools import partial
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from sqlite3 import OperationalError

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry

from .errors import DatabaseUrlError

WRITE = {"remote_claude_write": True}
"""Execution options of a connection that is going to write."""

_LOCK_SECONDS = 5
_CONNECT_SECONDS = 5
_AGAIN_SECONDS = 0.02


def open_engine(url: str, *, readers: int = 4, lock_seconds: int = _LOCK_SECONDS) -> Engine:
    """An engine for `sqlite:///PATH` or `postgresql://...` with room for readers and one writer.

    Whoever finds a lock waits for `lock_seconds`, then fails.
    A file of SQLite is made with its folder; nobody but the owner may read it.
    """
    parsed = _parse(url)
    if parsed.get_backend_name() == "sqlite":
        return _open_sqlite(parsed, readers, lock_seconds)
    return create_engine(
        parsed.set(drivername="postgresql+psycopg"),
        pool_size=readers + 1,
        max_overflow=0,
        pool_timeout=_CONNECT_SECONDS,
        pool_pre_ping=True,
        connect_args={
            "connect_timeout": _CONNECT_SECONDS,
            "application_name": "remote-claude",
            "options": (
                f"-c timezone=UTC -c lock_timeout={lock_seconds}s"
                f" -c statement_timeout={max(30, lock_seconds)}s"
            ),
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


def _open_sqlite(url: URL, readers: int, lock_seconds: int) -> Engine:
    path = Path(str(url.database))
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.touch(mode=0o600)
    engine = create_engine(
        url,
        pool_size=readers + 1,
        max_overflow=0,
        pool_timeout=_CONNECT_SECONDS,
        connect_args={"check_same_thread": False, "timeout": lock_seconds},
    )
    event.listen(engine, "connect", partial(_prepare_sqlite, lock_seconds))
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(
    lock_seconds: int, connection: SqliteConnection, _record: ConnectionPoolEntry
) -> None:
    # The driver's own transaction control begins late and deferred; _begin_sqlite replaces it.
    connection.isolation_level = None
    _write_ahead(connection, time.monotonic() + lock_seconds)
    for pragma in (
        "synchronous = FULL",
        f"busy_timeout = {lock_seconds * 1000}",
        "foreign_keys = ON",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _write_ahead(connection: SqliteConnection, deadline: float) -> None:
    # SQLite refuses at once, whatever busy_timeout says, while another one changes the mode.
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL").close()
        except OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(_AGAIN_SECONDS)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    # A deferred transaction that read first cannot wait for the lock when it comes to write.
    writes = connection.get_execution_options().get("remote_claude_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
