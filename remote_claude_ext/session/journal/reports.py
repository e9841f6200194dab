"""What is to be told of frames, beside them in the same transactions, until it was told."""

import logging
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol, TypeVar

from ...wire.frames import DurableBody
from ...wire.framing import Header

T = TypeVar("T")
Report = Callable[[Header, DurableBody, bytes, str | None], bytes | None]
"""What is to be told of a frame and its bytes, with the Claude session that it belongs to."""
_log = logging.getLogger(__name__)


class Writing(Protocol):
    """The journal as far as this needs it."""

    def write(self, work: Callable[[sqlite3.Connection], T]) -> Awaitable[T]:
        """Run a job on the writer's connection."""


def add(connection: sqlite3.Connection, make: Callable[[], bytes | None]) -> None:
    """Keep what `make` says of a frame; what goes wrong there never keeps a frame out."""
    try:
        event = make()
    except Exception:  # noqa: BLE001 (whoever waits for the frame has no part in it)
        _log.exception("what is to be told of a frame could not be made")
        return
    if event is not None:
        connection.execute("INSERT INTO reports (event) VALUES (?)", (event,))


class Reports:
    """What was not told yet, in the order in which it was written."""

    def __init__(self, journal: Callable[[], Writing]) -> None:
        self._journal = journal

    async def find(self, after: int, limit: int) -> list[tuple[int, bytes]]:
        """The oldest behind a number; an error where the journal is not open."""
        query = "SELECT number, event FROM reports WHERE number > ? ORDER BY number LIMIT ?"
        rows = await self._journal().write(lambda c: c.execute(query, (after, limit)).fetchall())
        return [(number, bytes(event)) for number, event in rows]

    async def remove(self, numbers: Sequence[int]) -> None:
        """Forget what was told."""
        some = [(number,) for number in numbers]
        query = "DELETE FROM reports WHERE number = ?"
        await self._journal().write(lambda c: c.executemany(query, some).close())
