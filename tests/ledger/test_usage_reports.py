"""Totals: rolled days and live ones come to what the entries come to, whoever asks and when."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from msgspec import structs

from remote_claude_ext.core.ids import new_id
from remote_claude_ext.data.unit import Database
from remote_claude_ext.ledger.model import (
    Client,
    GatewayProcess,
    Outcome,
    Tokens,
    UsageEnd,
    UsageEntry,
)
from remote_claude_ext.ledger.reports import UsageReports
from remote_claude_ext.ledger.rollup import By, Report, Totals, UsageQuery
from remote_claude_ext.ledger.service import LedgerService
from tests.support.clock import FixedClock

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 5, 9, 0, tzinfo=UTC)
GATEWAY = GatewayProcess(host="here", pid=1, started_at=NOW)
ALL = UsageQuery(first=date(2026, 10, 20), last=date(2026, 11, 5))


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def reports(database: Database, clock: FixedClock) -> UsageReports:
    return UsageReports(database, clock, BERLIN, keep=timedelta(days=10))


@pytest.fixture
def ledger(database: Database, clock: FixedClock) -> LedgerService:
    return LedgerService(database, clock, GATEWAY)


async def spend(ledger: LedgerService, at: datetime, usd: str = "0.000001", **more: object) -> str:
    """One request that is over."""
    entry = UsageEntry(
        id=new_id(),
        user="ada",
        session="one",
        claude_session="c-1",
        agent=None,
        model="claude-sonnet-5-5",
        started_at=at,
        gateway=GATEWAY,
        client=Client.PANEL,
    )
    outcome = more.pop("outcome", Outcome.COMPLETED)
    entry = structs.replace(entry, **more)
    await ledger.open(entry)
    assert isinstance(outcome, Outcome)
    end = UsageEnd(
        outcome=outcome,
        finished_at=at + timedelta(seconds=3),
        latency=timedelta(seconds=3),
        model=entry.model,
        tokens=Tokens(input=1, output=10, cache_read=100, cache_write_5m=1000, web_searches=2),
        cost_usd=Decimal(usd),
    )
    await ledger.close(entry.id, end)
    return entry.id


async def many(ledger: LedgerService) -> None:
    """Seventeen days, also that of 25 hours, of three people in two groups with two models."""
    groups = {"ada": ("a", "b"), "bob": ("b",), "eve": ()}
    for day, (user, own), model in product(range(17), groups.items(), ("big", "small")):
        at = datetime(2026, 10, 20, 22, 30, tzinfo=UTC) + timedelta(days=day) - timedelta(hours=22)
        outcome = Outcome.FAILED if model == "small" and user == "bob" else Outcome.COMPLETED
        usd = f"0.{day + 1:02}{len(user) + len(own)}00{1 if model == 'big' else 2}"
        session = None if user == "eve" else f"of-{user}"
        more = {"user": user, "groups": own, "model": model, "session": session}
        await spend(ledger, at, usd, outcome=outcome, **more)


QUERIES = [
    replace(ALL, by=by, **more)
    for by in [(), (By.DAY,), (By.USER, By.MODEL), (By.GROUP,), (By.DAY, By.GROUP, By.SESSION)]
    for more in [{}, {"user": "ada"}, {"group": "b"}, {"model": "big"}, {"session": ""}]
]


@pytest.mark.asyncio
async def test_rolled_days_come_to_what_their_entries_come_to(
    ledger: LedgerService, reports: UsageReports
) -> None:
    await many(ledger)
    before = [await reports.find(query) for query in QUERIES]
    rolled = await reports.roll()
    assert (rolled[0], rolled[-1]) == (date(2026, 10, 20), date(2026, 11, 3))
    assert [await reports.find(query) for query in QUERIES] == before
    assert await reports.roll() == []
    whole = before[0].total
    assert (whole.requests, whole.failed, whole.tokens.output) == (102, 17, 1020)
    assert await reports.expire() > 0
    assert [await reports.find(query) for query in QUERIES] == before


@pytest.mark.asyncio
async def test_a_user_of_two_groups_counts_in_both_and_once_in_all(
    ledger: LedgerService, reports: UsageReports
) -> None:
    await spend(ledger, NOW, "2", groups=("a", "b"))
    await spend(ledger, NOW, "3", user="bob", groups=("b",))
    await spend(ledger, NOW, "5", user="eve")
    report = await reports.find(replace(ALL, by=(By.GROUP,)))
    assert to_costs(report, "group") == {"a": 2, "b": 5, "": 5}
    assert report.total.cost_usd == 10
    own = await reports.find(replace(ALL, by=(By.GROUP, By.USER), group="b"))
    assert [(line.group, line.user) for line in own.lines] == [("b", "bob"), ("b", "ada")]
    assert own.total.cost_usd == 5


@pytest.mark.asyncio
async def test_days_begin_in_the_time_zone_also_when_the_clocks_change(
    ledger: LedgerService, reports: UsageReports
) -> None:
    for hour in (21, 22):  # 23:00 of the 24th and midnight of the 25th, in summer
        await spend(ledger, datetime(2026, 10, 24, hour, tzinfo=UTC), "1")
    for hour in (22, 23):  # 23:00 of the 25th and midnight of the 26th, in winter
        await spend(ledger, datetime(2026, 10, 25, hour, tzinfo=UTC), "1")
    by_day = replace(ALL, by=(By.DAY,))
    expected = {date(2026, 10, 24): 1, date(2026, 10, 25): 2, date(2026, 10, 26): 1}
    assert to_costs(await reports.find(by_day), "day") == expected
    await reports.roll()
    assert to_costs(await reports.find(by_day), "day") == expected
    one = replace(by_day, first=date(2026, 10, 25), last=date(2026, 10, 25))
    assert (await reports.find(one)).total.cost_usd == 2


@pytest.mark.asyncio
async def test_a_request_of_today_counts_at_once_and_its_end_too(
    ledger: LedgerService, reports: UsageReports
) -> None:
    await reports.roll()
    assert await reports.find(ALL) == Report([], Totals())
    await spend(ledger, NOW, "7")
    assert (await reports.find(ALL)).total.cost_usd == 7


@pytest.mark.asyncio
async def test_a_day_is_not_rolled_while_its_requests_may_still_end(
    ledger: LedgerService, reports: UsageReports, clock: FixedClock
) -> None:
    late = datetime(2026, 11, 3, 22, 59, tzinfo=UTC)
    await spend(ledger, late, "1")
    clock.at = late + timedelta(hours=24)
    assert await reports.roll() == []
    clock.at = late + timedelta(hours=26, minutes=2)
    assert await reports.roll() == [date(2026, 11, 3)]


@pytest.mark.asyncio
async def test_single_requests_come_in_pages_that_meet(
    ledger: LedgerService, reports: UsageReports
) -> None:
    at = datetime(2026, 11, 4, 12, 0, 0, 123456, tzinfo=UTC)
    made = {await spend(ledger, at + timedelta(seconds=number // 3)) for number in range(10)}
    await spend(ledger, at, user="bob")
    found: list[str] = []
    place = None
    while page := await reports.entries(user="ada", after=place, limit=4):
        found += [record.entry.id for record in page]
        place = page[-1].entry.started_at, page[-1].entry.id
    assert len(found) == 10
    assert set(found) == made


def to_costs(report: Report, name: str) -> dict[object, int]:
    """Whole dollars by one of the things that are told apart."""
    return {getattr(line, name): int(line.totals.cost_usd) for line in report.lines}
