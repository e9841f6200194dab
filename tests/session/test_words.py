"""What was said is found at once, in older journals, after kill -9, and never once deleted."""

import asyncio
import multiprocessing
import os
import sqlite3
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from remote_claude_ext.core.clock import SystemClock
from remote_claude_ext.session.history.rules import to_expression
from remote_claude_ext.session.journal import words
from remote_claude_ext.session.journal.finding import FIND, NEWEST
from remote_claude_ext.session.journal.store import Entry, Journal, SearchUnavailableError, Stored
from remote_claude_ext.wire.frames import Message, Text, Thinking
from tests.support.long import write_long

pytestmark = pytest.mark.asyncio


def ignore(conversation: str, frames: Sequence[Stored]) -> None:
    """Nobody listens."""


@asynccontextmanager
async def opened(path: Path, *, is_indexed: bool = True) -> AsyncIterator[Journal]:
    """The journal, with its index going on."""
    journal = Journal(path, clock=SystemClock(), publish=ignore)
    indexing = asyncio.create_task(journal.index())
    if is_indexed:
        await whole(journal)
    yield journal
    indexing.cancel()
    await asyncio.gather(indexing, return_exceptions=True)
    await asyncio.to_thread(journal.close)


async def whole(journal: Journal) -> None:
    """Return once everything is indexed."""
    async with asyncio.timeout(60):
        while journal.is_indexing:  # noqa: ASYNC110 (polled, as by a client)
            await asyncio.sleep(0.01)


def answer(text: str, **more: str) -> Entry:
    return Entry(Text(block="b", text=text, **more), turn="t")


def message(text: str) -> Entry:
    return Entry(Message(message="m", client_id="c", text=text, attachments=[], by="ada"))


async def find(
    journal: Journal,
    query: str,
    *,
    within: Sequence[str] = ("a", "b", "c", "fork"),
    before: int = NEWEST,
    limit: int = 50,
) -> list[str]:
    """Where it was said, as `conversation/number`, the newest first."""
    found = await journal.find(to_expression(query), before=before, within=within, limit=limit)
    return [f"{each.conversation}/{each.seq}" for each in found]


def check(path: Path) -> int:
    """How much is indexed, once SQLite has compared the index with the frames; it raises."""
    connection = sqlite3.connect(path)
    connection.execute("INSERT INTO words (words, rank) VALUES ('integrity-check', 1)")
    (count,) = connection.execute("SELECT count(*) FROM said").fetchone()
    connection.close()
    return int(count)


async def test_messages_and_answers_are_found_at_once_the_newest_first(tmp_path: Path) -> None:
    async with opened(tmp_path / "j.sqlite") as journal:
        await journal.append("a", [message("Where do the pears grow?")])
        await journal.append("b", [answer("A pear tree stands in the Garten of Änne.")])
        await journal.append("a", [answer("Pear trees, in two rows.")])
        await journal.append("b", [Entry(Thinking(block="t", text="pear"))])
        await journal.append("b", [answer("A subagent saw a pear.", parent="tool-1")])
        assert await find(journal, "pear") == ["a/2", "b/1", "a/1"]
        assert await find(journal, "PE tre") == ["a/2", "b/1"]
        assert await find(journal, '"pear tree"') == ["b/1"]
        assert await find(journal, "anne gart") == ["b/1"]
        assert await find(journal, "pear", within=["a"]) == ["a/2", "a/1"]
        (found,) = await journal.find('"rows"*', before=NEWEST, within=["a"], limit=1)
        assert (found.kind, found.by) == ("text", None)
        assert found.snippet == "Pear trees, in two \ufdd0rows\ufdd1."
        (asked,) = await journal.find('"grow"', before=NEWEST, within=["a"], limit=1)
        assert (asked.kind, asked.by) == ("message", "ada")


async def test_pages_end_where_the_next_begins_whatever_is_said_meanwhile(tmp_path: Path) -> None:
    async with opened(tmp_path / "j.sqlite") as journal:
        await journal.append("a", [answer(f"plum {number}") for number in range(25)])
        seen: list[int] = []
        before = NEWEST
        while page := await journal.find('"plum"', before=before, within=["a"], limit=10):
            seen += [each.seq for each in page]
            before = page[-1].number
            await journal.append("a", [answer("another plum")])
        assert seen == list(range(25, 0, -1))


async def test_no_page_is_sorted_or_searched_for_without_the_index(tmp_path: Path) -> None:
    path = tmp_path / "j.sqlite"
    async with opened(path):
        connection = sqlite3.connect(path)
        values = ("", "", 1, '"a"*', NEWEST, "[]", 50)
        rows = connection.execute(f"EXPLAIN QUERY PLAN {FIND}", values).fetchall()
        connection.close()
    plan = [step for *_, step in rows]
    assert not [step for step in plan if "TEMP B-TREE" in step]
    scanned = [step for step in plan if step.startswith("SCAN") and "json_each" not in step]
    assert len(scanned) == 1
    # The index gives its rows below a number, in the order in which they are wanted.
    assert scanned[0].startswith("SCAN words VIRTUAL TABLE INDEX")
    assert scanned[0].endswith("M1<")


async def test_an_older_journal_is_indexed_while_it_is_used(tmp_path: Path) -> None:
    path = tmp_path / "j.sqlite"
    long = write_long(path, messages=2000)
    async with opened(path, is_indexed=False) as journal:
        assert journal.is_indexing
        await journal.append("a", [answer("Question of the day")])
        assert await find(journal, "question day") == ["a/1"]
        await whole(journal)
        ours = [long, "a"]
        found = await journal.find('"question"', before=NEWEST, within=ours, limit=5000)
        assert len(found) == 1001
        assert found[0].conversation == "a"
        assert [each.seq for each in found[1:]] == sorted((e.seq for e in found[1:]), reverse=True)
        assert [each.at for each in found] == sorted((e.at for e in found), reverse=True)
    assert check(path) == 2001


async def test_a_fork_is_found_as_well_and_what_is_deleted_is_not(tmp_path: Path) -> None:
    path = tmp_path / "j.sqlite"
    async with opened(path) as journal:
        await journal.append("a", [message("quince?"), answer("quince!")], record=b"{}")
        await journal.copy("a", "fork", last=2, record=b"{}")
        await whole(journal)
        assert sorted(await find(journal, "quince")) == ["a/1", "a/2", "fork/1", "fork/2"]
        await journal.forget("a")
        assert await find(journal, "quince") == ["fork/2", "fork/1"]
        await journal.forget("fork")
        assert await find(journal, "quince") == []
    assert check(path) == 0


def write_for_ever(path: Path, told: int) -> None:
    """In a process of its own: say, copy and delete while an older conversation is indexed."""

    async def run() -> None:
        async with opened(path, is_indexed=False) as journal:
            for number in range(1_000_000):
                name = uuid.uuid4().hex
                await journal.append(name, [message("a fig"), answer("two figs")], record=b"{}")
                await journal.copy(name, f"{name}-fork", last=2, record=b"{}")
                if number % 2:
                    await journal.forget(name)
                os.write(told, b".")

    asyncio.run(run())


async def test_kill_9_at_any_moment_leaves_an_index_that_is_true(tmp_path: Path) -> None:
    path = tmp_path / "j.sqlite"
    write_long(path, messages=2000)
    for round_ in range(3):
        hears, told = os.pipe()
        context = multiprocessing.get_context("fork")
        writer = context.Process(target=write_for_ever, args=(path, told))
        writer.start()
        os.close(told)
        for _ in range(2 + round_):
            assert await asyncio.to_thread(os.read, hears, 1)
        writer.kill()
        writer.join()
        os.close(hears)
        check(path)
    async with opened(path):
        pass
    connection = sqlite3.connect(path)
    (said,) = connection.execute(
        "SELECT count(*) FROM frames WHERE instr(frame, ?) OR instr(frame, ?)",
        (b'"kind":"message"', b'"kind":"text"'),
    ).fetchone()
    connection.close()
    assert check(path) == said


async def test_without_fts5_frames_are_written_and_later_found(tmp_path: Path) -> None:
    path = tmp_path / "j.sqlite"
    async with opened(path) as journal:
        await journal.append("a", [answer("a medlar")], record=b"{}")
    # Not to be had: as where SQLite was built without it.
    connection = sqlite3.connect(path, isolation_level=None)
    connection.set_authorizer(
        lambda action, *_: (
            sqlite3.SQLITE_DENY if action == sqlite3.SQLITE_CREATE_VTABLE else sqlite3.SQLITE_OK
        )
    )
    assert not words.prepare(connection)
    words.forget(connection, "a", has_words=False)
    connection.close()
    async with opened(path) as journal:
        assert await find(journal, "medlar") == ["a/1"]
    assert check(path) == 1


@pytest.mark.parametrize(
    ("damage", "count"),
    [("UPDATE words_data SET block = x'00ff00ff'", 6), ("UPDATE words_config SET v = 'x'", 0)],
)
async def test_a_broken_index_stops_nobody_and_is_made_anew_at_the_next_start(
    tmp_path: Path, damage: str, count: int
) -> None:
    path = tmp_path / "j.sqlite"
    async with opened(path) as journal:
        await journal.append("a", [answer("a cherry")], record=b"{}")
    connection = sqlite3.connect(path)
    with connection:
        connection.execute(damage)
    connection.close()
    async with opened(path) as journal:
        stored = await asyncio.gather(
            *(journal.append("a", [answer("two cherries")]) for _ in range(5))
        )
        assert [each.seq for (each,) in stored] == [2, 3, 4, 5, 6]
        with pytest.raises(SearchUnavailableError) as refused:
            await find(journal, "cherr")
        assert refused.value.code == "search_unavailable"
    async with opened(path) as journal:
        if count:
            assert await find(journal, "cherr") == [f"a/{seq}" for seq in range(count, 0, -1)]
        else:
            # What SQLite cannot even throw away stays as it is; conversations go on.
            assert [each.seq for each in await journal.append("a", [answer("more")])] == [7]
    if count:
        assert check(path) == count


async def test_only_the_beginning_of_an_endless_text_is_indexed(tmp_path: Path) -> None:
    path = tmp_path / "j.sqlite"
    async with opened(path) as journal:
        await journal.append("a", [message("first " + "x " * 40_000 + "last")])
        await journal.append("a", [answer("zero \0 byte"), answer("\ud7ff 日本語")])
        assert await find(journal, "first") == ["a/1"]
        assert await find(journal, "last") == []
        assert await find(journal, "zero") == ["a/2"]
        assert await find(journal, "日本") == ["a/3"]
    assert check(path) == 3
