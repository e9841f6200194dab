"""Append frames, read after a number, keep each conversation's record (SQLite WAL)."""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from msgspec import UNSET

from ...core.clock import Clock, to_rfc3339
from ...core.errors import UnavailableError
from ...wire.frames import DurableBody
from ...wire.framing import Header, to_frame
from . import reports, words
from .finding import Found
from .indexing import Indexing
from .reader import Reader
from .reports import Report
from .schema import NewerJournalError, connect, upgrade
from .writer import Writer

T = TypeVar("T")


class JournalError(UnavailableError):
    """Nothing could be written; the caller's change did not happen."""

    code = "journal_unavailable"

    def __init__(self, path: Path, cause: Exception) -> None:
        remedy = f"Make room on the disk of {path.parent}, then send it again."
        if isinstance(cause, NewerJournalError):
            remedy = "Install the version of Remote Claude that wrote it, or a newer one."
        super().__init__(f"The session cannot write its journal ({cause}).", remedy=remedy)


class SearchUnavailableError(UnavailableError):
    """What was said cannot be searched here."""

    code = "search_unavailable"

    def __init__(self) -> None:
        super().__init__(
            "What was said in conversations cannot be searched here.",
            remedy="Install a Python whose SQLite has FTS5, then start the session anew.",
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
    queue: bytes | None
    last_seq: int


Publish = Callable[[str, Sequence[Stored]], None]


class Journal:
    """The frames and records of one session. `publish` hears of frames in order, once on disk.

    What `report` makes of a frame is kept until it was told (see `Reports`).
    """

    def __init__(
        self, path: Path, *, clock: Clock, publish: Publish, report: Report | None = None
    ) -> None:
        self._path = path
        self._report = report
        self._clock = clock
        self._publish = publish
        connection, self._has_words = _open(path)
        self._writer = Writer(connection)
        self._reader = Reader(path)
        self._indexing = Indexing(lambda: self.write(words.step))

    @property
    def problem(self) -> str | None:
        """Why nothing could be written last time; None when all is well."""
        return self._writer.problem

    async def append(
        self,
        conversation: str,
        entries: Sequence[Entry],
        *,
        record: bytes | None = None,
        queue: bytes | None = None,
        answer: tuple[str, str, bytes] | None = None,
        claude_session: str | None = None,
    ) -> list[Stored]:
        """Number the frames and commit them, with record, queue and `(client_id, message, answer)`.

        A record or queue of None stays as it is. Published before this returns, also if the caller
        is cancelled meanwhile. JournalError when nothing was written.
        """
        at = self._clock.now()

        def work(connection: sqlite3.Connection) -> list[Stored]:
            (last,) = connection.execute(
                "SELECT coalesce(max(seq), 0) FROM frames WHERE conversation = ?", (conversation,)
            ).fetchone()
            stored = []
            for seq, entry in enumerate(entries, start=last + 1):
                header = _to_header(seq, at, conversation, entry)
                frame = to_frame(header, entry.body)
                stored.append(Stored(seq, frame, entry.body))
                if self._report is not None:
                    told = partial(self._report, header, entry.body, frame, claude_session)
                    reports.add(connection, told)
            connection.executemany(
                "INSERT INTO frames VALUES (?, ?, ?)",
                [(conversation, frame.seq, frame.frame) for frame in stored],
            )
            if self._has_words:
                said = [frame.seq for frame in stored if words.is_said(frame.body)]
                words.note(connection, conversation, said, at)
            if record is not None:
                connection.execute(
                    "INSERT INTO conversations (id, record, updated_at) VALUES (?, ?, ?)"
                    " ON CONFLICT (id) DO UPDATE"
                    " SET record = excluded.record, updated_at = excluded.updated_at",
                    (conversation, record, to_rfc3339(at)),
                )
            if queue is not None:
                connection.execute(
                    "UPDATE conversations SET queue = ? WHERE id = ?", (queue, conversation)
                )
            if answer is not None:
                connection.execute(
                    "INSERT OR IGNORE INTO messages VALUES (?, ?, ?, ?)", (conversation, *answer)
                )
            return stored

        return await self.write(work, then=lambda done: self._tell(conversation, done))

    async def copy(self, source: str, target: str, *, last: int, record: bytes) -> None:
        """Begin the conversation `target` with the frames of `source` up to `last`."""
        at = to_rfc3339(self._clock.now())
        names = [f'"conversation":"{each}"' for each in (source, target)]

        def work(connection: sqlite3.Connection) -> None:
            connection.execute(
                "INSERT INTO conversations (id, record, updated_at) VALUES (?, ?, ?)",
                (target, record, at),
            )
            connection.execute(
                "INSERT INTO frames SELECT ?, seq, CAST(replace(CAST(frame AS TEXT), ?, ?) AS BLOB)"
                " FROM frames WHERE conversation = ? AND seq <= ?",
                (target, *names, source, last),
            )
            words.leave_for_later(connection, target, last)

        await self.write(work)
        self._indexing.go_on()

    async def forget(self, conversation: str, *, tombstone: bytes = b"{}") -> None:
        """Delete a conversation's frames; `tombstone` is what is kept of it, for the totals."""
        deleted_at = to_rfc3339(self._clock.now())

        def work(connection: sqlite3.Connection) -> None:
            sql = "UPDATE conversations SET record = ?, queue = NULL, deleted_at = ? WHERE id = ?"
            connection.execute(sql, (tombstone, deleted_at, conversation))
            words.forget(connection, conversation, has_words=self._has_words)
            connection.execute("DELETE FROM frames WHERE conversation = ?", (conversation,))
            connection.execute("DELETE FROM messages WHERE conversation = ?", (conversation,))

        await self.write(work)

    async def read(self, conversation: str, *, after: int, limit: int) -> list[tuple[int, bytes]]:
        """Frames after a number, in order: at most `limit`, and no more than memory should hold."""
        return await asyncio.to_thread(self._reader.frames, conversation, after, limit)

    async def read_back(
        self, conversation: str, *, before: int, limit: int
    ) -> tuple[list[tuple[int, bytes]], list[bytes]]:
        """About `limit` frames before a number, and those before them that still hold there."""
        return await asyncio.to_thread(self._reader.earlier, conversation, before, limit)

    async def index(self) -> None:
        """Index what was said before there was an index, and what forks copy; until cancelled."""
        if self._has_words:
            await self._indexing.run()

    @property
    def is_indexing(self) -> bool:
        """Whether some of what was said cannot be found yet."""
        return self._has_words and self._indexing.is_busy

    async def find(
        self, expression: str, *, before: int, within: Sequence[str], limit: int
    ) -> list[Found]:
        """What fits an expression of FTS5 in some conversations, before a number, newest first.

        SearchUnavailableError where there is no index.
        """
        if not self._has_words:
            raise SearchUnavailableError
        try:
            return await asyncio.to_thread(
                self._reader.find, expression, before=before, within=within, limit=limit
            )
        except sqlite3.Error as error:
            raise SearchUnavailableError from error

    async def answer_to(self, conversation: str, client_id: str) -> bytes | None:
        """What was answered to a client's own id before."""
        return await asyncio.to_thread(self._reader.answer_to, conversation, client_id)

    async def has_message(self, conversation: str, message: str) -> bool:
        """Whether this message was ever taken."""
        return await asyncio.to_thread(self._reader.has_message, conversation, message)

    async def settlement(self, conversation: str, approval: str) -> bytes | None:
        """The frame that says how a question ended."""
        return await asyncio.to_thread(self._reader.settlement, conversation, approval)

    def saved(self) -> list[Saved]:
        """Every conversation, for the start of a server."""
        return [Saved(*row) for row in self._reader.conversations()]

    def tombstones(self) -> list[bytes]:
        """What was kept of deleted conversations."""
        return self._reader.tombstones()

    def close(self) -> None:
        """Write what waits, then let go of the files."""
        self._writer.close()
        self._reader.close()

    async def write(
        self,
        work: Callable[[sqlite3.Connection], T],
        then: Callable[["asyncio.Future[T]"], None] | None = None,
    ) -> T:
        """Run a job in a transaction of the writer; JournalError where nothing was written."""
        try:
            written = asyncio.wrap_future(self._writer.submit(work))
            if then is not None:
                written.add_done_callback(then)
            return await asyncio.shield(written)
        except words.IndexLostError:
            # What was to be written is written all the same, without the index.
            self._has_words = False
            await self.write(words.give_up)
            return await self.write(work, then)
        except sqlite3.Error as error:
            raise JournalError(self._path, error) from error

    def _tell(self, conversation: str, done: "asyncio.Future[list[Stored]]") -> None:
        if not done.cancelled() and done.exception() is None and done.result():
            self._publish(conversation, done.result())


def _to_header(seq: int, at: datetime, conversation: str, entry: Entry) -> Header:
    turn, recovered = entry.turn or UNSET, entry.recovered or UNSET
    return Header(seq=seq, at=at, conversation=conversation, turn=turn, recovered=recovered)


def _open(path: Path) -> tuple[sqlite3.Connection, bool]:
    """The writer's connection, with tables of this version, and whether there is an index."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        connection = connect(str(path))
    except (OSError, sqlite3.Error) as error:
        raise JournalError(path, error) from error
    try:
        path.chmod(0o600)
        upgrade(connection)
        has_words = words.prepare(connection)
    except (OSError, sqlite3.Error) as error:
        connection.close()
        raise JournalError(path, error) from error
    return connection, has_words
