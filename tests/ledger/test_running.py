"""Entries move from where they run to where they stay: once, unnoticed, and to the micro-dollar."""

import asyncio
import random
import subprocess
import sys
import time
from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import Connection, func, select

from remote_claude_ext.core.clock import SystemClock
from remote_claude_ext.data.engine import open_engine
from remote_claude_ext.data.schema import usage_entries, usage_running
from remote_claude_ext.data.unit import Database
from remote_claude_ext.ledger import holds, running
from remote_claude_ext.ledger.budget import Account, BudgetSpentError
from remote_claude_ext.ledger.held import from_text
from remote_claude_ext.ledger.model import GatewayProcess, Outcome, UsageEntry
from remote_claude_ext.ledger.service import LedgerService, this_process
from tests.ledger.spender import AT_ONCE, BUDGETS, CENTS
from tests.ledger.test_budgets import AT, POOL, dead_process, end, reserve, to_entry
from tests.support.clock import FixedClock


@pytest.fixture
def ledger(database: Database) -> LedgerService:
    return LedgerService(database, FixedClock(AT), this_process())


def count(connection: Connection) -> tuple[int, int]:
    """How many entries run, and how many stay."""
    numbers = (select(func.count()).select_from(one) for one in (usage_running, usage_entries))
    one, other = (connection.execute(number).scalar_one() for number in numbers)
    return one, other


async def check_sums(ledger: LedgerService, accounts: tuple[Account, ...], held: Decimal) -> None:
    """What is spent is what the entries cost, and what is reserved is what is open."""
    cost = sum(one.end.cost_usd for one in await ledger.find(limit=100_000) if one.end)
    for one in await ledger.standings(accounts):
        assert (one.spent_usd, one.reserved_usd) == (cost, held)


@pytest.mark.asyncio
async def test_what_is_over_moves_by_itself_and_what_runs_stays(
    database: Database, ledger: LedgerService
) -> None:
    over, open_ = to_entry(ledger.process), to_entry(ledger.process)
    for entry in (over, open_):
        await ledger.open(entry, reserve("0.5", POOL))
    await ledger.close(over.id, end("0.25"))
    before = await ledger.find()
    assert len(before) == 2
    deadline = time.monotonic() + 30
    while await database.read(count) != (1, 1):
        assert time.monotonic() < deadline
        await asyncio.sleep(0.02)
    assert await ledger.find() == before
    await check_sums(ledger, reserve("0", POOL).accounts, Decimal("0.5"))


@pytest.mark.asyncio
@pytest.mark.parametrize("is_moved", [False, True])
async def test_an_end_counts_once_wherever_its_entry_is(
    database: Database, ledger: LedgerService, *, is_moved: bool
) -> None:
    wanted = reserve("0.5", POOL)
    known, given_up = to_entry(ledger.process), to_entry(ledger.process)
    for entry in (known, given_up):
        await ledger.open(entry, wanted)
    await ledger.close(known.id, end("0.1"))

    def give_up(connection: Connection) -> None:
        assert running.give_up(connection, given_up.id, AT)
        asked = select(usage_running.c.held).where(usage_running.c.id == given_up.id)
        held = connection.execute(asked).scalar_one()
        assert held is not None
        holds.lock(connection)
        holds.settle(connection, from_text(held), Decimal(0), is_released=False)

    await database.submit(give_up)
    if is_moved:
        await database.submit(running.move)
        assert await database.read(count) == (0, 2)
    for _ in range(2):
        await ledger.close(known.id, end("0.3"))
        await ledger.close(given_up.id, end("0.2"))
    await database.submit(running.move)
    found = {one.entry.id: one.end.cost_usd for one in await ledger.find() if one.end}
    assert found == {known.id: Decimal("0.1"), given_up.id: Decimal("0.2")}
    await check_sums(ledger, wanted.accounts, Decimal(0))


class Walk:
    """Requests of a living and of a dead gateway, in any order."""

    def __init__(self, database: Database, ledger: LedgerService, dice: random.Random) -> None:
        self._database = database
        self._ledger = ledger
        self._dice = dice
        self._dead = replace(ledger.process, pid=dead_process(), started_at=AT)
        self._open: dict[str, tuple[GatewayProcess, Decimal]] = {}
        self._over: list[str] = []

    @property
    def held(self) -> Decimal:
        """What open requests have reserved."""
        return sum((usd for _, usd in self._open.values()), start=Decimal(0))

    async def step(self) -> None:
        """Do one thing or another."""
        steps = (self._begin, self._end, self._end_again, self._sweep, self._move)
        await self._dice.choices(steps, (40, 30, 10, 5, 15))[0]()

    def _usd(self) -> str:
        return f"{Decimal(self._dice.randrange(20 * CENTS)).scaleb(-6):f}"

    async def _begin(self) -> None:
        entry, usd = to_entry(self._dice.choice((self._ledger.process, self._dead))), self._usd()
        try:
            await self._ledger.open(entry, reserve(usd, *BUDGETS))
        except BudgetSpentError:
            self._over.append(entry.id)
        else:
            self._open[entry.id] = entry.gateway, Decimal(usd)

    async def _end(self) -> None:
        if self._open:
            ident = self._dice.choice([*self._open])
            del self._open[ident]
            self._over.append(ident)
            await self._ledger.close(ident, end(self._usd()))

    async def _end_again(self) -> None:
        if self._over:
            await self._ledger.close(self._dice.choice(self._over), end(self._usd()))

    async def _sweep(self) -> None:
        gone = [ident for ident, (process, _) in self._open.items() if process == self._dead]
        assert await self._ledger.sweep() == len(gone)
        for ident in gone:
            del self._open[ident]
        self._over += gone

    async def _move(self) -> None:
        await self._database.submit(running.move)


@pytest.mark.asyncio
@pytest.mark.parametrize("seed", range(4))
async def test_whatever_happens_in_whatever_order_it_adds_up(
    database: Database, ledger: LedgerService, seed: int
) -> None:
    walk = Walk(database, ledger, random.Random(seed))  # noqa: S311 (the same each time)
    accounts = reserve("0", *BUDGETS).accounts
    for _ in range(150):
        await walk.step()
        await check_sums(ledger, accounts, walk.held)


async def end_all(ledger: LedgerService, mine: list[UsageEntry]) -> None:
    """Write the ends of these, one after the other."""
    for entry in mine:
        await ledger.close(entry.id, end("0.003"))


async def move_until(is_done: asyncio.Event, database: Database) -> None:
    """Move what is over, again and again."""
    while not is_done.is_set():
        await database.submit(running.move, hasty=True)
        await asyncio.sleep(0)


async def look_until(is_done: asyncio.Event, ledger: LedgerService, number: int) -> None:
    """See each entry once, again and again."""
    while not is_done.is_set():
        found = [one.entry.id for one in await ledger.find(limit=1000)]
        assert (len(found), len({*found})) == (number, number)


@pytest.mark.asyncio
async def test_two_who_move_while_others_end_and_read_lose_and_double_nothing(url: str) -> None:
    databases = [Database(open_engine(url, lock_seconds=30)) for _ in range(3)]
    ledgers = [LedgerService(one, FixedClock(AT), this_process()) for one in databases]
    wanted, number = reserve("0.01", POOL), 60
    entries = [to_entry(ledgers[0].process) for _ in range(number)]
    half, is_done = number // 2, asyncio.Event()
    try:
        for entry in entries:
            await ledgers[0].open(entry, wanted)
        others = [asyncio.create_task(move_until(is_done, one)) for one in databases[:2]]
        others.append(asyncio.create_task(look_until(is_done, ledgers[2], number)))
        await asyncio.gather(
            end_all(ledgers[0], entries[:half]), end_all(ledgers[1], entries[half:])
        )
        is_done.set()
        await asyncio.gather(*others)
        await databases[0].submit(running.move)
        assert await databases[0].read(count) == (0, number)
        assert {one.outcome for one in await ledgers[0].find()} == {Outcome.COMPLETED}
        await check_sums(ledgers[0], wanted.accounts, Decimal(0))
    finally:
        is_done.set()
        for one in databases:
            await one.aclose()


def spend_until_killed(url: str, lines: int) -> dict[str, Decimal]:
    """Kill -9 of a gateway that has told of so many ends; what it told, and what each cost."""
    command = [sys.executable, "-m", "tests.ledger.spender", url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        told = [child.stdout.readline() for _ in range(lines)]
        child.kill()
        told += child.stdout.readlines()
    whole = [line.split() for line in told if line.endswith("\n")]
    return {ident: Decimal(usd) for ident, usd in whole}


@pytest.mark.asyncio
async def test_a_gateway_that_is_killed_leaves_everything_adding_up(
    url: str, database: Database
) -> None:
    dice = random.Random(7)  # noqa: S311 (the same each time)
    ledger = LedgerService(database, SystemClock(), this_process())
    acknowledged: dict[str, Decimal] = {}
    for _ in range(4):
        lines = dice.randrange(20, 200)
        acknowledged |= await asyncio.to_thread(spend_until_killed, url, lines)
        await ledger.sweep()
    found = {one.entry.id: one.end for one in await ledger.find(limit=100_000)}
    told = {ident: known.cost_usd for ident, known in found.items() if known is not None}
    assert {ident: told[ident] for ident in acknowledged} == acknowledged
    assert len(found) - len(acknowledged) <= 4 * AT_ONCE
    assert (await database.read(count))[0] == 0
    accounts = reserve("0", *BUDGETS).accounts
    await check_sums(ledger, accounts, Decimal(0))
    assert (await ledger.standings(accounts))[0].spent_usd > 0
