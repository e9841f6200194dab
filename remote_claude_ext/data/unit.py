"""Writes in groups by one thread, reads by a few; both awaitable from an event loop."""

import asyncio
import logging
import queue
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from .engine import WRITE
from .errors import DatabaseUnavailableError, to_reason

T = TypeVar("T")
_log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class _Unit(Generic[T]):
    """One write that waits for its group, then for its commit."""

    work: Callable[[Connection], T]
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[T]
    result: T | None = None
    error: BaseException | None = None

    def settle(self) -> None:
        """Tell whoever waits; called by the writer thread."""
        with suppress(RuntimeError):  # the loop may be closed: then nobody waits any more
            self.loop.call_soon_threadsafe(self._settle)

    def _settle(self) -> None:
        if self.future.done():
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.result)  # type: ignore[arg-type]  # None only where T is


class Database:
    """One process's way to the database: a writer thread that commits in groups, some readers.

    A write is acknowledged when it is on the disk. One that fails is rolled back alone; where the
    transaction itself fails, nothing of its group was written and each hears of it.
    """

    def __init__(
        self, engine: Engine, *, readers: int = 4, max_pending: int = 1000, max_group: int = 64
    ) -> None:
        self._engine = engine
        self._max_group = max_group
        self._queue: queue.Queue[_Unit[Any] | None] = queue.Queue(max_pending)
        self._failure: str | None = None
        self._closing = False
        self._readers = ThreadPoolExecutor(readers, thread_name_prefix="database-reader")
        self._thread = threading.Thread(target=self._run, name="database-writer", daemon=True)
        self._thread.start()

    @property
    def failure(self) -> str | None:
        """Why the last group could not be written; None if it was."""
        return self._failure

    def submit(self, work: Callable[[Connection], T]) -> asyncio.Future[T]:
        """Queue a write now, in order; the future holds its result once it is committed.

        Raises DatabaseUnavailableError at once where too many writes wait already.
        """
        if self._closing:
            raise DatabaseUnavailableError("it is being closed")
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        try:
            self._queue.put_nowait(_Unit(work=work, loop=loop, future=future))
        except queue.Full:
            raise DatabaseUnavailableError("too many writes are waiting for it") from None
        return future

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run a query on a reader's connection, in one transaction of its own."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, work)

    async def aclose(self) -> None:
        """Write what waits, then close every connection."""
        self._closing = True
        await asyncio.get_running_loop().run_in_executor(None, self._close)

    def _close(self) -> None:
        self._queue.put(None)
        self._thread.join()
        self._readers.shutdown()
        self._engine.dispose()

    def _read(self, work: Callable[[Connection], T]) -> T:
        try:
            with self._engine.connect() as connection, connection.begin():
                return work(connection)
        except SQLAlchemyError as error:
            raise DatabaseUnavailableError(to_reason(error)) from error

    def _run(self) -> None:
        while (unit := self._queue.get()) is not None:
            group = [unit]
            ends = False
            while len(group) < self._max_group and not ends:
                try:
                    following = self._queue.get_nowait()
                except queue.Empty:
                    break
                if following is None:
                    ends = True
                else:
                    group.append(following)
            self._write(group)
            if ends:
                return

    def _write(self, group: list[_Unit[Any]]) -> None:
        try:
            with self._engine.connect() as plain:
                _perform_all(plain.execution_options(**WRITE), group)
        except Exception as error:  # noqa: BLE001  # the edge of this thread
            self._note(error)
            for unit in group:
                unit.error = DatabaseUnavailableError(to_reason(error))
        else:
            lost = [unit.error for unit in group if isinstance(unit.error, OperationalError)]
            self._note(lost[-1] if lost else None)
        for unit in group:
            if isinstance(unit.error, OperationalError):
                unit.error = DatabaseUnavailableError(to_reason(unit.error))
            unit.settle()

    def _note(self, error: BaseException | None) -> None:
        reason = None if error is None else to_reason(error)
        if reason is not None and reason != self._failure:
            # What the database itself says is enough; anything else is a mistake of ours.
            trace = None if isinstance(error, SQLAlchemyError) else error
            _log.error("The database did not take a write: %s", reason, exc_info=trace)
        if reason is None and self._failure is not None:
            _log.warning("The database takes writes again.")
        self._failure = reason


def _perform_all(connection: Connection, group: list[_Unit[Any]]) -> None:
    with connection.begin():
        for unit in group:
            _perform(connection, unit)


def _perform(connection: Connection, unit: _Unit[Any]) -> None:
    """Run one unit in a savepoint; raise only where the whole transaction is lost."""
    savepoint = connection.begin_nested()
    try:
        unit.result = unit.work(connection)
    except Exception as error:  # whatever a unit raises is its own
        if connection.invalidated:
            raise
        # A full disk may end SQLite's whole transaction; then this raises, and the group fails.
        savepoint.rollback()
        unit.error = error
    else:
        savepoint.commit()
