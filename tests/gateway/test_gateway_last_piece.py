"""The last piece of an answer goes out with its end, unless the ledger has to be waited for."""

import asyncio
import sqlite3

import pytest
from sqlalchemy.engine import make_url

from remote_claude_ext.ledger.model import Outcome
from tests.gateway.hub import RealHub
from tests.gateway.provider import STREAM, Asked, Provider, Wire
from tests.gateway.running import Running

FIRST, LAST = STREAM[:200], STREAM[200:]
END = b"%x\r\n%b\r\n0\r\n\r\n" % (len(LAST), LAST)


class InTwo:
    """Sends the first piece, and the last one with the end in one write when told to."""

    def __init__(self) -> None:
        self.go_on = asyncio.Event()

    async def answer(self, wire: Wire, _asked: Asked) -> None:
        await wire.head("200 OK", "Content-Type: text/event-stream", "Transfer-Encoding: chunked")
        await wire.chunk(FIRST)
        await self.go_on.wait()
        self.go_on.clear()
        await wire.send(END)


class OfKnownLength:
    """Locks the ledger, which has the entry, then sends an answer whose length it says first."""

    def __init__(self, database: str, pieces: tuple[bytes, ...]) -> None:
        self.lock = sqlite3.connect(database, isolation_level=None)
        self.is_sent = asyncio.Event()
        self._pieces = pieces

    async def answer(self, wire: Wire, _asked: Asked) -> None:
        self.lock.execute("BEGIN IMMEDIATE")
        length = f"Content-Length: {sum(map(len, self._pieces))}"
        await wire.head("200 OK", "Content-Type: text/event-stream", length)
        await wire.send(*self._pieces)
        self.is_sent.set()


@pytest.mark.asyncio
@pytest.mark.parametrize("pieces", [(STREAM,), (FIRST, LAST)])
async def test_who_knows_the_length_has_the_end_when_it_is_recorded(
    gateway: Running, hub: RealHub, upstream: Provider, pieces: tuple[bytes, ...]
) -> None:
    script = OfKnownLength(str(make_url(gateway.settings.database_url).database), pieces)
    upstream.script = script.answer

    async def ask() -> tuple[bytes, list[Outcome]]:
        async with gateway.post(hub.session_token("alice", "one")) as answer:
            body = await answer.read()
            return body, [record.outcome for record in gateway.records]

    asking = asyncio.create_task(ask())
    await script.is_sent.wait()
    await asyncio.wait({asking}, timeout=0.2)  # time for an end that comes too early
    script.lock.execute("ROLLBACK")
    script.lock.close()
    assert await asking == (STREAM, [Outcome.COMPLETED])


@pytest.mark.asyncio
async def test_a_last_piece_does_not_wait_for_a_ledger_that_is_locked(
    gateway: Running, hub: RealHub, upstream: Provider
) -> None:
    script = InTwo()
    upstream.script = script.answer
    database = str(make_url(gateway.settings.database_url).database)
    async with gateway.post(hub.session_token("alice", "one")) as answer:
        assert await answer.content.readexactly(len(FIRST)) == FIRST
        other = sqlite3.connect(database, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        script.go_on.set()
        assert await answer.content.readexactly(len(LAST)) == LAST
        assert not answer.content.is_eof()
        assert [record.outcome for record in gateway.records] == [Outcome.OPEN]
        other.execute("ROLLBACK")
        other.close()
        assert await answer.read() == b""
    [record] = await gateway.closed()
    assert record.outcome is Outcome.COMPLETED
