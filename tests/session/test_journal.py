"""The journal: numbered without gaps, on disk before anybody hears of it."""

import asyncio
import multiprocessing
import os
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest

from remote_claude_ext.core.clock import SystemClock
from remote_claude_ext.session.journal.store import Entry, Journal, JournalError, Stored
from remote_claude_ext.wire.frames import Text
from remote_claude_ext.wire.framing import Header

pytestmark = pytest.mark.asyncio


def ignore(conversation: str, frames: Sequence[Stored]) -> None:
    """Nobody listens."""


def text(number: int) -> Entry:
    return Entry(Text(block=f"b{number}", text="x" * 100), turn="t")


async def test_appends_at_once_are_numbered_without_gaps_and_published_in_order(
    tmp_path: Path,
) -> None:
    heard: list[int] = []
    journal = Journal(
        tmp_path / "journal.sqlite",
        clock=SystemClock(),
        publish=lambda _, frames: heard.extend(frame.seq for frame in frames),
    )
    await asyncio.gather(*(journal.append("c", [text(n), text(-n)]) for n in range(100)))
    stored = await journal.read("c", after=0, limit=1000)
    journal.close()
    assert [seq for seq, _ in stored] == heard == list(range(1, 201))
    assert [msgspec.json.decode(frame, type=Header).seq for _, frame in stored] == heard


async def test_each_conversation_has_its_own_numbers(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.sqlite", clock=SystemClock(), publish=ignore)
    await journal.append("a", [text(1)], record=b"A")
    await journal.append("b", [text(1), text(2)], record=b"B")
    saved = {each.conversation: (each.record, each.last_seq) for each in journal.saved()}
    assert saved == {"a": (b"A", 1), "b": (b"B", 2)}
    await journal.forget("a")
    assert [each.conversation for each in journal.saved()] == ["b"]
    journal.close()


async def test_frames_are_published_although_the_caller_went_away(tmp_path: Path) -> None:
    heard: list[int] = []
    told = asyncio.Event()

    def publish(_: str, frames: Sequence[Stored]) -> None:
        heard.extend(frame.seq for frame in frames)
        told.set()

    journal = Journal(tmp_path / "journal.sqlite", clock=SystemClock(), publish=publish)
    appending = asyncio.create_task(journal.append("c", [text(1)]))
    await asyncio.sleep(0)
    appending.cancel()
    await asyncio.wait_for(told.wait(), 10)
    journal.close()
    assert heard == [1]


async def test_a_full_disk_is_an_error_that_says_what_to_do_and_passes(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.sqlite", clock=SystemClock(), publish=ignore)
    await journal.append("c", [text(1)])
    # SQLite's own limit gives the very error of a full disk, without filling one.
    full = "PRAGMA max_page_count = 1"
    await asyncio.wrap_future(journal._writer.submit(lambda to: to.execute(full) and None))
    many = [text(number) for number in range(1000)]
    with pytest.raises(JournalError, match="full") as refused:
        await journal.append("c", many)
    assert "Make room" in str(refused.value.remedy)
    room = "PRAGMA max_page_count = 100000"
    await asyncio.wrap_future(journal._writer.submit(lambda to: to.execute(room) and None))
    stored = await journal.append("c", [text(0)])
    seqs = [seq for seq, _ in await journal.read("c", after=0, limit=5000)]
    journal.close()
    assert seqs == list(range(1, stored[0].seq + 1))


def write_for_ever(path: Path, told: int) -> None:
    """In a process of its own: append, and say so once it is acknowledged."""

    async def run() -> None:
        journal = Journal(path, clock=SystemClock(), publish=ignore)
        while True:
            stored = await journal.append("c", [text(1)])
            os.write(told, stored[0].seq.to_bytes(4, "big"))

    asyncio.run(run())


async def test_what_was_acknowledged_survives_kill_9(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    hears, told = os.pipe()
    writer = multiprocessing.get_context("fork").Process(target=write_for_ever, args=(path, told))
    writer.start()
    last = 0
    while last < 50:
        last = int.from_bytes(await asyncio.to_thread(os.read, hears, 4), "big")
    writer.kill()
    writer.join()
    os.set_blocking(hears, False)
    while rest := _read_number(hears):
        last = rest
    os.close(hears)
    os.close(told)
    journal = Journal(path, clock=SystemClock(), publish=ignore)
    seqs = [seq for seq, _ in await journal.read("c", after=0, limit=100_000)]
    journal.close()
    assert seqs[:last] == list(range(1, last + 1))
    assert seqs == list(range(1, len(seqs) + 1))


def _read_number(pipe: int) -> int:
    try:
        return int.from_bytes(os.read(pipe, 4), "big")
    except BlockingIOError:
        return 0
