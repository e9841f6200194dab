"""A provider that writes the very bytes a test wants: cut, slow, silent, huge, broken."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from multidict import CIMultiDict


@dataclass(slots=True, kw_only=True)
class Asked:
    """One request as it came over the wire."""

    line: str
    headers: CIMultiDict[str]
    body: bytes
    gone: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when the other side has closed the connection."""

    @property
    def target(self) -> str:
        return self.line.split(" ")[1]


class Wire:
    """The provider's side of one connection, for a script."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self.writer = writer

    async def send(self, *pieces: bytes) -> None:
        """Write pieces, each on its own."""
        for piece in pieces:
            self.writer.write(piece)
            await self.writer.drain()
            if len(pieces) > 1:
                await asyncio.sleep(0)

    async def head(self, status: str = "200 OK", *lines: str) -> None:
        """Write a status line and header lines."""
        await self.send(("\r\n".join([f"HTTP/1.1 {status}", *lines]) + "\r\n\r\n").encode())

    async def chunk(self, piece: bytes) -> None:
        """Write one chunk of a chunked body."""
        await self.send(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")

    async def end(self) -> None:
        """Write the last chunk."""
        await self.send(b"0\r\n\r\n")

    async def gone(self) -> None:
        """Return when the other side closes."""
        while await self._reader.read(65536):
            pass

    def reset(self) -> None:
        """Break the connection with a reset."""
        self.writer.transport.abort()


Script = Callable[[Wire, Asked], Awaitable[None]]


class Provider:
    """Answers every request with the script set last; keeps what was asked."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.script: Script = answer_hello
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None
        self._tls: ssl.SSLContext | None = None

    @property
    def url(self) -> str:
        """The base address, without `/v1`."""
        assert self._server is not None
        scheme = "https" if self._tls else "http"
        return f"{scheme}://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def start(self, tls: ssl.SSLContext | None) -> None:
        self._tls = tls
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=tls)

    async def stop(self) -> None:
        assert self._server is not None
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            while (asked := await read_request(reader)) is not None:
                self.asked.append(asked)
                await self._answer(asked, Wire(reader, writer))
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            self._tasks.discard(task)
            writer.close()

    async def _answer(self, asked: Asked, wire: Wire) -> None:
        try:
            await self.script(wire, asked)
        except ConnectionError:
            asked.gone.set()
            raise


async def read_request(reader: asyncio.StreamReader) -> Asked | None:
    """The next request of a connection; None at its end."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    line, *rest = head.decode("latin-1").split("\r\n")[:-2]
    headers: CIMultiDict[str] = CIMultiDict()
    for pair in rest:
        name, _, value = pair.partition(": ")
        headers.add(name, value)
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Asked(line=line, headers=headers, body=body)


STREAM = (
    b'event: message_start\ndata: {"type":"message_start","message":{"id":"msg_1","model":'
    b'"claude-sonnet-5-5","usage":{"input_tokens":100,"output_tokens":1,'
    b'"cache_creation_input_tokens":40,"cache_read_input_tokens":1000,'
    b'"cache_creation":{"ephemeral_5m_input_tokens":30,"ephemeral_1h_input_tokens":10}}}}\n\n'
    b'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,'
    b'"delta":{"type":"text_delta","text":"hello, \xe2\x82\xac usage"}}\n\n'
    b'event: message_delta\ndata: {"type":"message_delta","delta":{"stop_reason":"end_turn"},'
    b'"usage":{"output_tokens":25}}\n\n'
    b'event: message_stop\ndata: {"type":"message_stop"}\n\n'
)
"""A streamed answer: 100 in, 25 out, 1000 read from the cache, 30 and 10 written to it."""

STREAM_COST = "0.000665"
"""Its price in micro-dollars: 100*2 + 25*10 + 1000*0.1 + 30*2.5 + 10*4 = 665."""

SSE = ("Content-Type: text/event-stream", "Transfer-Encoding: chunked")


async def answer_hello(wire: Wire, _asked: Asked) -> None:
    """Stream a short answer."""
    await wire.head("200 OK", *SSE, "request-id: req_1")
    await wire.chunk(STREAM)
    await wire.end()


@asynccontextmanager
async def provider(tls: ssl.SSLContext | None = None) -> AsyncIterator[Provider]:
    """A provider that listens while the block lasts."""
    serving = Provider()
    await serving.start(tls)
    try:
        yield serving
    finally:
        await serving.stop()
