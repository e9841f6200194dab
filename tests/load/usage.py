"""How long reports of a month take with a million requests in it: `python -m tests.load.usage`."""

import asyncio
import random
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert

from remote_claude_ext.core.ids import new_id
from remote_claude_ext.data.engine import open_engine
from remote_claude_ext.data.migrate import upgrade
from remote_claude_ext.data.schema import usage_entries
from remote_claude_ext.data.unit import Database
from remote_claude_ext.ledger.model import Client
from remote_claude_ext.ledger.reports import UsageReports
from remote_claude_ext.ledger.rollup import By, UsageQuery
from tests.load.console import run
from tests.load.table import Figure
from tests.support.clock import FixedClock

ENTRIES = 1_000_000
USERS, MODELS, DAYS = 300, 4, 30
NOW = datetime(2026, 11, 30, 23, 0, tzinfo=UTC)
PART = 20_000
QUERIES = {
    "the month, day by day": (By.DAY,),
    "by user": (By.USER,),
    "by group": (By.GROUP,),
    "by model and day": (By.MODEL, By.DAY),
    "by session": (By.SESSION,),
}


def rows(dice: random.Random) -> Iterator[dict[str, Any]]:
    """One entry after the other, spread over thirty days."""
    for number in range(ENTRIES):
        user = dice.randrange(USERS)
        yield {
            "id": new_id(),
            "user": f"user-{user}",
            "session": f"session-{user}-{dice.randrange(3)}",
            "model": f"model-{dice.randrange(MODELS)}",
            "client": Client.PANEL,
            "groups": f'["group-{user % 12}"]',
            "outcome": "completed",
            "status": 200,
            "input_tokens": 10,
            "output_tokens": 500,
            "cache_read_tokens": 20_000,
            "cache_write_5m_tokens": 300,
            "cache_write_1h_tokens": 0,
            "web_searches": 0,
            "cost_usd": Decimal(dice.randrange(1, 10**6)).scaleb(-6),
            "started_at": NOW - timedelta(seconds=DAYS * 86_400 * (1 - number / ENTRIES)),
            "finished_at": NOW,
            "first_byte_ms": 500,
            "latency_ms": 5000,
            "gateway_host": "here",
            "gateway_pid": 1,
            "gateway_started_at": NOW,
        }


def fill(url: str) -> None:
    """Write them."""
    engine = open_engine(url)
    part: list[dict[str, Any]] = []
    with engine.connect() as connection:
        for row in rows(random.Random(7)):  # noqa: S311 (the same each time)
            part.append(row)
            if len(part) == PART:
                connection.execute(insert(usage_entries), part)
                connection.commit()
                part = []
    engine.dispose()


async def measure(reports: UsageReports, rounds: int) -> dict[str, float]:
    """The median time of each report, in milliseconds."""
    found = {}
    for name, by in QUERIES.items():
        query = UsageQuery(first=date(2026, 11, 1), last=date(2026, 11, 30), by=by)
        times = []
        for _ in range(rounds):
            began = time.perf_counter()
            await reports.find(query)
            times.append(1000 * (time.perf_counter() - began))
        found[name] = median(times)
    return found


def reports_of_a_month(folder: Path, rounds: int) -> Iterator[Figure]:
    """Each report with rollups, against counting the same entries one by one."""
    url = f"sqlite:///{folder}/usage.sqlite"
    upgrade(url)
    fill(url)
    counted, rolled = asyncio.run(compare(url, rounds))
    for name, base in counted.items():
        yield Figure(name=name, value=rolled[name], unit="ms", base=base, than="no rollups")


async def compare(url: str, rounds: int) -> tuple[dict[str, float], dict[str, float]]:
    """The times before and after the days are added up; with them those of a page of requests."""
    database = Database(open_engine(url))
    keep = timedelta(days=400)
    reports = UsageReports(database, FixedClock(NOW), ZoneInfo("UTC"), keep=keep)
    counted = await measure(reports, rounds)
    await reports.roll()
    rolled = await measure(reports, rounds)
    for found, place in ((counted, None), (rolled, (NOW - timedelta(days=20), "x"))):
        began = time.perf_counter()
        await reports.entries(user="user-7", after=place, limit=100)
        found["100 requests of a user, from the middle"] = 1000 * (time.perf_counter() - began)
    await database.aclose()
    return counted, rolled


if __name__ == "__main__":
    raise SystemExit(run("tests.load.usage", __doc__, {"reports": reports_of_a_month}))
