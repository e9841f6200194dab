"""One usage entry per request: opened before anything is forwarded, closed whatever happens."""

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from ..core.backoff import delays
from ..core.clock import Clock
from ..core.errors import UnavailableError
from ..core.ids import new_id
from ..ledger.model import Outcome, UsageEnd, UsageEntry
from ..ledger.service import LedgerService
from .errors import LedgerAwayError
from .identity import Identity
from .meter import Reading
from .metrics import Metrics
from .pricing import to_cost

_log = logging.getLogger(__name__)

_WAIT_SECONDS = 2.0
_RETRY_SECONDS = 300.0
_MOST_NAME_CHARACTERS = 128
"""What a column holds of a name that the provider chose."""
_DEMO_NOTE = "The scripted model answered: this is what a real one would have cost."
_GARBLED_NOTE = "The answer could not be read along, so its counts may be missing."


@dataclass(slots=True, kw_only=True)
class Running:
    """A request under way: its entry, and what is learned of it until it is over."""

    entry: UsageEntry
    began_seconds: float
    reading: Reading | None = None
    status: int | None = None
    request_id: str | None = None
    first_byte_seconds: float | None = None


class Books:
    """Opens and closes the entries of one gateway. An end that cannot be written is tried again."""

    def __init__(
        self, ledger: LedgerService, clock: Clock, metrics: Metrics, *, is_demo: bool
    ) -> None:
        self._ledger = ledger
        self._clock = clock
        self._metrics = metrics
        self._is_demo = is_demo
        self._closing: set[asyncio.Task[None]] = set()

    async def open(
        self, caller: Identity, model: str, *, claude_session: str | None, agent: str | None
    ) -> Running:
        """Return when the entry is on the disk; LedgerAwayError where it cannot be."""
        entry = UsageEntry(
            id=new_id(),
            user=caller.name,
            session=caller.session,
            claude_session=claude_session,
            agent=agent,
            model=model,
            started_at=self._clock.now(),
            gateway=self._ledger.process,
        )
        running = Running(entry=entry, began_seconds=self._clock.monotonic())
        try:
            await self._ledger.open(entry)
        except UnavailableError as error:
            raise LedgerAwayError(error.message) from None
        except BaseException:
            self._metrics.start()
            self.close_soon(running, Outcome.ABANDONED)
            raise
        self._metrics.start()
        return running

    def first_byte(self, running: Running) -> None:
        """Note the moment of the first byte, once."""
        if running.first_byte_seconds is None:
            running.first_byte_seconds = self._clock.monotonic() - running.began_seconds

    async def close(self, running: Running, outcome: Outcome) -> None:
        """Write how a request ended; return when it is on the disk, or will be tried again."""
        await asyncio.wait({self._close_later(running, outcome)}, timeout=_WAIT_SECONDS)

    def close_soon(self, running: Running, outcome: Outcome) -> None:
        """The same without waiting, for a caller that is being cancelled."""
        _ = self._close_later(running, outcome)

    async def aclose(self) -> None:
        """Wait a little for what is still to be written."""
        if self._closing:
            _, late = await asyncio.wait(self._closing, timeout=_WAIT_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _close_later(self, running: Running, outcome: Outcome) -> asyncio.Task[None]:
        end = self._to_end(running, outcome)
        self._metrics.end(end)
        task = asyncio.create_task(self._write(running.entry, end))
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)
        return task

    async def _write(self, entry: UsageEntry, end: UsageEnd) -> None:
        deadline = self._clock.monotonic() + _RETRY_SECONDS
        for pause in delays(first_seconds=0.5):
            with suppress(UnavailableError):
                await self._ledger.close(entry.id, end)
                return
            if self._clock.monotonic() > deadline:
                break
            await asyncio.sleep(pause)
        _log.error("The end of request %s could not be recorded; it stays open.", entry.id)

    def _to_end(self, running: Running, outcome: Outcome) -> UsageEnd:
        reading = running.reading or Reading()
        model = (reading.model or running.entry.model)[:_MOST_NAME_CHARACTERS]
        cost = to_cost(model, reading.consumption)
        demo, garbled = self._is_demo and running.status is not None, reading.garbled
        notes = [cost.note, _DEMO_NOTE if demo else None, _GARBLED_NOTE if garbled else None]
        latency = self._clock.monotonic() - running.began_seconds
        first = running.first_byte_seconds
        return UsageEnd(
            outcome=outcome,
            finished_at=self._clock.now(),
            latency=timedelta(seconds=latency),
            model=model,
            status=running.status,
            request_id=(running.request_id or "")[:_MOST_NAME_CHARACTERS] or None,
            first_byte=None if first is None else timedelta(seconds=first),
            tokens=reading.consumption.tokens,
            cost_usd=cost.usd,
            note=" ".join(note for note in notes if note) or None,
        )
