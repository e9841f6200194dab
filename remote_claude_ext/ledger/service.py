"""Open an entry before forwarding, close it at the end, settle what dead gateways left."""

import asyncio
import logging
import os
import socket
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import psutil
from sqlalchemy import Connection

from ..core.clock import Clock
from ..core.errors import UnavailableError
from ..core.money import ZERO
from ..data.unit import Database
from . import holds, leases, running, store
from .budget import Account, BudgetSpentError, Reservation, Standing
from .held import from_text, to_held, to_text
from .model import GatewayProcess, UsageEnd, UsageEntry, UsageRecord

_START_TOLERANCE = timedelta(seconds=2)
"""The kernel counts starts in ticks; two processes with one id are never this close."""
_LONGEST_REQUEST = timedelta(days=1)
"""After this, an open entry of a gateway that never said that it lives is given up."""
_LEASE = timedelta(seconds=60)
"""A gateway of another host that has not said for so long that it lives is dead."""
_BEAT_SECONDS = 15.0
_MOVE_SECONDS = 1.0
"""So long what has ended may wait for others, to be brought with them to where it stays."""
_log = logging.getLogger(__name__)


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
        self._move: asyncio.TimerHandle | None = None

    async def open(self, entry: UsageEntry, reservation: Reservation | None = None) -> None:
        """Return when the entry is recorded, and what it may cost is reserved.

        The record outlives this process at once and a failure of the machine a moment later:
        nobody waits for the disk here.
        Raises where it cannot be, so that nothing is spent: UnavailableError, and
        BudgetSpentError where a hard budget does not cover the reservation.
        """
        wanted = reservation or Reservation()
        await self._database.submit(lambda connection: _open(connection, entry, wanted), hasty=True)

    async def close(self, ident: str, end: UsageEnd) -> None:
        """Return when the end of a request is recorded: from then on its cost counts."""
        await self.begin_to_close(ident, end)

    def begin_to_close(self, ident: str, end: UsageEnd) -> asyncio.Future[None]:
        """The same for whoever waits later; UnavailableError where it cannot even be queued."""
        if self._move is None:
            self._move = asyncio.get_running_loop().call_later(_MOVE_SECONDS, self._begin_to_move)
        return self._database.submit(lambda connection: _close(connection, ident, end), hasty=True)

    async def sweep(self) -> int:
        """Mark what dead gateway processes left open as unknown; say how many entries that were.

        What they had reserved is free again.
        """
        now = self._clock.now()
        return await self._database.submit(lambda connection: self._sweep(connection, now))

    async def keep(self) -> None:
        """Say again and again that this process lives, and settle what dead ones left; for ever."""
        while True:
            try:
                await self._database.submit(self._renew)
                await self.sweep()
            except UnavailableError as error:
                _log.warning("The ledger could not be kept: %s", error)
            except Exception:  # noqa: BLE001 (without its lease this process would count as dead)
                _log.exception("The ledger could not be kept")
            await asyncio.sleep(_BEAT_SECONDS)

    async def standings(self, accounts: tuple[Account, ...]) -> list[Standing]:
        """How accounts stand, in their order."""
        return await self._database.read(
            lambda connection: [holds.find(connection, account) for account in accounts]
        )

    def _renew(self, connection: Connection) -> None:
        leases.renew(connection, self.process, self._clock.now())

    def _sweep(self, connection: Connection, now: datetime) -> int:
        seen = leases.find(connection)

        def is_dead(process: GatewayProcess, opened_at: datetime) -> bool:
            if process == self.process:
                return False  # whatever the machine says of its start after its clock was set
            if process.host == self.process.host:
                return not _is_alive(process)
            seen_at = seen.get(process)
            return now - (seen_at or opened_at) > (_LEASE if seen_at else _LONGEST_REQUEST)

        swept = _give_up(connection, running.find_dead(connection, is_dead), now)
        running.move(connection)
        leases.forget(connection, now - _LONGEST_REQUEST)
        return swept

    def _begin_to_move(self) -> None:
        """Bring what is over to where it stays; where that fails, the next time or sweep does."""
        self._move = None
        with suppress(UnavailableError):
            moved = self._database.submit(running.move)
            moved.add_done_callback(lambda done: done.cancelled() or done.exception())

    async def find(self, *, user: str | None = None, limit: int = 100) -> list[UsageRecord]:
        """The newest entries first, of one user or of all."""
        return await self._database.read(
            lambda connection: store.find_entries(connection, user=user, limit=limit)
        )


def _open(connection: Connection, entry: UsageEntry, reservation: Reservation) -> None:
    held = to_held(reservation)
    text = None if held is None else to_text(held)
    if not running.open_entry(connection, entry, text) or held is None:
        return
    holds.lock(connection)
    short = holds.reserve(connection, reservation, held.micro_usd)
    if short is not None:
        raise BudgetSpentError(short, reservation.usd)


def _close(connection: Connection, ident: str, end: UsageEnd) -> None:
    if running.close_entry(connection, ident, end):
        return
    was_unknown, held = running.close_late(connection, ident, end)
    if was_unknown and held is not None:
        holds.lock(connection)
        holds.settle(connection, from_text(held), end.cost_usd, is_released=True)


def _give_up(connection: Connection, dead: list[tuple[str, str | None]], now: datetime) -> int:
    """Mark entries as unknown and release what they hold; how many of them were open still."""
    if dead:
        holds.lock(connection)
    swept = 0
    for ident, held in dead:
        if not running.give_up(connection, ident, now):
            continue
        swept += 1
        if held is not None:
            holds.settle(connection, from_text(held), ZERO, is_released=False)
    return swept


def _started_at(pid: int) -> datetime:
    return datetime.fromtimestamp(psutil.Process(pid).create_time(), UTC)


def _is_alive(process: GatewayProcess) -> bool:
    try:
        return abs(_started_at(process.pid) - process.started_at) < _START_TOLERANCE
    except psutil.NoSuchProcess:
        return False
