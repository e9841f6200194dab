"""Requests to models come into the audit once, by themselves, and are joined to their turns."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from sqlalchemy import delete

from remote_claude_ext.data.engine import open_engine
from remote_claude_ext.data.schema import usage_entries
from remote_claude_ext.data.unit import Database
from remote_claude_ext.ledger import running
from remote_claude_ext.ledger.model import (
    GatewayProcess,
    Outcome,
    Tokens,
    UsageEnd,
    UsageEntry,
)
from remote_claude_ext.ledger.sealing import Sealing
from remote_claude_ext.trail.model import Event, EventQuery, NewEvent
from remote_claude_ext.trail.service import Trail
from remote_claude_ext.wire.audit import AuditKind, AuditSource
from tests.support.clock import FixedClock

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
GATEWAY = GatewayProcess(host="here", pid=1, started_at=NOW)
MADE = (AuditKind.MODEL_REQUEST,)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def trail(database: Database, clock: FixedClock) -> Trail:
    return Trail(database, clock)


@pytest.fixture
def sealing(database: Database, clock: FixedClock, trail: Trail) -> Sealing:
    return Sealing(database, clock, trail)


async def ask(database: Database, ident: str, at: datetime, **given: Any) -> None:
    """A request that began at a moment and is still under way."""
    entry = UsageEntry(
        id=ident,
        model="m",
        started_at=at,
        gateway=GATEWAY,
        agent=None,
        **{"user": "ada", "session": "one", "claude_session": "s1", **given},
    )
    await database.submit(lambda c: running.open_entry(c, entry))


async def end(database: Database, ident: str, at: datetime, *, is_late: bool = False) -> None:
    told = UsageEnd(
        outcome=Outcome.COMPLETED,
        finished_at=at,
        latency=timedelta(seconds=1),
        model="m",
        tokens=Tokens(input=10, output=5),
        cost_usd=Decimal("0.25"),
    )
    close = running.close_late if is_late else running.close_entry
    await database.submit(lambda c: close(c, ident, told) and None)
    await database.submit(running.move)


async def sealed(trail: Trail) -> list[str]:
    found = await trail.find(EventQuery(kinds=MADE), 100)
    return sorted(each.id for each in found.events)


@pytest.mark.asyncio
async def test_a_request_that_is_over_is_taken_in_once_however_many_look(
    url: str, database: Database, clock: FixedClock, trail: Trail, sealing: Sealing
) -> None:
    await database.submit(lambda c: c.execute(delete(usage_entries)) and None)
    for number in range(30):
        await ask(database, f"r{number:02}", NOW - timedelta(minutes=number))
    for number in range(29):
        await end(database, f"r{number:02}", NOW)
    other = Database(open_engine(url))
    both = (sealing, Sealing(other, clock, Trail(other, clock)))
    assert sum(await asyncio.gather(*(each.seal(whole=False) for each in both))) == 16
    assert sum(await asyncio.gather(*(each.seal(whole=True) for each in both))) == 13
    await other.aclose()
    assert await sealed(trail) == [f"usage:r{number:02}" for number in range(29)]
    # One that is given up, and turns out to have ended after all, is two events.
    await database.submit(lambda c: running.give_up(c, "r29", NOW) and None)
    await database.submit(running.move)
    assert await sealing.seal(whole=True) == 1
    await end(database, "r29", NOW, is_late=True)
    assert await sealing.seal(whole=True) == 1
    assert (await sealed(trail))[-2:] == ["usage:r29", "usage:r29:unknown"]
    # After a long time away the search begins where everything was in.
    clock.at = NOW + timedelta(days=3)
    await ask(database, "later", NOW + timedelta(days=1))
    await end(database, "later", NOW + timedelta(days=1))
    assert await sealing.seal(whole=False) == 0
    assert await sealing.seal(whole=True) == 1
    assert (await trail.verify(whole=True)).broken_why is None


def told(kind: AuditKind, second: int, turn: str, **given: Any) -> NewEvent:
    return NewEvent(
        source=AuditSource.SESSION,
        kind=kind,
        at=NOW + timedelta(seconds=second),
        conversation="c1",
        turn=turn,
        **{"id": f"{turn}:{kind}", "user": "ada", "session": "one", "claude_session": "s1"} | given,
    )


def names(events: list[Event]) -> list[str]:
    return [each.id for each in events]


@pytest.mark.asyncio
async def test_requests_are_joined_to_the_turn_in_which_they_began(
    database: Database, clock: FixedClock, trail: Trail, sealing: Sealing
) -> None:
    clock.at = NOW + timedelta(minutes=1)
    await database.submit(lambda c: c.execute(delete(usage_entries)) and None)
    begun, over = AuditKind.TURN_STARTED, AuditKind.TURN_FINISHED
    await trail.record(
        [
            told(begun, 0, "t1", claude_session=None),
            told(over, 10, "t1"),
            told(begun, 20, "t2"),
            told(begun, 30, "t3"),
            told(over, 40, "t3", claude_session=None),
            told(begun, 0, "t1", user="bob", id="bob's"),
        ]
    )
    for ident, second, given in (
        ("first", 1, {}),
        ("second", 9, {}),
        ("between", 15, {}),
        ("third", 25, {}),
        ("fourth", 35, {}),
        ("bob's", 5, {"user": "bob"}),
        ("another session's", 5, {"session": "two"}),
        ("another claude's", 5, {"claude_session": "s2"}),
        ("a laptop's", 5, {"session": None, "claude_session": None}),
    ):
        await ask(database, ident, NOW + timedelta(seconds=second), **given)
        await end(database, ident, clock.at)
    await sealing.seal(whole=True)
    query = EventQuery(user="ada", session="one", conversation="c1", turn="t1")
    turn = await trail.turn(query)
    assert names(turn.events) == ["t1:turn.started", "t1:turn.finished"]
    assert names(turn.requests) == ["usage:first", "usage:second"]
    assert msgspec.json.decode(turn.requests[0].data)["cost_usd"] == "0.250000"
    unfinished = await trail.turn(replace(query, turn="t2"))
    assert names(unfinished.requests) == ["usage:third"]
    silent = await trail.turn(replace(query, turn="t3"))
    assert names(silent.requests) == ["usage:fourth"]
    other = await trail.turn(replace(query, user="bob", turn="t1"))
    assert names(other.requests) == ["usage:bob's"]
