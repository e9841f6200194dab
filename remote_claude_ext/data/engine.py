"""Engines for SQLite and PostgreSQL by URL, and their pragmas; Core only."""

import time
from functools import partial
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from sqlite3 import OperationalError
from typing import cast

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry

from .errors import DatabaseUrlError

WRITE = {"remote_claude_write": True}
"""Execution options of a connection that is going to write."""
HASTY = "hasty"
"""In the `info` of a connection: whether a failure of the machine may take what it writes next.

Such writes outlive the death of any process, and the next one that is not hasty, a moment later,
makes them safe, too.
"""

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
    engine = create_engine(
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
    event.listen(engine, "begin", _begin_postgres)
    return engine


def open_impatient(engine: Engine) -> Connection:
    """A connection to a file, for small hasty writes: it waits for no lock and for no disk."""
    connection = engine.connect().execution_options(**WRITE)
    connection.detach()
    connection.info[HASTY] = True
    for pragma in ("busy_timeout = 0", "wal_autocheckpoint = 0"):
        connection.exec_driver_sql(f"PRAGMA {pragma}").close()
    connection.rollback()
    return connection


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


def set_level(connection: Connection) -> None:
    """See to it that what is written next to a file waits for the disk, or does not."""
    level = "NORMAL" if connection.info.get(HASTY) else "FULL"
    if connection.info.get("synchronous") != level:
        driver = cast("SqliteConnection", connection.connection.dbapi_connection)
        driver.execute(f"PRAGMA synchronous = {level}").close()
        connection.info["synchronous"] = level


def _begin_sqlite(connection: Connection) -> None:
    driver = cast("SqliteConnection", connection.connection.dbapi_connection)
    if driver.in_transaction:
        return
    if connection.get_execution_options().get("remote_claude_write", False):
        set_level(connection)
        # A deferred transaction that read first cannot wait for the lock when it comes to write.
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.exec_driver_sql("BEGIN")


def _begin_postgres(connection: Connection) -> None:
    if connection.info.get(HASTY):
        connection.exec_driver_sql("SET LOCAL synchronous_commit TO off")
