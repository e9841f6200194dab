"""More of a budget: asked once, decided once, and spent from the next request on, to its end."""

import asyncio
import logging
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from remote_claude_ext.core.errors import ConflictError, MalformedError, NotFoundError
from remote_claude_ext.core.periods import Period
from remote_claude_ext.data.unit import Database
from remote_claude_ext.ledger.budget import BudgetSpentError
from remote_claude_ext.ledger.granting import Granting
from remote_claude_ext.ledger.service import LedgerService, this_process
from remote_claude_ext.wire.budgets import (
    BudgetDecision,
    Decision,
    NewBudgetRequest,
    RequestState,
    Whose,
)
from tests.ledger.test_budgets import AT, EACH, POOL, RULES, end, reserve, to_entry
from tests.support.clock import FixedClock

WANTED = NewBudgetRequest(
    whose=Whose.USER, period=Period.DAY, usd=Decimal(3), reason="The  demo\nis\u202e at four"
)
GRANT = BudgetDecision(decision=Decision.GRANT)
DECLINE = BudgetDecision(decision=Decision.DECLINE, answer="Not before Monday")


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(AT)


@pytest.fixture
def ledger(database: Database, clock: FixedClock) -> LedgerService:
    return LedgerService(database, clock, this_process())


@pytest.fixture
def granting(database: Database, clock: FixedClock) -> Granting:
    return Granting(database, clock, RULES)


async def spend(ledger: LedgerService, usd: str, cost: str) -> None:
    entry = to_entry(ledger.process)
    await ledger.open(entry, reserve(usd, EACH))
    await ledger.close(entry.id, end(cost))


@pytest.mark.asyncio
async def test_what_is_granted_is_spent_from_the_next_request_on_and_not_a_cent_more(
    ledger: LedgerService,
    granting: Granting,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await spend(ledger, "2", "2")
    with pytest.raises(BudgetSpentError):
        await spend(ledger, "0.5", "0.5")
    with caplog.at_level(logging.WARNING):
        asked = await granting.ask("ada", ["data"], WANTED)
        assert (asked.state, asked.reason) == (RequestState.WAITING, "The demo is at four")
        granted = await granting.decide(
            asked.id, replace_usd(GRANT, "1.25", "Until then"), by="root"
        )
    assert (granted.granted_usd, granted.decided_by) == (Decimal("1.25"), "root")
    await spend(ledger, "1", "0.75")
    with pytest.raises(BudgetSpentError) as caught:
        await ledger.open(to_entry(ledger.process), reserve("0.500001", EACH))
    assert caught.value.standing.limit_usd == Decimal("3.25")
    await ledger.open(to_entry(ledger.process), reserve("0.5", EACH))
    accounts = RULES.accounts("ada", ["data"], AT)
    (latest,) = (await granting.latest("ada", accounts)).values()
    assert latest == granted
    told = [one.getMessage() for one in caplog.records if one.getMessage().startswith("audit ")]
    assert '"action": "ask for more"' in told[0]
    assert '"usd": "1.250000"' in told[1]
    assert '"by": "root"' in told[1]


def replace_usd(decision: BudgetDecision, usd: str, answer: str = "") -> BudgetDecision:
    return BudgetDecision(decision=decision.decision, answer=answer, usd=Decimal(usd))


@pytest.mark.asyncio
async def test_a_pool_that_never_had_a_request_can_be_raised_and_ends_with_its_period(
    ledger: LedgerService,
    granting: Granting,
    clock: FixedClock,
) -> None:
    wanted = NewBudgetRequest(
        whose=Whose.GROUP, name="data", period=Period.MONTH, usd=Decimal(5), reason="Backfill"
    )
    asked = await granting.ask("ada", ["data"], wanted)
    await granting.decide(asked.id, GRANT, by="root")
    (now,) = await ledger.standings(reserve("0", POOL).accounts)
    assert (now.limit_usd, now.granted_usd, now.spent_usd) == (15, 5, 0)
    clock.at += timedelta(days=31)
    later = replace(RULES, budgets=(POOL,)).accounts("ada", ["data"], clock.now())
    (then,) = await ledger.standings(later)
    assert then.limit_usd == 10
    assert await granting.latest("ada", later) == {}


@pytest.mark.asyncio
async def test_asked_and_decided_by_many_at_once_it_counts_once(
    ledger: LedgerService, granting: Granting, clock: FixedClock
) -> None:
    asked = await asyncio.gather(
        *(granting.ask("ada", [], WANTED) for _ in range(5)), return_exceptions=True
    )
    assert sum(isinstance(one, ConflictError) for one in asked) == 4
    (waiting,) = await granting.waiting()
    decided = await asyncio.gather(
        *(granting.decide(waiting.id, GRANT, by=f"root{n}") for n in range(5)),
        return_exceptions=True,
    )
    assert sum(isinstance(one, ConflictError) for one in decided) == 4
    (stands,) = await ledger.standings(reserve("0", EACH).accounts)
    assert stands.granted_usd == 3
    assert await granting.waiting() == []
    clock.at += timedelta(minutes=1)
    again = await granting.ask("ada", [], WANTED)
    await granting.decide(again.id, DECLINE, by="root")
    assert [one.state for one in await granting.own("ada")] == ["declined", "granted"]
    (stands,) = await ledger.standings(reserve("0", EACH).accounts)
    assert stands.granted_usd == 3


@pytest.mark.asyncio
async def test_what_makes_no_sense_is_refused_and_nothing_is_kept(
    granting: Granting,
    clock: FixedClock,
) -> None:
    for usd in ("0", "-1", "NaN", "Infinity", "1000001", "0.0000001"):
        with pytest.raises(MalformedError, match="usd has to be"):
            await granting.ask("ada", [], ask_for(usd, "Because"))
    for reason in ("", " \n\u202e", "x" * 501):
        with pytest.raises(MalformedError, match="reason has to have 1 to 500"):
            await granting.ask("ada", [], ask_for("1", reason))
    foreign = NewBudgetRequest(
        whose=Whose.GROUP, name="data", period=Period.MONTH, usd=Decimal(1), reason="Because"
    )
    with pytest.raises(NotFoundError):
        await granting.ask("ada", ["ops"], foreign)
    assert await granting.own("ada") == []
    with pytest.raises(NotFoundError):
        await granting.decide("none", GRANT, by="root")
    asked = await granting.ask("ada", [], WANTED)
    with pytest.raises(MalformedError, match="answer has to have"):
        await granting.decide(asked.id, BudgetDecision(decision=Decision.DECLINE), by="root")
    clock.at += timedelta(days=1)
    with pytest.raises(ConflictError, match="period of this budget is over"):
        await granting.decide(asked.id, GRANT, by="root")
    assert await granting.waiting() == []


def ask_for(usd: str, reason: str) -> NewBudgetRequest:
    return NewBudgetRequest(whose=Whose.USER, period=Period.DAY, usd=Decimal(usd), reason=reason)
