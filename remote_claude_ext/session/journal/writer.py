"""One thread that writes: many waiting jobs become one transaction, each with its own fate."""

import queue
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, TypeVar

T = TypeVar("T")
_MOST_JOBS = 256
_MOST_WAITING = 10_000


class WriterBusyError(sqlite3.OperationalError):
    """More waits to be written than may wait, or nothing is written any more."""


@dataclass(frozen=True, slots=True)
class _Job:
    work: Callable[[sqlite3.Connection], Any]
    future: "Future[Any]"


@dataclass(frozen=True, slots=True)
class _Outcome:
    job: _Job
    result: object = None
    failure: Exception | None = None

    def tell(self) -> None:
        if self.failure is None:
            self.job.future.set_result(self.result)
        else:
            self.job.future.set_exception(self.failure)


class Writer:
    """Runs jobs in order on one connection and commits in groups.

    A job's future is resolved after its commit, in the order in which jobs were given.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.problem: str | None = None
        """Why the last commit failed; None once one went well again."""
        self._connection = connection
        self._is_closed = False
        self._jobs: queue.Queue[_Job | None] = queue.Queue(_MOST_WAITING)
        self._thread = threading.Thread(target=self._run, name="journal-writer", daemon=True)
        self._thread.start()

    def submit(self, work: Callable[[sqlite3.Connection], T]) -> "Future[T]":
        """Run `work` inside a transaction; the future resolves when it is on disk.

        Once given, a job cannot be cancelled. WriterBusyError when it cannot even wait.
        """
        future: Future[T] = Future()
        future.set_running_or_notify_cancel()
        if self._is_closed:
            raise WriterBusyError("it is closed")
        try:
            self._jobs.put_nowait(_Job(work, future))
        except queue.Full:
            raise WriterBusyError("too much waits to be written") from None
        return future

    def close(self) -> None:
        """Finish what is waiting and end the thread."""
        if not self._is_closed:
            self._is_closed = True
            self._jobs.put(None)
            self._thread.join()
            self._connection.close()

    def _run(self) -> None:
        is_last = False
        while not is_last:
            jobs, is_last = self._next()
            if jobs:
                for outcome in self._commit(jobs):
                    outcome.tell()

    def _next(self) -> tuple[list[_Job], bool]:
        """What waits now, at least one; and whether it is the last."""
        job = self._jobs.get()
        jobs: list[_Job] = []
        while job is not None:
            jobs.append(job)
            if len(jobs) == _MOST_JOBS:
                return jobs, False
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                return jobs, False
        return jobs, True

    def _commit(self, jobs: list[_Job]) -> list[_Outcome]:
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            outcomes = [self._do(job) for job in jobs]
            self._connection.execute("COMMIT")
        except Exception as error:  # noqa: BLE001 - the jobs' owners get it from their futures
            self.problem = str(error)
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            return [_Outcome(job, failure=error) for job in jobs]
        self.problem = None
        return outcomes

    def _do(self, job: _Job) -> _Outcome:
        self._connection.execute("SAVEPOINT job")
        try:
            result = job.work(self._connection)
        except Exception as error:
            # A full disk may have ended the whole transaction already.
            if not self._connection.in_transaction:
                raise
            self._connection.execute("ROLLBACK TO job")
            self._connection.execute("RELEASE job")
            return _Outcome(job, failure=error)
        self._connection.execute("RELEASE job")
        return _Outcome(job, result)
