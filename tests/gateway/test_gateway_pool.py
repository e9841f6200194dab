"""Connections to a provider: what is an answer, and when a connection serves again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from remote_claude_ext.gateway.http.answer import Answer
from remote_claude_ext.gateway.http.errors import BrokenError, SilentError, UnreachableError
from remote_claude_ext.gateway.http.pool import Pool
from tests.gateway.provider import STREAM, Asked, Provider, Wire, provider
from tests.gateway.test_gateway_upstream import make_certificate

HEAD = b"HTTP/1.1 200 OK\r\nX-One: 1\r\n"
EMPTY = HEAD + b"Content-Length: 0\r\n\r\n"
COUNTED = HEAD + b"Content-Length: 5\r\n\r\nhello"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;x\r\nllo\r\n0\r\nX-T: 1\r\n\r\n"
MOST_BYTES = 10_000_000


class Says:
    """A provider that writes these pieces, each on its own, and perhaps goes away after them."""

    def __init__(self, *pieces: bytes, ends: bool = False) -> None:
        self._pieces = pieces
        self._ends = ends
        self.connections: set[asyncio.StreamWriter] = set()

    async def __call__(self, wire: Wire, _asked: Asked) -> None:
        self.connections.add(wire.writer)
        for piece in self._pieces:
            await wire.send(piece)
            if len(self._pieces) > 1:
                await asyncio.sleep(0.001)
        if self._ends:
            raise ConnectionResetError


@pytest_asyncio.fixture
async def server() -> AsyncIterator[Provider]:
    async with provider() as serving:
        yield serving


@asynccontextmanager
async def pool_of(url: str, **seconds: float) -> AsyncIterator[Pool]:
    pool = Pool(url, **seconds)
    try:
        yield pool
    finally:
        await pool.aclose()


async def ask(pool: Pool, method: str = "POST", body: bytes | None = b"{}") -> tuple[int, bytes]:
    answer: Answer = await pool.ask(method, "/x", [(b"X-Two", b"2")], body)
    with closing(answer):
        return answer.status, await answer.read(MOST_BYTES)


@pytest.mark.asyncio
@pytest.mark.parametrize("whole", [COUNTED, CHUNKED], ids=["counted", "chunked"])
async def test_an_answer_is_the_same_wherever_it_is_cut_and_broken_wherever_it_ends(
    server: Provider, whole: bytes
) -> None:
    async with pool_of(server.url) as pool:
        for place in range(1, len(whole)):
            server.script = Says(whole[:place], whole[place:])
            assert await ask(pool) == (200, b"hello"), place
            server.script = Says(whole[:place], ends=True)
            is_begun = b"\r\n\r\n" in whole[:place]
            with pytest.raises(BrokenError if is_begun else UnreachableError):
                await ask(pool)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("said", "status", "body"),
    [
        (b"HTTP/1.1 100 Continue\r\n\r\n" + COUNTED, 200, b"hello"),
        (b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" * 2 + CHUNKED, 200, b"hello"),
        (b"HTTP/1.1 204 No\r\n\r\n", 204, b""),
        (b"HTTP/1.1 304 Same\r\nContent-Length: 5\r\n\r\n", 304, b""),
        (b"HTTP/1.1 529\r\nContent-Length: 0\r\n\r\n", 529, b""),
    ],
)
async def test_an_answer_ends_where_its_status_says_and_the_connection_serves_again(
    server: Provider, said: bytes, status: int, body: bytes
) -> None:
    script = server.script = Says(said)
    async with pool_of(server.url) as pool:
        for _ in range(3):
            assert await ask(pool) == (status, body)
    assert len(script.connections) == 1


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("said", "ends"),
    [
        (HEAD + b"Connection: close\r\nContent-Length: 5\r\n\r\nhello", False),
        (HEAD + b"\r\nhello", True),
        (b"HTTP/1.0 200 OK\r\n\r\nhello", True),
        (b"HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello", False),
        (COUNTED + b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nbad", False),
        (COUNTED + b"\0", False),
        (COUNTED, True),
    ],
)
async def test_a_connection_that_may_not_serve_again_does_not(
    server: Provider, said: bytes, *, ends: bool
) -> None:
    """Nor is what came beyond an answer taken for the next one."""
    script = server.script = Says(said, ends=ends)
    async with pool_of(server.url) as pool:
        for _ in range(3):
            assert await ask(pool) == (200, b"hello")
            await asyncio.sleep(0.001)
    assert len(script.connections) == 3
    assert len(server.asked) == 3


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "said",
    [
        HEAD + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        HEAD + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        HEAD + b"Transfer-Encoding: gzip\r\n\r\nhello",
        HEAD + b"X-Fold: a\r\n b\r\nContent-Length: 0\r\n\r\n",
        HEAD + b"X-Cr: a\rb\r\nContent-Length: 0\r\n\r\n",
        HEAD + b"X-Nul: a\0\r\nContent-Length: 0\r\n\r\n",
        HEAD + b"X-Long: " + b"x" * 200_000,
        b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
        b"HTTP/1.1 000 No\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 103 Early Hints\r\n\r\n" * 100,
        b"HTTP/3 200 OK\r\n\r\n",
        b"<html>Welcome to the hotel</html>",
    ],
)
async def test_what_is_no_plain_answer_is_none(server: Provider, said: bytes) -> None:
    server.script = Says(said)
    async with pool_of(server.url) as pool:
        with pytest.raises(UnreachableError, match=r"no HTTP|closed the connection"):
            await ask(pool)


@pytest.mark.asyncio
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_request_that_may_have_been_read_is_not_sent_again(
    server: Provider, method: str
) -> None:
    async with pool_of(server.url) as pool:
        server.script = Says(EMPTY)
        assert (await ask(pool, method))[0] == 200
        server.script = Says(ends=True)
        with pytest.raises(UnreachableError, match="without an answer"):
            await ask(pool, method)
    # What only reads is tried once on a new connection.
    assert len(server.asked) == (2 if method == "POST" else 3)


@pytest.mark.asyncio
async def test_a_kept_connection_that_was_closed_meanwhile_is_noticed_before_a_byte_is_sent(
    server: Provider,
) -> None:
    """Even where the loop has not run since: the request is sent once, and answered."""
    script = server.script = Says(EMPTY)
    async with pool_of(server.url) as pool:
        assert (await ask(pool))[0] == 200
        [writer] = script.connections
        writer.transport.abort()
        await asyncio.sleep(0)
        assert (await ask(pool))[0] == 200
    assert len(server.asked) == 2


@pytest.mark.asyncio
async def test_a_kept_connection_is_closed_after_a_while(server: Provider) -> None:
    gone = asyncio.Event()

    async def script(wire: Wire, _asked: Asked) -> None:
        await wire.send(EMPTY)
        await wire.gone()
        gone.set()

    server.script = script
    async with pool_of(server.url, kept_seconds=0.05) as pool:
        assert (await ask(pool))[0] == 200
        await asyncio.wait_for(gone.wait(), 5)


@pytest.mark.asyncio
@pytest.mark.parametrize("said", [b"", HEAD, HEAD + b"Content-Length: 9\r\n\r\nhello"])
async def test_a_provider_that_falls_silent_is_given_up(server: Provider, said: bytes) -> None:
    async def script(wire: Wire, asked: Asked) -> None:
        await wire.send(said)
        await wire.gone()
        asked.gone.set()

    server.script = script
    async with pool_of(server.url, silent_seconds=0.05) as pool:
        with pytest.raises(SilentError):
            await ask(pool)
        await asyncio.wait_for(server.asked[0].gone.wait(), 5)


@pytest.mark.asyncio
async def test_an_answer_before_the_request_was_sent_whole_is_taken() -> None:
    over = asyncio.Event()

    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 413 No\r\nContent-Length: 2\r\n\r\nno")
        with suppress(ConnectionError):
            while await reader.read(65536):
                pass
        writer.close()
        over.set()

    listening = await asyncio.start_server(refuse, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    async with listening, pool_of(f"http://127.0.0.1:{port}") as pool:
        assert await ask(pool, body=b"x" * 20_000_000) == (413, b"no")
        await asyncio.wait_for(over.wait(), 5)


@pytest.mark.asyncio
@pytest.mark.parametrize("status", ["200 Go on", "407 Who are you"])
async def test_a_proxy_passes_tls_on_and_reads_nothing_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, status: str
) -> None:
    asked: list[bytes] = []
    passing: list[asyncio.Task[None]] = []

    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(f"HTTP/1.1 {status}\r\n\r\n".encode())
        _, _, port = asked[0].split(b" ")[1].rpartition(b":")
        there, back = await asyncio.open_connection("127.0.0.1", int(port))
        await asyncio.gather(copy(reader, back), copy(there, writer))

    def begin(*ends: Any) -> None:
        passing.append(asyncio.create_task(pass_on(*ends)))

    listening = await asyncio.start_server(begin, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
    monkeypatch.setenv("https_proxy", f"http://ada:a%40b@127.0.0.1:{port}")
    async with listening, provider(make_certificate(tmp_path, "127.0.0.2")) as secure:
        url = secure.url.replace("127.0.0.1", "127.0.0.2")
        async with pool_of(url) as pool:
            if status.startswith("200"):
                assert [await ask(pool) for _ in range(2)] == [(200, STREAM)] * 2
            else:
                with pytest.raises(UnreachableError, match="its proxy answered with status 407"):
                    await ask(pool)
        await asyncio.gather(*passing)
    assert len(asked) == 1
    assert b"Proxy-Authorization: Basic YWRhOmFAYg==\r\n" in asked[0]
    assert b"X-Two" not in asked[0]


async def copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while piece := await reader.read(65536):
            writer.write(piece)
    writer.close()
    with suppress(ConnectionError):
        await writer.wait_closed()
