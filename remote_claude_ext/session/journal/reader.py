"""Reads the journal beside its writer; each thread on a connection of its own."""

import sqlite3
import threading
from collections.abc import Sequence
from pathlib import Path

from .finding import Found, find
from .pages import MOST_BYTES, Row, page_before, standing
from .schema import connect


class Reader:
    """Blocks, so it is called on threads; readers never wait for the writer."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()
        self._connections: list[sqlite3.Connection] = []

    def frames(self, conversation: str, after: int, limit: int) -> list[Row]:
        """Numbers and frames after a number, in order."""
        rows = self._connection().execute(
            "SELECT seq, frame FROM frames WHERE conversation = ? AND seq > ? ORDER BY seq LIMIT ?",
            (conversation, after, limit),
        )
        page: list[Row] = []
        size_bytes = 0
        for seq, frame in rows:
            page.append((seq, frame))
            size_bytes += len(frame)
            if size_bytes >= MOST_BYTES:
                break
        rows.close()
        return page

    def earlier(self, conversation: str, before: int, limit: int) -> tuple[list[Row], list[bytes]]:
        """The page of frames before a number, and what still holds from before that page."""
        connection = self._connection()
        page = page_before(connection, conversation, before, limit)
        first = page[0][0] if page else before
        return page, standing(connection, conversation, first - 1) if first > 1 else []

    def find(
        self, expression: str, *, before: int, within: Sequence[str], limit: int
    ) -> list[Found]:
        """What fits in some conversations, the newest first."""
        return find(self._connection(), expression, before=before, within=within, limit=limit)

    def answer_to(self, conversation: str, client_id: str) -> bytes | None:
        """What was answered to a client's own id."""
        return self._one(
            "SELECT answer FROM messages WHERE conversation = ? AND client_id = ?",
            (conversation, client_id),
        )

    def has_message(self, conversation: str, message: str) -> bool:
        """Whether a message was taken."""
        found = self._one(
            "SELECT answer FROM messages WHERE conversation = ? AND message = ?",
            (conversation, message),
        )
        return found is not None

    def settlement(self, conversation: str, approval: str) -> bytes | None:
        """The frame that settled an approval."""
        return self._one(
            "SELECT frame FROM frames WHERE conversation = ? AND instr(frame, ?) > 0"
            " ORDER BY seq LIMIT 1",
            (conversation, f'"kind":"approval.settled","approval":"{approval}"'.encode()),
        )

    def conversations(self) -> list[tuple[str, bytes, bytes | None, int]]:
        """Id, record, queue and last number of every conversation that is not deleted."""
        return (
            self._connection()
            .execute(
                "SELECT id, record, queue,"
                " (SELECT coalesce(max(seq), 0) FROM frames WHERE conversation = id)"
                " FROM conversations WHERE deleted_at IS NULL"
            )
            .fetchall()
        )

    def tombstones(self) -> list[bytes]:
        """What was kept of deleted conversations."""
        rows = self._connection().execute(
            "SELECT record FROM conversations WHERE deleted_at IS NOT NULL"
        )
        return [bytes(record) for (record,) in rows]

    def close(self) -> None:
        """Let go of the files."""
        while self._connections:
            self._connections.pop().close()

    def _one(self, query: str, values: tuple[object, ...]) -> bytes | None:
        row = self._connection().execute(query, values).fetchone()
        return None if row is None else bytes(row[0])

    def _connection(self) -> sqlite3.Connection:
        if not hasattr(self._local, "connection"):
            self._local.connection = connect(str(self._path))
            self._connections.append(self._local.connection)
        connection: sqlite3.Connection = self._local.connection
        return connection
