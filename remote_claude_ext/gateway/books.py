"""One usage entry per request: opened before anything is forwarded, closed whatever happens."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial

from msgspec import Struct

from ..core.backoff import delays
from ..core.calls import current_call
from ..core.errors import UnavailableError
from ..core.ids import new_ordered_id
from ..core.logs import to_extra
from ..ledger.budget import BudgetSpentError, Reservation
from ..ledger.model import Client, Outcome, Tokens, UsageEnd, UsageEntry
from ..ledger.service import LedgerService
from .budgets import Budgets
from .errors import LedgerAwayError
from .facts import to_facts
from .identity import Identity
from .meter import Reading
from .metrics import Metrics

_log = logging.getLogger(__name__)

_WAIT_SECONDS = 2.0
_RETRY_SECONDS = 300.0
_MOST_NAME_CHARACTERS = 128
"""What a column holds of a name that the provider chose."""
_DEMO_NOTE = "The scripted model answered: this is what a real one would have cost."
_GARBLED_NOTE = "Something in the answer could not be read, so its counts may be missing."
_UNCOUNTED_NOTE = "The answer named no counts, so it costs nothing here."
_FIRST_ERROR = 400


class Running(Struct, kw_only=True):
    """A request under way: its entry, and what is learned of it until it is over."""

    entry: UsageEntry
    began_seconds: float
    reading: Reading | None = None
    status: int | None = None
    request_id: str | None = None
    first_byte_seconds: float | None = None
    is_demo: bool = False
    """Whether the scripted model answers."""
    asked_before: tuple[str, ...] = ()
    """The providers that did not answer before the one that does."""


class Books:
    """Opens and closes the entries of one gateway. An end that cannot be written is tried again."""

    def __init__(self, ledger: LedgerService, budgets: Budgets, metrics: Metrics) -> None:
        self._ledger = ledger
        self._budgets = budgets
        self._prices = budgets.prices
        self._clock = budgets.clock
        self._metrics = metrics
        self._closing: set[asyncio.Future[None]] = set()

    async def open(
        self,
        caller: Identity,
        model: str,
        reservation: Reservation,
        *,
        claude_session: str | None,
        agent: str | None,
        client: Client,
    ) -> Running:
        """Return when the entry is recorded and the budgets cover it; else a GatewayError."""
        now = self._clock.now()
        entry = UsageEntry(
            id=new_ordered_id(now),
            user=caller.name,
            session=caller.session,
            claude_session=claude_session,
            agent=agent,
            client=client,
            groups=tuple(sorted(caller.groups)),
            model=model,
            started_at=now,
            gateway=self._ledger.process,
        )
        running = Running(entry=entry, began_seconds=self._clock.monotonic())
        try:
            await self._ledger.open(entry, reservation)
        except UnavailableError as error:
            raise LedgerAwayError(error.message) from None
        except BudgetSpentError as error:
            raise self._budgets.to_refusal(error) from None
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

    async def close(
        self, running: Running, outcome: Outcome, *, waiting: Callable[[], None] | None = None
    ) -> None:
        """Write how a request ended; return when that is recorded, or will be tried again.

        `waiting` is called where that is not so at once.
        """
        written = self._close_later(running, outcome)
        if not written.done():
            if waiting is not None:
                waiting()
            await asyncio.wait((written,), timeout=_WAIT_SECONDS)

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

    def _close_later(self, running: Running, outcome: Outcome) -> asyncio.Future[None]:
        end = self._to_end(running, outcome)
        self._metrics.end(end)
        _tell(running.entry, end)
        try:
            written = self._ledger.begin_to_close(running.entry.id, end)
        except UnavailableError:
            written = asyncio.create_task(self._write(running.entry, end))
        else:
            if written.done() and written.exception() is None:
                return written
            written.add_done_callback(partial(self._look, running.entry, end))
        self._closing.add(written)
        written.add_done_callback(self._closing.discard)
        return written

    def _look(self, entry: UsageEntry, end: UsageEnd, written: asyncio.Future[None]) -> None:
        """Try again what could not be written."""
        if not written.cancelled() and written.exception() is not None:
            task = asyncio.create_task(self._write(entry, end))
            self._closing.add(task)
            task.add_done_callback(self._closing.discard)

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
        model = reading.model or running.entry.model
        consumption = reading.consumption
        cost = self._prices.to_cost(model, consumption)
        if cost.note is not None and self._metrics.count_unpriced(model):
            _log.warning("%s Write its price into claude.prices.", cost.note)
        notes = [
            cost.note,
            _DEMO_NOTE if running.is_demo else None,
            _GARBLED_NOTE if reading.garbled else None,
            _UNCOUNTED_NOTE if _is_uncounted(running, outcome) else None,
            f"Not answered by {', '.join(running.asked_before)}." if running.asked_before else None,
        ]
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
            tokens=consumption.tokens,
            cost_usd=cost.usd,
            note=" ".join(note for note in notes if note) or None,
        )


def _is_uncounted(running: Running, outcome: Outcome) -> bool:
    """Whether a provider answered, and said nothing of what that took."""
    status, reading = running.status, running.reading
    if status is None or status >= _FIRST_ERROR or reading is None or reading.counted:
        return False
    return outcome in (Outcome.COMPLETED, Outcome.FAILED) and not reading.garbled


def _tell(entry: UsageEntry, end: UsageEnd) -> None:
    """Say how a request ended to whoever records its span, and in a line where that is wanted."""
    span = current_call().span
    if not span.is_recorded and not _log.isEnabledFor(logging.INFO):
        return
    facts = to_facts(entry, end)
    span.set(facts)
    if _log.isEnabledFor(logging.INFO):
        words = (end.outcome, end.model, end.tokens.input, end.tokens.output, end.cost_usd)
        _log.info("%s: %s, %d tokens in, %d out, %s USD", *words, extra=to_extra(facts))


def to_tokens(running: Running) -> Tokens:
    """What a request has come to so far."""
    return Tokens() if running.reading is None else running.reading.consumption.tokens
