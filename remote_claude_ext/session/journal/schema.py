"""The tables of the journal, and how an older one becomes a newer one."""

import sqlite3

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
    # The queue may be large and changes rarely: apart from the record, which changes always.
    2: """
    ALTER TABLE conversations ADD COLUMN queue BLOB;
    UPDATE conversations
        SET queue = CAST(json_extract(CAST(record AS TEXT), '$.queue') AS BLOB);
    ALTER TABLE conversations ADD COLUMN deleted_at TEXT;
    """,
    # What was said, to be found (see `words`). An index forgets only what it is told word for word
    # once more: so the text that it has is fixed here.
    3: """
    CREATE TABLE said (
        id INTEGER PRIMARY KEY,
        conversation TEXT NOT NULL,
        seq INTEGER NOT NULL,
        UNIQUE (conversation, seq)
    );
    CREATE TABLE unindexed (
        conversation TEXT PRIMARY KEY,
        upto INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE VIEW spoken AS
        SELECT said.id AS id,
            substr(json_extract(CAST(frames.frame AS TEXT), '$.text'), 1, 65536) AS text
        FROM said JOIN frames
            ON frames.conversation = said.conversation AND frames.seq = said.seq;
    """,
    # What is to be told of frames, until it was (see `reports`): also of conversations that go.
    4: """
    CREATE TABLE reports (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        event BLOB NOT NULL
    );
    """,
}
VERSION = max(_STEPS)


class NewerJournalError(sqlite3.DatabaseError):
    """The tables were made by a later version of this program."""

    def __init__(self, found: int) -> None:
        super().__init__(
            f"it was written by a newer version of Remote Claude (tables {found}, known {VERSION})"
        )


def connect(path: str) -> sqlite3.Connection:
    """A connection that waits for locks and survives power loss (WAL, synchronous=FULL)."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def upgrade(connection: sqlite3.Connection) -> None:
    """Bring the tables to this version, each step in one transaction."""
    (found,) = connection.execute("PRAGMA user_version").fetchone()
    if found > VERSION:
        raise NewerJournalError(found)
    for version in range(found + 1, VERSION + 1):
        try:
            connection.executescript(
                f"BEGIN IMMEDIATE; {_STEPS[version]} PRAGMA user_version = {version}; COMMIT;"
            )
        except sqlite3.Error:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
