"""Entries are opened, closed and settled; a repeated write changes nothing."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import psutil
import pytest
from msgspec import structs

from remote_claude_ext.core.clock import SystemClock
from remote_claude_ext.core.ids import new_id
from remote_claude_ext.data.unit import Database
from remote_claude_ext.ledger import running
from remote_claude_ext.ledger.model import (
    GatewayProcess,
    Outcome,
    Tokens,
    UsageEnd,
    UsageEntry,
    UsageRecord,
)
from remote_claude_ext.ledger.service import LedgerService, this_process

AT = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
END = UsageEnd(
    outcome=Outcome.COMPLETED,
    finished_at=AT + timedelta(seconds=3),
    latency=timedelta(seconds=3),
    model="claude-sonnet-5-5",
    status=200,
    request_id="req_1",
    first_byte=timedelta(milliseconds=250),
    tokens=Tokens(
        input=1, output=2, cache_read=3, cache_write_5m=4, cache_write_1h=5, web_searches=6
    ),
    cost_usd=Decimal("0.123456"),
    note="told",
)


@pytest.fixture
def ledger(database: Database) -> LedgerService:
    return LedgerService(database, SystemClock(), this_process())


def to_entry(gateway: GatewayProcess, *, user: str = "alice", at: datetime = AT) -> UsageEntry:
    return UsageEntry(
        id=new_id(),
        user=user,
        session="one",
        claude_session="c-1",
        agent=None,
        model="claude-sonnet-5-5",
        started_at=at,
        gateway=gateway,
    )


@pytest.mark.asyncio
async def test_an_entry_is_open_until_it_is_closed_and_keeps_everything(
    ledger: LedgerService,
) -> None:
    entry = to_entry(ledger.process)
    await ledger.open(entry)
    [kept] = await ledger.find()
    assert kept == UsageRecord(entry=entry, outcome=Outcome.OPEN, end=None)
    await ledger.close(entry.id, END)
    [kept] = await ledger.find()
    assert kept == UsageRecord(entry=entry, outcome=Outcome.COMPLETED, end=END)


@pytest.mark.asyncio
async def test_a_repeated_write_changes_nothing(database: Database, ledger: LedgerService) -> None:
    entry = to_entry(ledger.process)
    assert await database.submit(lambda c: running.open_entry(c, entry)) is True
    assert await database.submit(lambda c: running.open_entry(c, entry)) is False
    assert await database.submit(lambda c: running.close_entry(c, entry.id, END)) is True
    other = structs.replace(END, outcome=Outcome.FAILED, cost_usd=Decimal(9))
    assert await database.submit(lambda c: running.close_entry(c, entry.id, other)) is False
    assert await database.submit(lambda c: running.open_entry(c, entry)) is False
    [kept] = await ledger.find()
    assert kept.end == END


@pytest.mark.asyncio
async def test_entries_are_found_by_user_the_newest_first(ledger: LedgerService) -> None:
    for minute in range(3):
        moment = AT + timedelta(minutes=minute)
        await ledger.open(to_entry(ledger.process, at=moment))
        await ledger.open(to_entry(ledger.process, at=moment, user="bob"))
    found = await ledger.find(user="alice", limit=2)
    assert [one.entry.started_at.minute for one in found] == [2, 1]
    assert {one.entry.user for one in found} == {"alice"}


def dead_process() -> GatewayProcess:
    """A process of this host that was, and is no more."""
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    started = datetime.fromtimestamp(psutil.Process(child.pid).create_time(), UTC)
    child.communicate(b"\n")
    return replace(this_process(), pid=child.pid, started_at=started)


@pytest.mark.asyncio
async def test_only_what_dead_gateways_left_open_becomes_unknown(ledger: LedgerService) -> None:
    mine = this_process()
    reused = replace(mine, started_at=mine.started_at - timedelta(hours=1))
    elsewhere = replace(mine, host="another-host")
    now = datetime.now(UTC)
    entries = {
        "living": to_entry(mine, at=now),
        "dead": to_entry(dead_process(), at=now),
        "another process with the same id": to_entry(reused, at=now),
        "another host": to_entry(elsewhere, at=now),
        "another host, two days ago": to_entry(elsewhere, at=now - timedelta(days=2)),
    }
    for entry in entries.values():
        await ledger.open(entry)
    assert await ledger.sweep() == 3
    assert await ledger.sweep() == 0
    outcomes = {one.entry.id: one.outcome for one in await ledger.find()}
    assert {name: outcomes[entry.id] for name, entry in entries.items()} == {
        "living": Outcome.OPEN,
        "dead": Outcome.UNKNOWN,
        "another process with the same id": Outcome.UNKNOWN,
        "another host": Outcome.OPEN,
        "another host, two days ago": Outcome.UNKNOWN,
    }


@pytest.mark.asyncio
async def test_a_gateway_whose_clock_was_set_does_not_take_itself_for_dead(
    database: Database,
) -> None:
    before = this_process()  # its start, as it was told then
    mine = replace(before, started_at=before.started_at - timedelta(hours=1))
    ledger = LedgerService(database, SystemClock(), mine)
    entry = to_entry(mine, at=datetime.now(UTC))
    await ledger.open(entry)
    assert await ledger.sweep() == 0
    [kept] = await ledger.find()
    assert kept.outcome is Outcome.OPEN


@pytest.mark.asyncio
async def test_an_end_that_comes_after_the_sweep_is_better_than_unknown(
    ledger: LedgerService,
) -> None:
    entry = to_entry(dead_process())
    await ledger.open(entry)
    await ledger.sweep()
    await ledger.close(entry.id, END)
    [kept] = await ledger.find()
    assert kept.outcome is Outcome.COMPLETED
    assert kept.end == END


def test_this_process_is_named_by_its_id() -> None:
    assert this_process().pid == os.getpid()
