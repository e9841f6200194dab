"""How a caller's connection ends that stands still, or whose server is told to stop."""

import asyncio
from contextlib import suppress

import pytest

from remote_claude_ext.gateway.http.limits import Limits
from remote_claude_ext.gateway.http.reply import Reply
from remote_claude_ext.gateway.http.request import Request
from remote_claude_ext.gateway.http.server import Server
from tests.gateway.test_gateway_http import GET, POST, serving

HASTY = Limits(head_seconds=0.2, idle_seconds=0.1, body_seconds=0.1)


@pytest.mark.asyncio
async def test_a_connection_that_stands_still_is_ended() -> None:
    async with serving(HASTY) as served:
        assert await served.exchange(b"") == b""
        assert await served.exchange(GET[:-2]) == b""
        # A head may not be stretched by a byte now and then.
        with suppress(ConnectionError):
            assert await served.exchange(*([GET[:5]] + [b"x"] * 400)) == b""
        assert served.asked == []
        late = await served.exchange(POST + b"Content-Length: 5\r\n\r\n", b"abc")
        assert late.startswith(b"HTTP/1.1 408")
        assert (await served.exchange(GET)).startswith(b"HTTP/1.1 200 OK")


@pytest.mark.asyncio
async def test_told_to_stop_it_ends_what_is_idle_and_finishes_what_is_asked() -> None:
    go_on = asyncio.Event()

    async def answer(request: Request) -> Reply:
        await go_on.wait()
        return Reply(body=b"late")

    server = Server(answer, Reply(status=400))
    port = await server.listen("127.0.0.1", 0)
    idle, other = await asyncio.open_connection("127.0.0.1", port)
    busy, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(GET)
    await asyncio.sleep(0.05)
    server.stop()
    assert await idle.read() == b""
    other.close()
    go_on.set()
    received = await busy.read()
    assert received.endswith(b"late")
    assert b"Connection: close" in received
    writer.close()
    await server.aclose()
