"""The audit in the database: recorded once, found fast, and whatever is changed in it is found."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, text

from remote_claude_ext.core.errors import MalformedError
from remote_claude_ext.data.engine import open_engine
from remote_claude_ext.data.unit import Database
from remote_claude_ext.trail.export import check_lines, to_jsonl
from remote_claude_ext.trail.model import EventQuery, NewEvent
from remote_claude_ext.trail.service import Trail
from remote_claude_ext.wire.audit import AuditKind, AuditSource
from tests.support.clock import FixedClock
from tests.trail.conftest import begin_anew

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
KINDS = (AuditKind.PROMPT, AuditKind.TOOL_STARTED, AuditKind.TURN_FINISHED)

PAGE_OF_A_KIND = (
    "SELECT at, number FROM audit_events WHERE \"user\" = 'ada' AND kind = 'prompt'"
    " ORDER BY at DESC, number DESC LIMIT 50"
)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def trail(database: Database, clock: FixedClock) -> Trail:
    return Trail(database, clock)


def event(number: int, **given: Any) -> NewEvent:
    """One of a series, a second each, in turn of ada and bob and of three kinds."""
    return NewEvent(
        **{
            "id": f"e{number}",
            "source": AuditSource.SESSION,
            "kind": KINDS[number % 3],
            "at": NOW - timedelta(hours=1) + timedelta(seconds=number),
            "user": ("ada", "bob")[number % 2],
            "session": "one",
            "conversation": f"c{number % 4}",
            "turn": "t1",
            "data": f'{{"text":"Number {number} of 100% Straße"}}',
            **given,
        }
    )


async def change(database: Database, statement: str) -> None:
    await database.submit(lambda c: c.execute(text(statement)) and None)


async def numbers(trail: Trail, query: EventQuery, limit: int = 1000) -> list[int]:
    found = await trail.find(query, limit)
    assert found.next is None
    return [each.number for each in found.events]


@pytest.mark.asyncio
async def test_events_are_recorded_once_whoever_sends_them_at_once(
    url: str, trail: Trail, clock: FixedClock
) -> None:
    others = [Trail(Database(open_engine(url)), clock) for _ in range(2)]
    events = [event(number) for number in range(60)]
    sent = [
        each.record(events[start : start + 20])
        for each in (trail, *others)
        for start in (40, 0, 20, 10)
    ]
    assert sum(await asyncio.gather(*sent)) == 60
    head = await trail.verify(whole=True)
    assert (head.number, head.verified_number, head.broken_why) == (60, 60, None)
    assert await trail.record([events[7]]) == 0
    two = [event(90, by="first"), event(91), event(90, by="second")]
    assert await trail.record(two) == 2
    assert [each.by for each in (await trail.find(EventQuery(), 2)).events] == [None, "first"]
    for each in others:
        await each._database.aclose()


@pytest.mark.asyncio
async def test_what_is_asked_for_is_found_the_newest_first(
    trail: Trail, database: Database
) -> None:
    await trail.record([event(number) for number in range(90)])
    everything = await numbers(trail, EventQuery())
    assert everything == list(range(90, 0, -1))
    ada = await numbers(trail, EventQuery(user="ada"))
    assert ada == list(range(89, 0, -2))
    prompts = await numbers(trail, EventQuery(user="ada", kinds=(AuditKind.PROMPT,)))
    assert prompts == list(range(85, 0, -6))
    two = (AuditKind.PROMPT, AuditKind.TURN_FINISHED)
    assert len(await numbers(trail, EventQuery(kinds=two))) == 60
    start = NOW - timedelta(hours=1)
    some = EventQuery(since=start + timedelta(seconds=10), until=start + timedelta(seconds=12))
    assert await numbers(trail, some) == [12, 11]
    assert await numbers(trail, EventQuery(conversation="c1")) == list(range(90, 0, -4))
    assert await numbers(trail, EventQuery(words="NUMBER 7 ")) == [8]
    assert await numbers(trail, EventQuery(words="100%")) == everything
    assert await numbers(trail, EventQuery(words="1_0%")) == []
    assert await numbers(trail, EventQuery(user="ada", session="two")) == []
    assert await numbers(trail, EventQuery(user="ada", by="bob")) == []
    seen, after = [], None
    while True:
        page = await trail.find(EventQuery(user="bob", after=after), 7)
        seen += [each.number for each in page.events]
        if page.next is None:
            break
        after = page.next
    assert seen == list(range(90, 0, -2))
    await _indexes_are_used(database)


async def _indexes_are_used(database: Database) -> None:
    """A page of one user, of a kind or of all walks along an index: no event is sorted."""

    def explain(connection: Connection) -> str:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL enable_seqscan = off"))
        word = "EXPLAIN" if connection.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN"
        rows = connection.execute(text(f"{word} {PAGE_OF_A_KIND}"))
        return " ".join(str(row) for row in rows)

    plan = await database.read(explain)
    assert "ix_audit_events_user_kind_at_number" in plan
    assert "TEMP B-TREE" not in plan
    assert "Sort" not in plan


@pytest.mark.asyncio
async def test_words_are_looked_for_in_bounded_steps(
    trail: Trail, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("remote_claude_ext.trail.store._LOOKED_THROUGH", 10)
    await trail.record([event(number) for number in range(30)])
    steps, found, after = 0, [], None
    while True:
        page = await trail.find(EventQuery(words="Number 3 ", after=after), 5)
        steps, found = steps + 1, found + [each.number for each in page.events]
        if page.next is None:
            break
        after = page.next
    assert (steps, found) == (4, [4])


CHANGES: list[tuple[str, int, str]] = [
    ("UPDATE audit_events SET data = '{}' WHERE number = 5", 5, "changed"),
    ("UPDATE audit_events SET \"user\" = 'eve' WHERE number = 1", 1, "changed"),
    ("UPDATE audit_events SET recorded_at = at WHERE number = 9", 9, "changed"),
    ("DELETE FROM audit_events WHERE number = 4", 4, "Row 4 is missing"),
    ("DELETE FROM audit_events WHERE number <= 3", 1, "Rows 1 to 3 are missing"),
    ("DELETE FROM audit_events WHERE number > 8", 9, "Rows 9 to 10 are missing"),
    ("DELETE FROM audit_events", 1, "Rows 1 to 10 are missing"),
    ("UPDATE audit_head SET hash = 'x'", 10, "end of the chain"),
]


@pytest.mark.asyncio
async def test_whatever_is_changed_by_hand_is_found_and_named(
    trail: Trail, database: Database
) -> None:
    for statement, number, why in CHANGES:
        await database.submit(begin_anew)
        await trail.record([event(each) for each in range(10)])
        assert (await trail.verify(whole=True)).broken_why is None
        await change(database, statement)
        for whole in (True, False):
            head = await trail.verify(whole=whole)
            assert head.broken_number == number, statement
            assert why in (head.broken_why or "")


@pytest.mark.asyncio
async def test_what_is_new_is_verified_from_where_the_last_walk_ended(
    trail: Trail, database: Database
) -> None:
    await trail.record([event(number) for number in range(4)])
    assert (await trail.verify(whole=False)).verified_number == 4
    await trail.record([event(number) for number in range(4, 8)])
    assert (await trail.head()).verified_number == 4
    await change(database, "UPDATE audit_events SET turn = NULL WHERE number = 4")
    await change(database, "UPDATE audit_events SET turn = NULL WHERE number = 6")
    assert (await trail.verify(whole=False)).broken_number == 4
    assert (await trail.verify(whole=True)).broken_number == 4
    await change(database, "UPDATE audit_events SET turn = 't1'")
    head = await trail.verify(whole=False)
    assert (head.verified_number, head.broken_number) == (8, None)


@pytest.mark.asyncio
async def test_what_is_old_goes_with_a_word_that_keeps_the_rest_proven(
    trail: Trail, clock: FixedClock, database: Database
) -> None:
    await trail.record([event(number) for number in range(6)])
    clock.at = NOW + timedelta(days=2)
    await trail.record([event(number) for number in range(6, 9)])
    with pytest.raises(MalformedError):
        await trail.expire(NOW + timedelta(days=9), by="root")
    assert await trail.expire(NOW + timedelta(days=1), by="root") == 6
    assert await trail.expire(NOW + timedelta(days=1), by="root") == 0
    head = await trail.verify(whole=True)
    assert (head.verified_number, head.broken_why) == (10, None)
    (removed,) = (await trail.find(EventQuery(kinds=(AuditKind.AUDIT_EXPIRED,)), 9)).events
    assert (removed.by, '"upto":6' in removed.data) == ("root", True)
    pieces = [piece async for piece in trail.export(EventQuery())]
    checked = check_lines(to_jsonl(each for piece in pieces for each in piece).splitlines())
    assert (checked.count, checked.broken) == (4, None)
    clock.at += timedelta(days=1)
    assert await trail.expire(clock.at, by="root") == 4
    assert (await trail.verify(whole=True)).broken_why is None
    await change(database, "DELETE FROM audit_events")
    assert (await trail.verify(whole=True)).broken_why is not None


@pytest.mark.asyncio
async def test_what_is_undone_is_not_recorded_and_off_is_off(
    database: Database, clock: FixedClock
) -> None:
    trail, off = Trail(database, clock), Trail(database, clock, is_on=False)

    def note(who: Trail, *, fails: bool) -> Callable[[Connection], None]:
        def work(connection: Connection) -> None:
            who.note(connection, AuditKind.FREEZE, {"target": "user:ada"}, by="root", user="ada")
            if fails:
                raise MalformedError("no")

        return work

    await database.submit(note(off, fails=False))
    with pytest.raises(MalformedError):
        await database.submit(note(trail, fails=True))
    assert (await trail.head()).number == 0
    await database.submit(note(trail, fails=False))
    (found,) = (await trail.find(EventQuery(user="ada"), 9)).events
    assert (found.source, found.by, found.data) == ("hub", "root", '{"target":"user:ada"}')
