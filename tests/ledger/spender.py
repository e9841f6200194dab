"""A gateway's ledger alone that spends until it is killed: `python -m tests.ledger.spender URL`."""

import asyncio
import random
import sys
from dataclasses import replace
from decimal import Decimal

from remote_claude_ext.core.clock import SystemClock
from remote_claude_ext.data.engine import open_engine
from remote_claude_ext.data.unit import Database
from remote_claude_ext.ledger import running
from remote_claude_ext.ledger.service import LedgerService, this_process
from tests.ledger.test_budgets import ALL, EACH, POOL, end, reserve, to_entry

CENTS = 10_000
"""Micro-dollars of a cent."""
BUDGETS = (
    replace(POOL, usd=Decimal(50)),
    replace(ALL, usd=Decimal(50), hard=True),
    replace(EACH, usd=Decimal(50), hard=False),
)
AT_ONCE = 8


async def spend(url: str) -> None:
    """Say of each request that is over what it was and what it cost."""
    database = Database(open_engine(url))
    ledger = LedgerService(database, SystemClock(), this_process())

    async def one() -> None:
        while True:
            entry = to_entry(ledger.process)
            await ledger.open(entry, reserve("0.01", *BUDGETS))
            await asyncio.sleep(0)
            usd = f"0.00{random.randrange(1000):04}"  # noqa: S311
            await ledger.close(entry.id, end(usd))
            sys.stdout.write(f"{entry.id} {usd}\n")
            sys.stdout.flush()

    async def move() -> None:
        while True:
            await database.submit(running.move)
            await asyncio.sleep(0.001)

    await asyncio.gather(move(), *(one() for _ in range(AT_ONCE)))


if __name__ == "__main__":
    asyncio.run(spend(sys.argv[1]))
