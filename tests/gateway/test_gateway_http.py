"""A connection of a caller, byte by byte: what is read, what is refused, how it ends."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import pytest
import pytest_asyncio

from remote_claude_ext.gateway.http.errors import BodyBrokenError, BodySilentError, BodyTooLongError
from remote_claude_ext.gateway.http.fields import Headers, to_block
from remote_claude_ext.gateway.http.limits import Limits
from remote_claude_ext.gateway.http.reply import Reply
from remote_claude_ext.gateway.http.request import Request
from remote_claude_ext.gateway.http.server import Server

LIMITS = Limits(pipelined=4, linger_seconds=0.5, body_seconds=0.5)
MOST_BYTES = 1000
PIECES = [b"one", b"", b"two", b"x" * 5000]
WHOLE = b"".join(PIECES)
HOST = b"Host: x\r\n"
GET = b"GET /echo HTTP/1.1\r\n" + HOST + b"\r\n"
CLOSE = b"GET /close HTTP/1.1\r\nConnection: close\r\n" + HOST + b"\r\n"
PACKED = b"POST /echo HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" + HOST + b"\r\n"
STATUSES = {BodyTooLongError: 413, BodySilentError: 408, BodyBrokenError: 422}


@dataclass
class Served:
    """A server that answers with what it was asked, and what it was asked."""

    port: int = 0
    asked: list[tuple[str, str, bytes]] = field(default_factory=list)

    async def answer(self, request: Request) -> Reply:
        if request.path == "/refuse":
            return Reply(status=401, body=b"no")
        try:
            body = await request.read(MOST_BYTES)
        except tuple(STATUSES) as error:
            return Reply(status=STATUSES[type(error)])
        self.asked.append((request.method, request.target, body))
        if request.path == "/inject":
            return Reply(headers={"X-Said": "a\r\nX-Other: b"})
        if not request.path.startswith("/stream"):
            await asyncio.sleep(0.001 * (len(self.asked) == 1))
            return Reply(body=b"%d:%b" % (len(self.asked), body))
        status = int(request.query[1:] or "200")
        out = request.begin(status, b"As It Is", Headers([(b"X-One", b"1")]))
        for piece in PIECES:
            out.write(piece)
        if request.path == "/stream/broken":
            raise ConnectionError
        out.end()
        return Reply(is_sent=True)

    async def exchange(self, *pieces: bytes) -> bytes:
        """Send pieces, each on its own, and read until the server closes."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        with suppress(ConnectionError):
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
                if len(pieces) > 1:
                    await asyncio.sleep(0.001)
        try:
            return await reader.read()
        finally:
            writer.close()


@asynccontextmanager
async def serving(limits: Limits) -> AsyncIterator[Served]:
    found = Served()
    server = Server(found.answer, Reply(status=400, body=b"malformed"), limits)
    found.port = await server.listen("127.0.0.1", 0)
    try:
        yield found
    finally:
        await server.aclose()


@pytest_asyncio.fixture
async def served() -> AsyncIterator[Served]:
    async with serving(LIMITS) as found:
        yield found


POST = b"POST /echo HTTP/1.1\r\n" + HOST


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "sent",
    [
        POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
        POST + b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n",
        POST + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n",
        POST + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
        POST + b"Transfer-Encoding: xchunked\r\n\r\n",
        POST + b"Transfer-Encoding: chunked, identity\r\n\r\n",
        POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n",
        POST + b"Transfer-Encoding : chunked\r\n\r\n",
        POST.replace(b"1.1", b"1.0") + b"Transfer-Encoding: chunked\r\n\r\n",
        POST + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n",
        POST + b"Content-Length: 5\r\nContent-Length: 5\r\n\r\n",
        POST + b"Content-Length: 5, 5\r\n\r\n",
        POST + b"Content-Length: +5\r\n\r\n",
        POST + b"Content-Length: -1\r\n\r\n",
        POST + b"Content-Length: 0x5\r\n\r\n",
        POST + b"Content-Length: 99999999999999999999999\r\n\r\n",
        POST + b"Content-Length : 5\r\n\r\n",
        POST + b"X-Fold: a\r\n b: c\r\n\r\n",
        POST + b" X-Space: a\r\n\r\n",
        POST + b"X-Nul: a\0b\r\n\r\n",
        POST + b"X-Cr: a\rContent-Length: 5\r\n\r\n",
        POST + b"X-Lf: a\nContent-Length: 5\r\n\r\n",
        POST + b"Upgrade: h2c\r\nConnection: upgrade\r\nContent-Length: 5\r\n\r\n",
        POST + b"Host: y\r\n\r\n",
        b"GET /echo HTTP/1.1\r\n\r\n",
        b"GET /echo HTTP/2.0\r\n" + HOST + b"\r\n",
        b"GET /echo\r\n\r\n",
        b"CONNECT 127.0.0.1:22 HTTP/1.1\r\n" + HOST + b"\r\n",
        b"GET 169.254.169.254/latest HTTP/1.1\r\n" + HOST + b"\r\n",
        b"G\0T / HTTP/1.1\r\n" + HOST + b"\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc",
        POST + b"X-N: 1\r\n" * 10_000 + b"\r\n",
        POST + b"X-Long: " + b"x" * 70_000 + b"\r\n\r\n",
        b"GET /" + b"x" * 70_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n",
    ],
)
async def test_what_may_be_understood_in_two_ways_is_refused_once_and_nothing_after_it_is_read(
    served: Served, sent: bytes
) -> None:
    smuggled = b"0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"
    received = await served.exchange(sent + smuggled)
    assert received.startswith(b"HTTP/1.1 400 ")
    assert received.count(b"HTTP/1.") == 1
    assert b"Connection: close" in received
    assert served.asked == []


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "body",
    [
        b"5\r\nabc",
        b"5\r\nabcdeX",
        b"Z\r\n",
        b"1 \r\na",
        b"1\na\n",
        b"5;" + b"e" * 70_000,
        b"-1\r\n",
    ],
)
async def test_a_chunked_body_that_is_not_well_formed_is_no_body(
    served: Served, body: bytes
) -> None:
    """One that stands still is given up; nothing that follows is read as a request."""
    received = await served.exchange(PACKED + body, b"\r\n\r\n" + GET)
    assert received[:12] in (b"HTTP/1.1 422", b"HTTP/1.1 408")
    assert received.count(b"HTTP/1.") == 1
    assert served.asked == []


@pytest.mark.asyncio
async def test_requests_are_read_the_same_wherever_they_are_cut(served: Served) -> None:
    first = b"POST /echo?a=%2F HTTP/1.1\r\nContent-Length: 5\r\n" + HOST + b"\r\nhello"
    chunks = PACKED + b"3;x=1\r\nabc\r\n1\r\nd\r\n0\r\nX-Trailer: 1\r\n\r\n"
    sent = first + chunks + CLOSE
    wanted = [("POST", "/echo?a=%2F", b"hello"), ("POST", "/echo", b"abcd"), ("GET", "/close", b"")]
    for place in range(1, len(sent)):
        served.asked.clear()
        received = await served.exchange(sent[:place], sent[place:])
        assert served.asked == wanted, place
        assert received.count(b"HTTP/1.1 200 OK") == 3, place
        bodies = [received.index(b"\r\n\r\n" + body) for body in (b"1:hello", b"2:abcd", b"3:")]
        assert bodies == sorted(bodies), place
    served.asked.clear()
    await served.exchange(*(sent[place : place + 2] for place in range(0, len(sent), 2)))
    assert served.asked == wanted


@pytest.mark.asyncio
async def test_more_requests_at_once_than_may_wait_end_the_connection_in_order(
    served: Served,
) -> None:
    received = await served.exchange(GET * 9)
    assert received.count(b"HTTP/1.1 200 OK") == 1 + LIMITS.pipelined
    assert received.count(b"HTTP/1.1 400") == 1
    assert received.endswith(b"malformed")


@pytest.mark.asyncio
@pytest.mark.parametrize("status", [200, 204, 304])
@pytest.mark.parametrize("version", [b"1.0", b"1.1"])
async def test_an_answer_in_pieces_fits_the_caller_and_its_status(
    served: Served, status: int, version: bytes
) -> None:
    head = b"GET /stream?%d HTTP/%b\r\n" % (status, version) + HOST + b"\r\n"
    received = await served.exchange(head + CLOSE if version == b"1.1" else head)
    first, _, rest = received.partition(b"\r\n\r\n")
    assert first.startswith(b"HTTP/1.1 %d As It Is\r\nX-One: 1" % status)
    body, mark, _ = rest.partition(b"HTTP/1.1 200 OK")
    assert bool(mark) == (version == b"1.1"), "it goes on where the caller wants that"
    if status != 200:
        assert (body, b"Transfer-Encoding" in first) == (b"", False)
    elif version == b"1.0":
        assert (body, b"Transfer-Encoding" in first) == (WHOLE, False)
    else:
        assert body == b"3\r\none\r\n3\r\ntwo\r\n1388\r\n" + b"x" * 5000 + b"\r\n0\r\n\r\n"


@pytest.mark.asyncio
async def test_an_answer_to_head_has_no_body(served: Served) -> None:
    received = await served.exchange(CLOSE.replace(b"GET", b"HEAD"))
    assert received.startswith(b"HTTP/1.1 200 OK")
    assert b"Content-Length: 2" in received
    assert received.endswith(b"\r\n\r\n")


@pytest.mark.asyncio
@pytest.mark.parametrize("version", [b"1.0", b"1.1"])
async def test_an_answer_that_breaks_does_not_look_whole(served: Served, version: bytes) -> None:
    sent = b"GET /stream/broken HTTP/%b\r\n" % version + HOST + b"\r\n"
    if version == b"1.0":
        with pytest.raises(ConnectionResetError):
            await served.exchange(sent)
    else:
        assert not (await served.exchange(sent)).endswith(b"0\r\n\r\n")


@pytest.mark.asyncio
async def test_a_header_with_the_end_of_a_line_in_it_is_never_sent(served: Served) -> None:
    assert await served.exchange(b"GET /inject HTTP/1.1\r\n" + HOST + b"\r\n") == b""
    for odd in ((b"X", b"a\r\nb"), (b"X", b"a\nb"), (b"X", b"a\rb"), (b"X\r\n", b"a")):
        with pytest.raises(ValueError, match="end of a line"):
            to_block(b"GET / HTTP/1.1", [odd])


@pytest.mark.asyncio
async def test_who_asks_before_sending_is_told_to_go_on_once_the_body_is_wanted(
    served: Served,
) -> None:
    asks = b"Expect: 100-continue\r\nContent-Length: %d\r\n" + HOST + b"\r\n"
    reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
    writer.write(b"POST /echo HTTP/1.1\r\n" + asks % 5)
    assert await reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
    writer.write(b"hello")
    assert (await reader.readuntil(b"hello")).startswith(b"HTTP/1.1 200 OK")
    writer.close()
    for path, length, status in ((b"/refuse", 5, b"401"), (b"/echo", MOST_BYTES + 1, b"413")):
        received = await served.exchange(b"POST " + path + b" HTTP/1.1\r\n" + asks % length)
        assert received.startswith(b"HTTP/1.1 " + status)
        assert b"100 Continue" not in received


@pytest.mark.asyncio
@pytest.mark.parametrize("path", [b"/echo", b"/refuse"])
async def test_who_is_refused_while_sending_reads_why(served: Served, path: bytes) -> None:
    """A body over the limit is refused before it is read, and drained for a moment."""
    size = 5_000_000
    head = b"POST " + path + b" HTTP/1.1\r\nContent-Length: %d\r\n" % size + HOST + b"\r\n"
    received = await served.exchange(head + b"x" * size)
    assert received[9:12] in (b"401", b"413")
    chunks = b"400\r\n" + b"x" * 1024 + b"\r\n"
    received = await served.exchange(PACKED.replace(b"/echo", path) + chunks * 20)
    assert received[9:12] in (b"401", b"413")
    assert served.asked == []
