"""Nobody pays for tokens that nobody reads, and nothing grows while somebody reads slowly."""

import asyncio

import psutil
import pytest

from remote_claude_ext.ledger.model import Outcome
from tests.gateway.hub import RealHub
from tests.gateway.provider import SSE, STREAM, Asked, Provider, Wire
from tests.gateway.running import Running, until

SOON_SECONDS = 1.0


@pytest.mark.asyncio
async def test_a_caller_that_leaves_in_mid_stream_stops_the_provider_at_once(
    gateway: Running, hub: RealHub, upstream: Provider
) -> None:
    async def stream(wire: Wire, asked: Asked) -> None:
        await wire.head("200 OK", *SSE)
        await wire.chunk(STREAM[: STREAM.index(b"event: message_delta")])
        while True:
            await wire.chunk(b"event: ping\ndata: {}\n\n")
            await asyncio.sleep(0.01)

    upstream.script = stream
    answer = await gateway.post(hub.token("alice"))
    await answer.content.readany()
    answer.close()
    await asyncio.wait_for(upstream.asked[0].gone.wait(), SOON_SECONDS)
    [record] = await gateway.closed()
    assert record.outcome is Outcome.ABANDONED
    assert record.end is not None
    assert (record.end.tokens.input, record.end.tokens.output) == (100, 1)
    assert record.end.cost_usd > 0


@pytest.mark.asyncio
@pytest.mark.parametrize("begun", [False, True])
async def test_a_caller_that_leaves_while_the_provider_is_silent_stops_it_at_once(
    gateway: Running, hub: RealHub, upstream: Provider, *, begun: bool
) -> None:
    async def be_silent(wire: Wire, asked: Asked) -> None:
        if begun:
            await wire.head("200 OK", *SSE)
        await wire.gone()
        asked.gone.set()

    upstream.script = be_silent
    asking = asyncio.create_task(post_and_read(gateway, hub.token("alice")))
    await until(lambda: bool(upstream.asked))
    asking.cancel()
    await asyncio.wait_for(upstream.asked[0].gone.wait(), SOON_SECONDS)
    [record] = await gateway.closed()
    assert record.outcome is Outcome.ABANDONED


async def post_and_read(gateway: Running, token: str) -> bytes:
    async with gateway.post(token) as answer:
        return bytes(await answer.read())


@pytest.mark.asyncio
async def test_a_slow_caller_slows_the_provider_and_fills_no_memory(
    gateway: Running, hub: RealHub, upstream: Provider
) -> None:
    piece = b"data: " + b"x" * 65_530 + b"\n\n"
    sent = 0

    async def flood(wire: Wire, _asked: Asked) -> None:
        nonlocal sent
        await wire.head("200 OK", *SSE)
        for _ in range(800):
            await wire.chunk(piece)
            sent += len(piece)
        await wire.end()

    upstream.script = flood
    reader, writer = await gateway.raw()
    target = "/services/claude-gateway/v1/messages"
    body = b'{"model":"claude-sonnet-5-5"}'
    writer.write(
        f"POST {target} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {hub.token('alice')}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n".encode()
        + body
    )
    await writer.drain()
    # StreamReader stops reading at twice its limit: from there on this caller takes nothing.
    before, memory = -1, psutil.Process().memory_info().rss
    while sent != before or not sent:
        before = sent
        await asyncio.sleep(0.3)
    assert sent < 20_000_000
    assert psutil.Process().memory_info().rss - memory < 20_000_000
    received = 0
    while sent < 800 * len(piece) or received < sent:
        received += len(await reader.read(1_000_000))
    writer.close()
    await gateway.closed()


@pytest.mark.asyncio
async def test_a_caller_that_never_sends_its_body_is_let_go(gateway: Running, hub: RealHub) -> None:
    _, writer = await gateway.raw()
    writer.write(
        f"POST /services/claude-gateway/v1/messages HTTP/1.1\r\nHost: x\r\n"
        f"Authorization: Bearer {hub.token('alice')}\r\nContent-Length: 50\r\n\r\n".encode()
    )
    await writer.drain()
    writer.close()
    await writer.wait_closed()
    assert gateway.records == []
