"""Gateways that take each other for dead while they spend: no deadlock, and all adds up."""

import asyncio
import random
from collections.abc import AsyncIterator
from decimal import Decimal

import pytest
import pytest_asyncio

from remote_claude_ext.core.clock import SystemClock
from remote_claude_ext.data.engine import open_engine
from remote_claude_ext.data.unit import Database
from remote_claude_ext.ledger import running, service
from remote_claude_ext.ledger.model import Outcome
from remote_claude_ext.ledger.service import LedgerService, this_process
from tests.ledger.spender import BUDGETS
from tests.ledger.test_budgets import end, reserve, to_entry

WORKERS, REQUESTS = 12, 15


@pytest_asyncio.fixture
async def databases(url: str) -> AsyncIterator[list[Database]]:
    """Three processes' ways to one database."""
    made = [Database(open_engine(url, lock_seconds=30)) for _ in range(3)]
    yield made
    for one in made:
        await one.aclose()


async def spend(ledger: LedgerService, dice: random.Random) -> Decimal:
    """What the requests cost that budgets pay for; others run between them."""
    cost = Decimal(0)
    for _ in range(REQUESTS):
        entry, usd = to_entry(ledger.process), f"0.00{dice.randrange(1000):04}"
        is_held = dice.random() < 0.7
        await ledger.open(entry, reserve("0.01", *BUDGETS) if is_held else None)
        await asyncio.sleep(dice.random() / 100)
        await ledger.close(entry.id, end(usd))
        cost += Decimal(usd) if is_held else 0
    return cost


async def disturb(is_done: asyncio.Event, database: Database, ledger: LedgerService) -> None:
    """Sweep and move, again and again."""
    while not is_done.is_set():
        await ledger.sweep()
        await database.submit(running.move)
        await asyncio.sleep(0)


@pytest.mark.asyncio
async def test_gateways_that_take_each_other_for_dead_lose_nothing_and_never_block(
    databases: list[Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    dice = random.Random(5)  # noqa: S311 (the same each time)
    monkeypatch.setattr(service, "_is_alive", lambda _: dice.random() > 0.3)
    ledgers = [LedgerService(one, SystemClock(), this_process()) for one in databases]
    is_done = asyncio.Event()
    disturbing = [
        asyncio.create_task(disturb(is_done, *each))
        for each in zip(databases, ledgers, strict=True)
    ]
    try:
        costs = await asyncio.gather(*(spend(ledgers[n % 2], dice) for n in range(WORKERS)))
    finally:
        is_done.set()
        await asyncio.gather(*disturbing)
    found = await ledgers[2].find(limit=10_000)
    assert len({one.entry.id for one in found}) == len(found) == WORKERS * REQUESTS
    assert {one.outcome for one in found} == {Outcome.COMPLETED}
    for standing in await ledgers[2].standings(reserve("0", *BUDGETS).accounts):
        assert (standing.spent_usd, standing.reserved_usd) == (sum(costs), 0)
