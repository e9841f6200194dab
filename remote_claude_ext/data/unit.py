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

from sqlalchemy import Connection, Engine, Transaction
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from .engine import HASTY, WRITE, open_impatient
from .errors import DatabaseUnavailableError, to_reason
from .plain import PlainTransaction, count_changes

_FLUSH_SECONDS = 0.1
_FLUSH = "PRAGMA user_version = 0"
"""Writes one page, whatever it says: with it everything before goes to the disk."""
T = TypeVar("T")
_log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class _Unit(Generic[T]):
    """One write that waits for its group, then for its commit."""

    work: Callable[[Connection], T]
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[T]
    hasty: bool
    result: T | None = None
    error: BaseException | None = None

    def settle(self) -> None:
        """Tell whoever waits, in its loop."""
        if self.future.done():
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.result)  # type: ignore[arg-type]  # None only where T is


class Database:
    """One process's way to the database: a writer thread that commits in groups, some readers.

    A write is acknowledged when it is committed, and on the disk if it is not hasty. One that fails
    is rolled back alone; where the transaction itself fails, nothing of its group was written and
    each hears of it.
    """

    def __init__(
        self, engine: Engine, *, readers: int = 4, max_pending: int = 1000, max_group: int = 64
    ) -> None:
        self._engine = engine
        self._max_group = max_group
        self._max_pending = max_pending
        self._queue: queue.SimpleQueue[_Unit[Any] | None] = queue.SimpleQueue()
        self._kept: Connection | None = None
        self._here: PlainTransaction | None = None
        self._is_writing = False
        self._flushes = engine.dialect.name == "sqlite"  # a server does that by itself
        self._flush_is_due = False
        self._failure: str | None = None
        self._closing = False
        self._readers = ThreadPoolExecutor(readers, thread_name_prefix="database-reader")
        self._thread = threading.Thread(target=self._run, name="database-writer", daemon=True)
        self._thread.start()

    @property
    def failure(self) -> str | None:
        """Why the last group could not be written; None if it was."""
        return self._failure

    def submit(self, work: Callable[[Connection], T], *, hasty: bool = False) -> asyncio.Future[T]:
        """Queue a write now, in order; the future holds its result once it is committed.

        A `hasty` one does not wait for the disk: it outlives every process at once, a failure of
        the machine a moment later. It may be written while a group of others is about to be.
        Raises DatabaseUnavailableError at once where too many writes wait already.
        """
        if self._closing:
            raise DatabaseUnavailableError("it is being closed")
        if self._queue.qsize() >= self._max_pending:
            raise DatabaseUnavailableError("too many writes are waiting for it")
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        if not (hasty and self._write_here(work, future)):
            self._queue.put(_Unit(work=work, loop=loop, future=future, hasty=hasty))
        if hasty and self._flushes and not self._flush_is_due:
            self._flush_is_due = True
            loop.call_later(_FLUSH_SECONDS, self._flush)
        return future

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run a query on a reader's connection, in one transaction of its own."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, work)

    async def aclose(self) -> None:
        """Write what waits, then close every connection."""
        if self._flush_is_due:
            self._flush()
        self._closing = True
        await asyncio.get_running_loop().run_in_executor(None, self._close)

    def _flush(self) -> None:
        """Bring to the disk what was written in haste; whether that went well is in `failure`."""
        self._flush_is_due = False
        with suppress(DatabaseUnavailableError):
            flushed = self.submit(lambda connection: connection.exec_driver_sql(_FLUSH).close())
            flushed.add_done_callback(lambda done: done.cancelled() or done.exception())

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
            self._is_writing = True
            self._write(group)
            self._is_writing = False
            if ends:
                break
        self._let_go()
        if self._here is not None:
            self._here.connection.close()

    def _write(self, group: list[_Unit[Any]]) -> None:
        try:
            connection = self._lend()
            connection.info[HASTY] = all(unit.hasty for unit in group)
            changes = count_changes(connection)
            _perform_all(connection, group)
            has_changed = changes is None or changes != count_changes(connection)
            if connection.dialect.name != "sqlite":
                self._let_go()
        except Exception as error:  # noqa: BLE001  # the edge of this thread
            self._let_go()
            self._note(error)
            for unit in group:
                unit.error = DatabaseUnavailableError(to_reason(error))
        else:
            self._judge(group, has_changed=has_changed)
        for unit in group:
            if isinstance(unit.error, OperationalError):
                unit.error = DatabaseUnavailableError(to_reason(unit.error))
        for loop in {unit.loop for unit in group}:
            with suppress(RuntimeError):  # the loop may be closed: then nobody waits any more
                loop.call_soon_threadsafe(_settle, [unit for unit in group if unit.loop is loop])

    def _write_here(self, work: Callable[[Connection], T], future: asyncio.Future[T]) -> bool:
        """Write in the caller's thread what waits for no disk and for nobody else who writes.

        It takes as long as to hand it to the other thread, and nobody has to be woken. False where
        it is not written: the other thread waits for a lock, and knows what is wrong.
        """
        here = self._here
        is_busy = self._is_writing or not self._queue.empty()
        if here is None or is_busy or self._failure is not None:
            return False
        try:
            with here:
                result = work(here.connection)
        except SQLAlchemyError:
            return False
        except Exception as error:  # noqa: BLE001 (whatever a unit raises is its own)
            future.set_exception(error)
        else:
            future.set_result(result)
        return True

    def _lend(self) -> Connection:
        """The connection for the next group. A file needs no new one; a server may be another."""
        if self._kept is None:
            self._kept = self._engine.connect().execution_options(**WRITE)
            if self._here is None and self._kept.dialect.name == "sqlite":
                self._here = PlainTransaction(open_impatient(self._engine))
        return self._kept

    def _let_go(self) -> None:
        kept, self._kept = self._kept, None
        if kept is not None:
            kept.close()

    def _judge(self, group: list[_Unit[Any]], *, has_changed: bool) -> None:
        """Whether the database takes writes; what changed no row says nothing of the disk."""
        lost = [unit.error for unit in group if isinstance(unit.error, OperationalError)]
        if lost or has_changed:
            self._note(lost[-1] if lost else None)

    def _note(self, error: BaseException | None) -> None:
        reason = None if error is None else to_reason(error)
        if reason is not None and reason != self._failure:
            # What the database itself says is enough; anything else is a mistake of ours.
            trace = None if isinstance(error, SQLAlchemyError) else error
            _log.error("The database did not take a write: %s", reason, exc_info=trace)
        if reason is None and self._failure is not None:
            _log.warning("The database takes writes again.")
        self._failure = reason


def _settle(group: list[_Unit[Any]]) -> None:
    for unit in group:
        unit.settle()


def _perform_all(connection: Connection, group: list[_Unit[Any]]) -> None:
    if connection.dialect.name == "sqlite" and _perform_at_once(connection, group):
        return
    with connection.begin() as transaction:
        if len(group) == 1:
            _perform(connection, group[0], transaction)
            return
        for unit in group:
            savepoint = connection.begin_nested()
            if _perform(connection, unit, savepoint):
                savepoint.commit()


def _perform_at_once(connection: Connection, group: list[_Unit[Any]]) -> bool:
    """Run a group as one; where a unit fails nothing was done, and this says so."""
    with PlainTransaction(connection) as transaction:
        try:
            for unit in group:
                unit.result = unit.work(connection)
        except Exception:  # noqa: BLE001 (whatever a unit raises is its own: it is found again)
            transaction.undo()
            return False
    return True


def _perform(connection: Connection, unit: _Unit[Any], undo: Transaction) -> bool:
    """Run one unit; say whether it stays. Raises only where the whole transaction is lost."""
    try:
        unit.result = unit.work(connection)
    except Exception as error:  # whatever a unit raises is its own
        if connection.invalidated:
            raise
        # A full disk may end SQLite's whole transaction; then this raises, and the group fails.
        undo.rollback()
        unit.error = error
        return False
    return True
