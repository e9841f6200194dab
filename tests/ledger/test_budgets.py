"""Budgets: reserved before, settled after, exact whoever spends at once and whatever dies."""

import asyncio
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from msgspec import structs

from remote_claude_ext.core.ids import new_id
from remote_claude_ext.core.periods import Period
from remote_claude_ext.data.engine import open_engine
from remote_claude_ext.data.unit import Database
from remote_claude_ext.ledger import leases, running, service
from remote_claude_ext.ledger.budget import Account, Budget, BudgetSpentError, Reservation
from remote_claude_ext.ledger.model import GatewayProcess, Outcome, UsageEnd, UsageEntry
from remote_claude_ext.ledger.rules import BudgetRules
from remote_claude_ext.ledger.service import LedgerService, this_process
from remote_claude_ext.wire.budgets import Whose
from tests.support.clock import FixedClock

AT = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
POOL = Budget(whose=Whose.GROUP, name="data", usd=Decimal(10), period=Period.MONTH)
EACH = Budget(whose=Whose.USER, name="*", usd=Decimal(2), period=Period.DAY)
ALL = Budget(whose=Whose.EVERYONE, name="", usd=Decimal(5), period=Period.WEEK, hard=False)
RULES = BudgetRules(budgets=(POOL, EACH, ALL), zone=ZoneInfo("Europe/Berlin"))


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(AT)


@pytest.fixture
def ledger(database: Database, clock: FixedClock) -> LedgerService:
    return LedgerService(database, clock, this_process())


def to_entry(gateway: GatewayProcess, user: str = "ada") -> UsageEntry:
    return UsageEntry(
        id=new_id(),
        user=user,
        session=None,
        claude_session=None,
        agent=None,
        model="claude-sonnet-5-5",
        started_at=AT,
        gateway=gateway,
    )


def end(usd: str) -> UsageEnd:
    return UsageEnd(
        outcome=Outcome.COMPLETED,
        finished_at=AT,
        latency=timedelta(seconds=1),
        model="claude-sonnet-5-5",
        cost_usd=Decimal(usd),
    )


def reserve(usd: str, *budgets: Budget, user: str = "ada") -> Reservation:
    rules = replace(RULES, budgets=budgets)
    return Reservation(usd=Decimal(usd), accounts=rules.accounts(user, {"data"}, AT))


async def stands(ledger: LedgerService, *accounts: Account) -> list[tuple[str, str]]:
    found = await ledger.standings(accounts)
    return [(f"{one.spent_usd:f}", f"{one.reserved_usd:f}") for one in found]


def test_budgets_apply_to_their_users_groups_and_everyone() -> None:
    owners = [a.owner for a in RULES.accounts("ada", {"data", "ops"}, AT)]
    assert owners == ["everyone", "group:data", "user:ada"]
    assert [a.owner for a in RULES.accounts("bob", (), AT)] == ["everyone", "user:bob"]
    own = replace(EACH, name="bob", usd=Decimal(7))
    limits = {
        user: [
            a.limit_usd
            for a in replace(RULES, budgets=(EACH, own)).accounts(user, (), AT)
            if a.whose is Whose.USER
        ]
        for user in ("ada", "bob")
    }
    assert limits == {"ada": [Decimal(2)], "bob": [Decimal(7)]}


@pytest.mark.asyncio
async def test_a_request_reserves_and_then_pays_what_it_cost(ledger: LedgerService) -> None:
    wanted = reserve("0.5", POOL, EACH)
    entry = to_entry(ledger.process)
    await ledger.open(entry, wanted)
    assert await stands(ledger, *wanted.accounts) == [("0.000000", "0.500000")] * 2
    await ledger.close(entry.id, end("0.123456"))
    assert await stands(ledger, *wanted.accounts) == [("0.123456", "0.000000")] * 2
    await ledger.close(entry.id, end("0.123456"))
    assert await stands(ledger, *wanted.accounts) == [("0.123456", "0.000000")] * 2


@pytest.mark.asyncio
async def test_what_a_hard_budget_does_not_cover_is_refused_and_nothing_is_kept(
    ledger: LedgerService,
) -> None:
    await ledger.open(to_entry(ledger.process), reserve("1.5", POOL, EACH))
    with pytest.raises(BudgetSpentError) as caught:
        await ledger.open(to_entry(ledger.process), reserve("0.500001", POOL, EACH))
    assert caught.value.standing.account.owner == "user:ada"
    assert caught.value.standing.reserved_usd == Decimal("1.5")
    assert len(await ledger.find()) == 1
    accounts = reserve("0", POOL, EACH).accounts
    assert await stands(ledger, *accounts) == [("0.000000", "1.500000")] * 2
    await ledger.open(to_entry(ledger.process), reserve("0.5", POOL, EACH))


@pytest.mark.asyncio
async def test_a_budget_that_only_warns_refuses_nothing(ledger: LedgerService) -> None:
    wanted = reserve("100", ALL)
    entry = to_entry(ledger.process)
    await ledger.open(entry, wanted)
    await ledger.close(entry.id, end("100"))
    await ledger.open(to_entry(ledger.process), wanted)
    assert await stands(ledger, *wanted.accounts) == [("100.000000", "100.000000")]


@pytest.mark.asyncio
async def test_a_new_budget_knows_what_was_spent_before_it_was_there(ledger: LedgerService) -> None:
    spent = (("ada", "0.25", ("data", "ops")), ("bob", "1", ("data_", "big data")))
    for user, usd, groups in (*spent, ("cleo", "0.5", ("data",))):
        entry = structs.replace(to_entry(ledger.process, user), groups=groups)
        await ledger.open(entry)
        await ledger.close(entry.id, end(usd))
    wanted = reserve("0.5", EACH, ALL, POOL)
    before = ["1.750000", "0.750000", "0.250000"]
    assert [s for s, _ in await stands(ledger, *wanted.accounts)] == before
    await ledger.open(to_entry(ledger.process), wanted)
    assert [s for s, _ in await stands(ledger, *wanted.accounts)] == before


@pytest.mark.asyncio
async def test_many_at_once_on_two_gateways_never_exceed_a_pool(url: str) -> None:
    databases = [Database(open_engine(url, lock_seconds=30)) for _ in range(2)]
    ledgers = [LedgerService(one, FixedClock(AT), this_process()) for one in databases]
    outcomes: list[bool] = []

    async def spend(number: int) -> None:
        ledger, user = ledgers[number % 2], f"user{number % 5}"
        entry = to_entry(ledger.process, user)
        try:
            await ledger.open(entry, reserve("0.4", POOL, user=user))
        except BudgetSpentError:
            outcomes.append(False)
            return
        await asyncio.sleep(0)
        await ledger.close(entry.id, end("0.3"))
        outcomes.append(True)

    try:
        await asyncio.gather(*(spend(number) for number in range(64)))
        spent = sum(record.end.cost_usd for record in await ledgers[0].find() if record.end)
        [pool] = await ledgers[1].standings(reserve("0", POOL).accounts)
        assert len(outcomes) == 64
        assert pool.spent_usd == spent == Decimal("0.3") * outcomes.count(True)
        assert pool.spent_usd <= POOL.usd
        assert pool.reserved_usd == 0
        assert outcomes.count(True) >= 25
    finally:
        for one in databases:
            await one.aclose()


def dead_process() -> int:
    done = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"],
        capture_output=True,
        text=True,
        check=True,
    )
    return int(done.stdout)


@pytest.mark.asyncio
async def test_what_a_killed_gateway_had_reserved_is_free_again_and_a_late_end_counts(
    ledger: LedgerService,
) -> None:
    dead = replace(ledger.process, pid=dead_process(), started_at=AT)
    entry, wanted = to_entry(dead), reserve("0.5", POOL)
    await ledger.open(entry, wanted)
    assert await ledger.sweep() == 1
    assert await stands(ledger, *wanted.accounts) == [("0.000000", "0.000000")]
    await ledger.close(entry.id, end("0.2"))
    assert await stands(ledger, *wanted.accounts) == [("0.200000", "0.000000")]


@pytest.mark.asyncio
async def test_a_gateway_elsewhere_is_dead_when_its_lease_has_ended(
    database: Database, clock: FixedClock, ledger: LedgerService
) -> None:
    there = GatewayProcess(host="elsewhere", pid=os.getpid(), started_at=AT)
    other = LedgerService(database, clock, there)
    keeping = asyncio.create_task(other.keep())
    await asyncio.sleep(0.2)
    keeping.cancel()
    await ledger.open(to_entry(there), reserve("0.5", POOL))
    clock.at = AT + timedelta(seconds=50)
    assert await ledger.sweep() == 0
    clock.at = AT + timedelta(seconds=70)
    assert await ledger.sweep() == 1


@pytest.mark.asyncio
async def test_a_gateway_keeps_its_lease_whatever_fails_once(
    database: Database, ledger: LedgerService, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[int] = []

    def fail_first(*_: object) -> list[str]:
        tries.append(1)
        if len(tries) == 1:
            raise RuntimeError("nobody thought of this")
        return []

    monkeypatch.setattr(service, "_BEAT_SECONDS", 0.01)
    monkeypatch.setattr(running, "find_dead", fail_first)
    keeping = asyncio.create_task(ledger.keep())
    while len(tries) < 3:
        await asyncio.sleep(0.01)
        assert not keeping.done()
    keeping.cancel()
    assert list(await database.read(leases.find)) == [ledger.process]
