"""The tables of the journal, and how an older one becomes a newer one."""

import sqlite3

VERSION = 1

_STEPS = {
    1: """
    CREATE TABLE conversations (
        id TEXT PRIMARY KEY,
        record BLOB NOT NULL,
        updated_at TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE frames (
        conversation TEXT NOT NULL,
        seq INTEGER NOT NULL,
        frame BLOB NOT NULL,
        PRIMARY KEY (conversation, seq)
    ) WITHOUT ROWID;
    CREATE TABLE messages (
        conversation TEXT NOT NULL,
        client_id TEXT NOT NULL,
        message TEXT NOT NULL,
        answer BLOB NOT NULL,
        PRIMARY KEY (conversation, client_id)
    ) WITHOUT ROWID;
    """,
}


def connect(path: str) -> sqlite3.Connection:
    """A connection that waits for locks and survives power loss (WAL, synchronous=FULL)."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    return connection


def upgrade(connection: sqlite3.Connection) -> None:
    """Bring the tables to this version, each step in one transaction."""
    (found,) = connection.execute("PRAGMA user_version").fetchone()
    for version in range(found + 1, VERSION + 1):
        connection.executescript(
            f"BEGIN IMMEDIATE; {_STEPS[version]} PRAGMA user_version = {version}; COMMIT;"
        )
