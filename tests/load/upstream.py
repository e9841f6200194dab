"""A provider for benchmarks: `python -m tests.load.upstream PORT`; what it answers is in the query.

`deltas` events (5 where nothing is said: not every relay passes a query on), one write each, at
`pace` events a second (0: at once); each tells when it was written. `bytes` instead of events: so
much text. `silent`: a head, and nothing after it.
`GET /closed` says how many nanoseconds ago a caller last went away in mid-answer.
"""

import asyncio
import sys
import time
from typing import cast
from urllib.parse import parse_qs, urlsplit

import uvloop

_HEAD = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nRequest-Id: req_1\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n"
)
_PIECE = b"x" * 65_536
_USUAL = 5
_BEGIN = (
    b'event: message_start\ndata: {"type":"message_start","message":{"id":"msg_1","type":"message",'
    b'"role":"assistant","model":"claude-sonnet-5-5","content":[],"usage":{"input_tokens":20,'
    b'"output_tokens":1}}}\n\n'
)
_END = (
    b'event: message_delta\ndata: {"type":"message_delta","delta":{"stop_reason":"end_turn"},'
    b'"usage":{"output_tokens":30}}\n\n'
    b'event: message_stop\ndata: {"type":"message_stop"}\n\n'
)
_closed_ns = 0


class Upstream(asyncio.Protocol):
    """One connection; requests come one after the other."""

    def __init__(self) -> None:
        self._received = bytearray()
        self._task: asyncio.Task[None] | None = None
        self._free = asyncio.Event()
        self._free.set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:
        global _closed_ns  # noqa: PLW0603 (one figure of this program)
        if self._task is not None and not self._task.done():
            _closed_ns = time.monotonic_ns()
            self._task.cancel()

    def pause_writing(self) -> None:
        self._free.clear()

    def resume_writing(self) -> None:
        self._free.set()

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, mark, rest = self._received.partition(b"\r\n\r\n")
        if not mark:
            return
        lower = head.lower()
        at = lower.find(b"content-length:")
        length = int(lower[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
        if len(rest) < length:
            return
        target = bytes(head.split(b" ", 2)[1]).decode()
        self._received = rest[length:]
        if target.startswith("/closed"):
            self._tell(str(time.monotonic_ns() - _closed_ns).encode())
        else:
            self._task = asyncio.get_running_loop().create_task(self._answer(target))

    def _tell(self, text: bytes) -> None:
        self._transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(text) + text)

    async def _answer(self, target: str) -> None:
        asked = {name: int(value[-1]) for name, value in parse_qs(urlsplit(target).query).items()}
        self._transport.write(_HEAD)
        if asked.get("silent"):
            await asyncio.sleep(3600)
        if size := asked.get("bytes"):
            for _ in range(size // len(_PIECE)):
                await self._free.wait()
                self._chunk(_PIECE)
        self._chunk(_BEGIN)
        await self._deltas(asked.get("deltas", 0 if size else _USUAL), asked.get("pace", 0))
        await asyncio.sleep(0)
        self._chunk(_END)
        self._transport.write(b"0\r\n\r\n")

    async def _deltas(self, count: int, pace: int) -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        for number in range(count):
            wait = began + (number + 1) / pace - loop.time() if pace else 0
            await asyncio.sleep(max(wait, 0))
            self._chunk(
                b'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,'
                b'"delta":{"type":"text_delta","text":"word "},"number":%d,"at":%d}\n\n'
                % (number, time.monotonic_ns())
            )

    def _chunk(self, data: bytes) -> None:
        self._transport.write(b"%x\r\n" % len(data) + data + b"\r\n")


async def _serve(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(
        Upstream, "127.0.0.1", port, backlog=2048
    )
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(_serve(int(sys.argv[1])))
