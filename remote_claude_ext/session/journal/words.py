"""An index of what was said, kept beside the frames in the same transactions (SQLite FTS5).

`said` gives each message and each answer a number that grows with its moment, `words` is the index
over them by that number, and `unindexed` names the frames that are still to be looked at: those of
an older journal, and those that a fork has copied. The text itself is in the frames alone.
"""

import sqlite3
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import msgspec
from msgspec import UNSET, UnsetType

from ...wire.frames import DurableBody, Message, Text

_STEP_FRAMES = 200
_STEP_BYTES = 1 << 18
"""So much is looked at between two writes of somebody else."""
_REBUILD = ""
"""In `unindexed`, in place of a conversation: the index is not true, begin anew."""
_BROKEN = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_ERROR}
"""What a full disk, a lock or a lack of memory is not."""
_CREATE = (
    "CREATE VIRTUAL TABLE words USING fts5(text, content='spoken', content_rowid='id',"
    " columnsize=0, tokenize='unicode61 remove_diacritics 2')"
)


class IndexLostError(sqlite3.DatabaseError):
    """The index is broken, and took the whole transaction along."""


class _Line(msgspec.Struct):
    """The little of a frame that says whether, and when, something was said."""

    at: datetime
    kind: str
    text: str
    parent: str | UnsetType = UNSET


def is_said(body: DurableBody) -> bool:
    """Whether people look for this: what they wrote, and what Claude answered them."""
    return isinstance(body, Message) or (isinstance(body, Text) and body.parent is UNSET)


def prepare(connection: sqlite3.Connection) -> bool:
    """Make the index where there is none, or where it is not true; whether there can be one."""
    try:
        connection.execute("CREATE VIRTUAL TABLE temp.probe USING fts5(text)")
        connection.execute("DROP TABLE temp.probe")
    except sqlite3.DatabaseError:  # this SQLite was built without FTS5
        give_up(connection)
        return False
    is_there = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'words'").fetchone()
    is_wrong = connection.execute(
        "SELECT 1 FROM unindexed WHERE conversation = ?", (_REBUILD,)
    ).fetchone()
    if is_wrong or not is_there:
        try:
            _begin_anew(connection)
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & 0xFF not in _BROKEN:
                raise
            return False  # so broken that it cannot even be thrown away
    return True


def note(
    connection: sqlite3.Connection, conversation: str, seqs: Sequence[int], at: datetime
) -> None:
    """Frames in which something was said just now."""
    lines = [(seq, at) for seq in seqs]
    _guarded(connection, lambda: _add(connection, conversation, lines))


def leave_for_later(connection: sqlite3.Connection, conversation: str, upto: int) -> None:
    """The frames of a conversation up to a number are looked at by `step`."""
    connection.execute("INSERT OR REPLACE INTO unindexed VALUES (?, ?)", (conversation, upto))


def forget(connection: sqlite3.Connection, conversation: str, *, has_words: bool) -> None:
    """Take a conversation out; its frames must still be there."""

    def remove() -> None:
        connection.execute(
            "INSERT INTO words (words, rowid, text) SELECT 'delete', id, text FROM spoken"
            " WHERE id IN (SELECT id FROM said WHERE conversation = ?)",
            (conversation,),
        )

    if has_words:
        _guarded(connection, remove)
    connection.execute("DELETE FROM said WHERE conversation = ?", (conversation,))
    connection.execute("DELETE FROM unindexed WHERE conversation = ?", (conversation,))


def step(connection: sqlite3.Connection) -> bool:
    """Look at some of the frames that are left, the newest conversation first; whether any were."""
    row = connection.execute(
        "SELECT unindexed.conversation, upto FROM unindexed"
        " LEFT JOIN conversations ON conversations.id = unindexed.conversation"
        " WHERE unindexed.conversation != ? ORDER BY updated_at DESC LIMIT 1",
        (_REBUILD,),
    ).fetchone()
    if row is None:
        return False
    conversation, upto = row
    lines, rest = _look(connection, conversation, upto)
    _guarded(connection, lambda: _add(connection, conversation, lines))
    if rest > 0:
        leave_for_later(connection, conversation, rest)
    else:
        connection.execute("DELETE FROM unindexed WHERE conversation = ?", (conversation,))
    return True


def _look(
    connection: sqlite3.Connection, conversation: str, upto: int
) -> tuple[list[tuple[int, datetime]], int]:
    """What was said in some frames up to a number, in order; the number before them."""
    rows = connection.execute(
        "SELECT seq, frame FROM frames WHERE conversation = ? AND seq <= ? ORDER BY seq DESC"
        " LIMIT ?",
        (conversation, upto, _STEP_FRAMES),
    )
    lines: list[tuple[int, datetime]] = []
    first, size_bytes = 1, 0
    for seq, frame in rows:
        first = seq
        size_bytes += len(frame)
        if (line := _read(frame)) is not None:
            lines.append((seq, line.at))
        if size_bytes >= _STEP_BYTES:
            break
    rows.close()
    lines.reverse()
    return lines, first - 1


def _read(frame: bytes) -> _Line | None:
    try:
        line = msgspec.json.decode(frame, type=_Line)
    except msgspec.DecodeError:  # it says nothing, or in a way that only a newer version knows
        return None
    is_said = line.kind == "message" or (line.kind == "text" and line.parent is UNSET)
    return line if is_said else None


def _add(
    connection: sqlite3.Connection, conversation: str, lines: Sequence[tuple[int, datetime]]
) -> None:
    last = 0
    for seq, at in lines:
        last = _free(connection, max(int(at.astimezone(UTC).timestamp() * 1000), last + 1))
        connection.execute("INSERT INTO said VALUES (?, ?, ?)", (last, conversation, seq))
        connection.execute(
            "INSERT INTO words (rowid, text) SELECT id, text FROM spoken WHERE id = ?", (last,)
        )


def _free(connection: sqlite3.Connection, wanted: int) -> int:
    """The first number from here on that nothing has."""
    if connection.execute("SELECT 1 FROM said WHERE id = ?", (wanted,)).fetchone() is None:
        return wanted
    (last,) = connection.execute(
        "SELECT id FROM said AS one WHERE id >= ?"
        " AND NOT EXISTS (SELECT 1 FROM said WHERE id = one.id + 1) ORDER BY id LIMIT 1",
        (wanted,),
    ).fetchone()
    return int(last) + 1


def _guarded(connection: sqlite3.Connection, work: Callable[[], None]) -> None:
    """A broken index is made anew at the next start; it never keeps a frame from being written."""
    connection.execute("SAVEPOINT words")
    try:
        work()
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF not in _BROKEN:
            raise
        if not connection.in_transaction:
            raise IndexLostError from error
        connection.execute("ROLLBACK TO words")
        give_up(connection)
    connection.execute("RELEASE words")


def give_up(connection: sqlite3.Connection) -> None:
    """Let the next start make the index anew."""
    connection.execute("INSERT OR IGNORE INTO unindexed VALUES (?, 0)", (_REBUILD,))


def _begin_anew(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.execute("DROP TABLE IF EXISTS words")
        connection.execute("DELETE FROM said")
        connection.execute("DELETE FROM unindexed")
        connection.execute(
            "INSERT INTO unindexed SELECT conversation, max(seq) FROM frames GROUP BY conversation"
        )
        connection.execute(_CREATE)
        connection.execute("COMMIT")
    except sqlite3.Error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
