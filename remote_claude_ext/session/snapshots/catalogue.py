"""Which turn has which snapshot, and what is being rewound: SQLite beside the store. Blocks."""

import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from ...core.clock import to_rfc3339
from .rules import MOST_DAYS, MOST_TURNS

Moment = Literal["before", "after"]
_TABLES = """
CREATE TABLE IF NOT EXISTS snapshots (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation TEXT NOT NULL,
    turn TEXT NOT NULL,
    moment TEXT NOT NULL,
    name TEXT,
    problem TEXT,
    at TEXT NOT NULL,
    UNIQUE (turn, moment)
);
CREATE TABLE IF NOT EXISTS doing (id TEXT PRIMARY KEY, wish BLOB NOT NULL) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A snapshot, or why there is none (`problem`)."""

    number: int
    conversation: str
    turn: str
    moment: Moment
    name: str | None
    problem: str | None


class Catalogue:
    """One caller at a time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._opened: sqlite3.Connection | None = None

    def note(
        self,
        conversation: str,
        turn: str,
        moment: Moment,
        *,
        name: str | None = None,
        problem: str | None = None,
        at: datetime,
    ) -> None:
        """A snapshot of a turn; the first one counts."""
        self._connection.execute(
            "INSERT OR IGNORE INTO snapshots (conversation, turn, moment, name, problem, at)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (conversation, turn, moment, name, problem, to_rfc3339(at)),
        )

    def find(self, turn: str) -> Row | None:
        """What there is from before a turn."""
        return next(iter(self._rows("WHERE turn = ? AND moment = 'before'", (turn,))), None)

    def since(self, number: int) -> Sequence[Row]:
        """All that came after one, in order."""
        return self._rows("WHERE number > ? ORDER BY number", (number,))

    def names(self) -> set[str]:
        """Every snapshot that is wanted."""
        return {row.name for row in self._rows("", ()) if row.name is not None}

    def expire(self, alive: Collection[str], *, now: datetime) -> int:
        """Let go of what is old, and of conversations that are gone; how many there were."""
        before = self._connection.total_changes
        oldest = to_rfc3339(now - timedelta(days=MOST_DAYS))
        self._connection.execute(
            "DELETE FROM snapshots WHERE at < ? OR number <= ("
            " SELECT number FROM snapshots WHERE moment = 'before'"
            " ORDER BY number DESC LIMIT 1 OFFSET ?)",
            (oldest, MOST_TURNS),
        )
        rows = self._connection.execute("SELECT DISTINCT conversation FROM snapshots").fetchall()
        gone = [(conversation,) for (conversation,) in rows if conversation not in alive]
        self._connection.executemany("DELETE FROM snapshots WHERE conversation = ?", gone)
        return self._connection.total_changes - before

    def expire_half(self) -> None:
        """Let go of the older half."""
        self._connection.execute(
            "DELETE FROM snapshots WHERE number <="
            " (SELECT (min(number) + max(number)) / 2 FROM snapshots)"
        )

    def begin(self, ident: str, wish: bytes) -> None:
        """From now on this is finished, also where the server is killed."""
        self._connection.execute("INSERT OR REPLACE INTO doing VALUES (?, ?)", (ident, wish))

    def done(self, ident: str) -> None:
        """It is finished."""
        self._connection.execute("DELETE FROM doing WHERE id = ?", (ident,))

    def doing(self) -> Sequence[bytes]:
        """What was begun and not finished."""
        return [wish for (wish,) in self._connection.execute("SELECT wish FROM doing").fetchall()]

    def close(self) -> None:
        """Let go of the file."""
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    @property
    def _connection(self) -> sqlite3.Connection:
        if self._opened is None:
            connection = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)
            connection.execute("PRAGMA journal_mode=WAL")
            # A snapshot is found again after every crash but that of the machine.
            connection.execute("PRAGMA synchronous=NORMAL")
            connection.executescript(_TABLES)
            self._opened = connection
        return self._opened

    def _rows(self, where: str, values: tuple[object, ...]) -> list[Row]:
        found = self._connection.execute(
            f"SELECT number, conversation, turn, moment, name, problem FROM snapshots {where}",  # noqa: S608 (our own words)
            values,
        )
        return [
            Row(number=n, conversation=c, turn=t, moment=m, name=name, problem=p)
            for n, c, t, m, name, p in found.fetchall()
        ]
