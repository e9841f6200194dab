"""Append frames, read after a number, keep each conversation's record (SQLite WAL)."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from msgspec import UNSET

from ...core.clock import Clock, to_rfc3339
from ...core.errors import UnavailableError
from ...wire.frames import DurableBody, Header, to_frame
from .schema import connect, upgrade
from .writer import Writer

T = TypeVar("T")


class JournalError(UnavailableError):
    """Nothing could be written; the caller's change did not happen."""

    code = "journal_unavailable"

    def __init__(self, path: Path, cause: sqlite3.Error) -> None:
        super().__init__(
            f"The session cannot write its journal ({cause}).",
            remedy=f"Make room on the disk of {path.parent}, then send it again.",
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """A frame to be: what it says, in which turn, and whether it comes from a transcript."""

    body: DurableBody
    turn: str | None = None
    recovered: bool = False


@dataclass(frozen=True, slots=True)
class Stored:
    """A frame on disk: its number, its bytes as they are sent, what it says."""

    seq: int
    frame: bytes
    body: DurableBody


@dataclass(frozen=True, slots=True)
class Saved:
    """A conversation as it was last saved."""

    conversation: str
    record: bytes
    last_seq: int


Publish = Callable[[str, Sequence[Stored]], None]


class Journal:
    """The frames and records of one session. `publish` hears of frames in order, once on disk."""

    def __init__(self, path: Path, *, clock: Clock, publish: Publish) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._path = path
        self._clock = clock
        self._publish = publish
        connection = connect(str(path))
        path.chmod(0o600)
        upgrade(connection)
        self._writer = Writer(connection)
        self._local = threading.local()

    async def append(
        self,
        conversation: str,
        entries: Sequence[Entry],
        *,
        record: bytes | None = None,
        answer: tuple[str, str, bytes] | None = None,
    ) -> list[Stored]:
        """Number the frames and commit them, with the record and a `(client_id, message, answer)`.

        Published before this returns, also if the caller is cancelled meanwhile. JournalError when
        nothing was written.
        """
        at = self._clock.now()

        def work(connection: sqlite3.Connection) -> list[Stored]:
            (last,) = connection.execute(
                "SELECT coalesce(max(seq), 0) FROM frames WHERE conversation = ?", (conversation,)
            ).fetchone()
            stored = []
            for seq, entry in enumerate(entries, start=last + 1):
                header = Header(
                    seq=seq,
                    at=at,
                    conversation=conversation,
                    turn=entry.turn or UNSET,
                    recovered=entry.recovered or UNSET,
                )
                stored.append(Stored(seq, to_frame(header, entry.body), entry.body))
            connection.executemany(
                "INSERT INTO frames VALUES (?, ?, ?)",
                [(conversation, frame.seq, frame.frame) for frame in stored],
            )
            if record is not None:
                connection.execute(
                    "INSERT INTO conversations VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE"
                    " SET record = excluded.record, updated_at = excluded.updated_at",
                    (conversation, record, to_rfc3339(at)),
                )
            if answer is not None:
                connection.execute(
                    "INSERT OR IGNORE INTO messages VALUES (?, ?, ?, ?)", (conversation, *answer)
                )
            return stored

        written = asyncio.wrap_future(self._writer.submit(work))
        written.add_done_callback(lambda done: self._tell(conversation, done))
        try:
            return await asyncio.shield(written)
        except sqlite3.Error as error:
            raise JournalError(self._path, error) from error

    async def read(self, conversation: str, *, after: int, limit: int) -> list[tuple[int, bytes]]:
        """At most `limit` frames after a number, in order."""
        return await asyncio.to_thread(self._read, conversation, after, limit)

    async def answer_to(self, conversation: str, client_id: str) -> bytes | None:
        """What was answered to a client's own id before."""
        return await asyncio.to_thread(
            self._one,
            "SELECT answer FROM messages WHERE conversation = ? AND client_id = ?",
            (conversation, client_id),
        )

    async def has_message(self, conversation: str, message: str) -> bool:
        """Whether this message was ever taken."""
        found = await asyncio.to_thread(
            self._one,
            "SELECT answer FROM messages WHERE conversation = ? AND message = ?",
            (conversation, message),
        )
        return found is not None

    def saved(self) -> list[Saved]:
        """Every conversation, for the start of a server."""
        rows = self._reader().execute(
            "SELECT id, record, (SELECT coalesce(max(seq), 0) FROM frames"
            " WHERE conversation = id) FROM conversations"
        )
        return [Saved(*row) for row in rows]

    async def forget(self, conversation: str) -> None:
        """Delete a conversation and its frames."""

        def work(connection: sqlite3.Connection) -> None:
            for table, column in (
                ("conversations", "id"),
                ("frames", "conversation"),
                ("messages", "conversation"),
            ):
                connection.execute(f"DELETE FROM {table} WHERE {column} = ?", (conversation,))  # noqa: S608 - both are our own constants

        try:
            await asyncio.wrap_future(self._writer.submit(work))
        except sqlite3.Error as error:
            raise JournalError(self._path, error) from error

    def close(self) -> None:
        """Write what waits, then let go of the files."""
        self._writer.close()

    def _tell(self, conversation: str, done: "asyncio.Future[list[Stored]]") -> None:
        if not done.cancelled() and done.exception() is None and done.result():
            self._publish(conversation, done.result())

    def _read(self, conversation: str, after: int, limit: int) -> list[tuple[int, bytes]]:
        return (
            self._reader()
            .execute(
                "SELECT seq, frame FROM frames WHERE conversation = ? AND seq > ?"
                " ORDER BY seq LIMIT ?",
                (conversation, after, limit),
            )
            .fetchall()
        )

    def _one(self, query: str, values: tuple[str, ...]) -> bytes | None:
        row = self._reader().execute(query, values).fetchone()
        return None if row is None else bytes(row[0])

    def _reader(self) -> sqlite3.Connection:
        """A connection of this thread's own: readers never wait for the writer."""
        if not hasattr(self._local, "connection"):
            self._local.connection = connect(str(self._path))
        connection: sqlite3.Connection = self._local.connection
        return connection
