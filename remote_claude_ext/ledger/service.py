"""Open an entry before forwarding, close it at the end, settle what dead gateways left."""

import os
import socket
from datetime import UTC, datetime, timedelta

import psutil

from ..core.clock import Clock
from ..data.unit import Database
from . import store
from .model import GatewayProcess, UsageEnd, UsageEntry, UsageRecord

_START_TOLERANCE = timedelta(seconds=2)
"""The kernel counts starts in ticks; two processes with one id are never this close."""
_LONGEST_REQUEST = timedelta(days=1)
"""After this, an open entry of another host is given up: nobody here can look at its process."""


def this_process() -> GatewayProcess:
    """The process that calls this, as its entries name it."""
    pid = os.getpid()
    return GatewayProcess(host=socket.gethostname(), pid=pid, started_at=_started_at(pid))


class LedgerService:
    """The ledger of one gateway process."""

    def __init__(self, database: Database, clock: Clock, process: GatewayProcess) -> None:
        self._database = database
        self._clock = clock
        self.process = process

    async def open(self, entry: UsageEntry) -> None:
        """Return when the entry is on the disk; raises where it cannot be, so nothing is spent."""
        await self._database.submit(lambda connection: store.open_entry(connection, entry))

    async def close(self, ident: str, end: UsageEnd) -> None:
        """Return when the end of a request is on the disk."""
        await self._database.submit(lambda connection: store.close_entry(connection, ident, end))

    async def sweep(self) -> int:
        """Mark what dead gateway processes left open as unknown; say how many entries that were."""
        now = self._clock.now()

        def is_dead(process: GatewayProcess, opened_at: datetime) -> bool:
            if process.host != self.process.host:
                return now - opened_at > _LONGEST_REQUEST
            return not _is_alive(process)

        return await self._database.submit(
            lambda connection: store.sweep_open(connection, is_dead, now)
        )

    async def find(self, *, user: str | None = None, limit: int = 100) -> list[UsageRecord]:
        """The newest entries first, of one user or of all."""
        return await self._database.read(
            lambda connection: store.find_entries(connection, user=user, limit=limit)
        )


def _started_at(pid: int) -> datetime:
    return datetime.fromtimestamp(psutil.Process(pid).create_time(), UTC)


def _is_alive(process: GatewayProcess) -> bool:
    try:
        return abs(_started_at(process.pid) - process.started_at) < _START_TOLERANCE
    except psutil.NoSuchProcess:
        return False
