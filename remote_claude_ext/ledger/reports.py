"""What was used, for people: totals over days and single entries; keeps the daily rollups."""

import asyncio
import logging
from datetime import date, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from ..core.clock import Clock
from ..core.errors import UnavailableError
from ..core.periods import Span, day_span
from ..data.unit import Database
from . import running, store, totals
from .model import UsageRecord
from .rollup import By, Report, Sum, UsageQuery, to_report
from .store import Place

_SETTLED = timedelta(hours=25)
"""So long after a day every request of it has ended, or was given up."""
_ROLL_SECONDS = 3600.0
_EXPIRED_AT_ONCE = 5000
_log = logging.getLogger(__name__)


class UsageReports:
    """The reports of one installation. `zone` is where its days begin."""

    def __init__(
        self, database: Database, clock: Clock, zone: ZoneInfo, *, keep: timedelta
    ) -> None:
        self._database = database
        self._clock = clock
        self._zone = zone
        self._keep = keep

    @property
    def zone(self) -> str:
        """The name of the time zone."""
        return self._zone.key

    @property
    def today(self) -> date:
        """The day that it is there."""
        return self._clock.now().astimezone(self._zone).date()

    async def find(self, query: UsageQuery) -> Report:
        """What the entries of a query come to, the requests that are under way included."""
        sums = await self._database.read(lambda connection: self._sum(connection, query))
        return to_report(sums, query)

    async def entries(
        self, *, user: str | None, after: Place | None, limit: int
    ) -> list[UsageRecord]:
        """Single requests, the newest first."""
        return await self._database.read(
            lambda connection: store.find_entries(connection, user=user, after=after, limit=limit)
        )

    async def keep(self) -> None:
        """Add up each day that is over, and remove what is too old; for ever."""
        while True:
            try:
                await self.roll()
                await self.expire()
            except UnavailableError as error:
                _log.warning("The usage of past days could not be added up: %s", error)
            except Exception:  # noqa: BLE001 (the next hour may be luckier)
                _log.exception("The usage of past days could not be added up")
            await asyncio.sleep(_ROLL_SECONDS)

    async def roll(self) -> list[date]:
        """Add up the days that are over and not added up yet, one transaction each."""
        days = await self._database.read(self._find_unrolled)
        for day in days:
            await self._database.submit(
                partial(totals.roll, day=day, span=day_span(day, self._zone))
            )
        return days

    async def expire(self) -> int:
        """Remove entries that are older than they are kept and that are added up; their number."""
        rolled = self._clock.now() - _SETTLED - timedelta(days=1)
        before = min(self._clock.now() - self._keep, rolled)
        await self._database.submit(running.move)
        gone = _EXPIRED_AT_ONCE
        count = 0
        while gone == _EXPIRED_AT_ONCE:
            gone = await self._database.submit(
                lambda connection: totals.expire(connection, before, limit=_EXPIRED_AT_ONCE)
            )
            count += gone
        return count

    def _find_unrolled(self, connection: Connection) -> list[date]:
        oldest = totals.find_first(connection)
        if oldest is None:
            return []
        first = oldest.astimezone(self._zone).date()
        rolled = totals.find_rolled(connection, first, self.today)
        settled = self._clock.now() - _SETTLED
        return [
            day
            for day in _days(first, self.today)
            if day not in rolled and day_span(day, self._zone).end <= settled
        ]

    def _sum(self, connection: Connection, query: UsageQuery) -> list[Sum]:
        sums = totals.sum_rolled(connection, query)
        oldest = totals.find_first(connection)
        if oldest is None:
            return sums
        first = max(query.first, oldest.astimezone(self._zone).date())
        last = min(query.last, self.today)
        rolled = totals.find_rolled(connection, first, last)
        live = [day for day in _days(first, last) if day not in rolled]
        for span, day in self._to_spans(live, apart=By.DAY in query.by):
            sums += totals.sum_entries(connection, query, span, day)
        return sums

    def _to_spans(self, days: list[date], *, apart: bool) -> list[tuple[Span, date | None]]:
        """Each day for itself where days are told apart, else days in a row as one."""
        found: list[tuple[Span, date | None]] = []
        for day in days:
            span = day_span(day, self._zone)
            if found and not apart and found[-1][0].end == span.start:
                found[-1] = (Span(found[-1][0].start, span.end), None)
            else:
                found.append((span, day if apart else None))
        return found


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]
