"""What was done reaches the hub service once, in order, whoever is away or killed meanwhile."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from remote_claude_ext.core.clock import SystemClock
from remote_claude_ext.session.audit.event import Teller
from remote_claude_ext.session.audit.sender import Sender
from remote_claude_ext.session.journal.reports import Report, Reports
from remote_claude_ext.session.journal.store import Entry, Journal
from remote_claude_ext.wire.frames import Message, Text

pytestmark = pytest.mark.asyncio


class Hub:
    """A hub service that answers with what it is told to, and keeps what it took."""

    def __init__(self) -> None:
        self.answers: list[int] = []
        self.taken: list[str] = []
        self.asked = 0
        self.refuses = ""
        self.port = 0
        self._took = asyncio.Event()

    async def take(self, request: web.Request) -> web.Response:
        """One report."""
        assert request.headers["Authorization"] == "token made-up"
        self.asked += 1
        told: dict[str, Any] = await request.json()
        idents = [each["id"] for each in told["events"]]
        status = self.answers.pop(0) if self.answers else 204
        if self.refuses in idents:
            return web.json_response({"error": {"message": "No."}}, status=400)
        if status == 204:
            self.taken += idents
            self._took.set()
        return web.Response(status=status)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[str]:
        """Answer while the block lasts; the second time at the same port."""
        application = web.Application()
        application.router.add_post("/api/v1/audit", self.take)
        runner = web.AppRunner(application)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", self.port)
        await site.start()
        self.port = runner.addresses[0][1]
        try:
            yield f"http://127.0.0.1:{self.port}"
        finally:
            await runner.cleanup()

    async def has(self, count: int) -> None:
        """Return once so many events were taken."""
        while len(self.taken) < count:
            self._took.clear()
            await self._took.wait()


REPORT = Teller().to_report


def open_journal(folder: Path, report: Report | None = REPORT) -> Journal:
    path = folder / "journal.sqlite"
    return Journal(path, clock=SystemClock(), publish=lambda *_: None, report=report)


async def write(journal: Journal, conversation: str, count: int) -> None:
    """So many prompts, each with an answer that nobody is told."""
    for number in range(count):
        prompt = Message(
            message=f"m{number}", client_id="x", text="Hello", attachments=[], by="ada"
        )
        await journal.append(
            conversation,
            [Entry(prompt), Entry(Text(block="b", text="Hi"))],
            record=b"{}",
            claude_session="s1",
        )


async def run(journal: Journal, url: str) -> Sender:
    sender = Sender(Reports(lambda: journal), url, "made-up")
    sender.start()
    return sender


async def left(journal: Journal, count: int) -> None:
    """Return once so many events wait."""
    while len(await Reports(lambda: journal).find(0, 10)) != count:
        pass


async def test_each_is_told_once_and_in_order_though_the_hub_fails_and_is_away(
    tmp_path: Path,
) -> None:
    hub, journal = Hub(), open_journal(tmp_path)
    async with hub.open() as url:
        pass  # nobody answers there now
    await write(journal, "c1", 130)
    sender = await run(journal, url)
    await journal.forget("c1")  # what was not told yet outlives the conversation
    hub.answers = [503, 429]
    async with hub.open():
        await hub.has(130)
        expected = [f"c1:{2 * number + 1}" for number in range(130)]
        assert hub.taken == expected
        asked = hub.asked
        sender.wake()
        await write(journal, "c2", 1)
        sender.wake()
        await hub.has(131)
        assert (hub.taken[130:], hub.asked - asked) == (["c2:1"], 1)
        await left(journal, 0)
    await sender.aclose()
    journal.close()


async def test_what_a_killed_session_had_not_told_is_told_after_its_next_start(
    tmp_path: Path,
) -> None:
    journal = open_journal(tmp_path)
    await write(journal, "c1", 3)
    # Taken by the hub service, but this session was killed before it heard so.
    again = open_journal(tmp_path)
    hub = Hub()
    async with hub.open() as url:
        sender = await run(again, url)
        await hub.has(3)
        await sender.aclose()
    again.close()
    journal.close()


async def test_one_that_is_refused_holds_no_other_back_and_is_kept(tmp_path: Path) -> None:
    hub, journal = Hub(), open_journal(tmp_path)
    await write(journal, "c1", 5)
    hub.refuses = "c1:5"
    async with hub.open() as url:
        sender = await run(journal, url)
        await hub.has(4)
        assert hub.taken == ["c1:1", "c1:3", "c1:7", "c1:9"]
        await write(journal, "c2", 1)
        sender.wake()
        await hub.has(5)
        await left(journal, 1)
        await sender.aclose()
        hub.refuses = ""
        sender = await run(journal, url)
        await hub.has(6)
        await sender.aclose()
    journal.close()


async def test_a_report_that_cannot_be_made_keeps_no_frame_out(tmp_path: Path) -> None:
    def fail(*_: object) -> bytes:
        raise ValueError("a mistake")

    journal = open_journal(tmp_path, fail)
    await write(journal, "c1", 1)
    assert len(await journal.read("c1", after=0, limit=9)) == 2
    journal.close()
    alone = open_journal(tmp_path, None)
    await write(alone, "c1", 1)
    assert await Reports(lambda: alone).find(0, 9) == []
    alone.close()
