"""One thread that writes: many waiting jobs become one transaction, each with its own fate."""

import queue
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], object]
_MOST_JOBS = 256
_MOST_WAITING = 10_000


class Writer:
    """Runs jobs in order on one connection and commits in groups.

    A job's future is resolved after its commit, in the order in which jobs were given.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._jobs: queue.Queue[tuple[Work, Future[object]] | None] = queue.Queue(_MOST_WAITING)
        self._thread = threading.Thread(target=self._run, name="journal-writer", daemon=True)
        self._thread.start()

    def submit(self, work: Callable[[sqlite3.Connection], T]) -> "Future[T]":
        """Run `work` inside a transaction; the future resolves when it is on disk."""
        future: Future[T] = Future()
        self._jobs.put((work, future))  # type: ignore[arg-type]  # one queue for all results
        return future

    def close(self) -> None:
        """Finish what is waiting and end the thread."""
        self._jobs.put(None)
        self._thread.join()
        self._connection.close()

    def _run(self) -> None:
        while (first := self._jobs.get()) is not None:
            jobs = [first]
            is_last = False
            while len(jobs) < _MOST_JOBS:
                try:
                    job = self._jobs.get_nowait()
                except queue.Empty:
                    break
                if job is None:
                    is_last = True
                    break
                jobs.append(job)
            self._commit(jobs)
            if is_last:
                return

    def _commit(self, jobs: list[tuple[Work, Future[object]]]) -> None:
        outcomes: list[tuple[Future[object], object, Exception | None]] = []
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            outcomes = [self._one(work, future) for work, future in jobs]
            self._connection.execute("COMMIT")
        except Exception as error:  # noqa: BLE001 - the owners get it from their futures
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            outcomes = [(future, None, error) for _, future in jobs]
        for future, result, failure in outcomes:
            if failure is None:
                future.set_result(result)
            else:
                future.set_exception(failure)

    def _one(
        self, work: Work, future: Future[object]
    ) -> tuple[Future[object], object, Exception | None]:
        self._connection.execute("SAVEPOINT job")
        try:
            result = work(self._connection)
        except Exception as error:
            if not self._connection.in_transaction:
                raise  # a full disk: SQLite has undone the whole group
            self._connection.execute("ROLLBACK TO job")
            self._connection.execute("RELEASE job")
            return future, None, error
        self._connection.execute("RELEASE job")
        return future, result, None
