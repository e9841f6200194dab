"""Callers for benchmarks: `python -m tests.load.caller JSON` prints what they saw as JSON.

`{"url", "headers", "size", "requests", "streams", "query", "hold"}`: each of so many streams, a
connection each, asks so often. `hold` keeps all open until a line comes on standard input.
"""

import asyncio
import json
import re
import sys
import time
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import urlsplit

import uvloop

_EVENT = re.compile(rb'"number":(\d+),"at":(\d+)\}')
_FRAME = re.compile(rb"\r\n[0-9a-f]+\r\n")
"""Between two chunks of a body, where a relay cut it."""
_KEEP = 256
"""Bytes of an event that may be cut in two."""


@dataclass
class Seen:
    """Microseconds to the first byte of each answer, and of each event on its way."""

    first: list[float] = field(default_factory=list)
    delays: list[float] = field(default_factory=list)
    disordered: int = 0


class Caller(asyncio.Protocol):
    """One connection that asks, reads the answer to its end, and asks again."""

    def __init__(self, request: bytes, count: int, seen: Seen) -> None:
        self._request = request
        self._left = count
        self._seen = seen
        self.done = asyncio.get_running_loop().create_future()
        self.begun = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._ask()

    def _ask(self) -> None:
        self._head, self._rest, self._next = True, b"", 0
        self._sent = time.monotonic_ns()
        self._transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        now = time.monotonic_ns()
        text = self._rest + data
        if self._head:
            head, _, body = text.partition(b"\r\n\r\n")
            self._check(head)
            if not body:
                self._rest = text
                return
            self._head, text = False, body
            self._seen.first.append((now - self._sent) / 1000)
        self._read(text, now)

    def _check(self, head: bytes) -> None:
        if not self.begun.done():
            self.begun.set_result(None)
        if b" 200 " not in head.split(b"\r\n", 1)[0]:
            self._fail(f"answered {head[:200]!r}")

    def _read(self, text: bytes, now: int) -> None:
        for number, at in _EVENT.findall(_FRAME.sub(b"", text)):
            self._seen.delays.append((now - int(at)) / 1000)
            self._seen.disordered += int(number) != self._next
            self._next = int(number) + 1
        if not text.endswith(b"\r\n0\r\n\r\n"):
            last = text.rfind(b"}")
            self._rest = text[max(last + 1, len(text) - _KEEP) :]
            return
        self._left -= 1
        if self._left:
            self._ask()
        else:
            self._finish()

    def connection_lost(self, exc: Exception | None) -> None:
        self._fail("the connection ended in mid-answer")

    def _finish(self) -> None:
        if not self.done.done():
            self.done.set_result(None)
        self._transport.close()

    def _fail(self, why: str) -> None:
        if not self.done.done():
            self.done.set_exception(RuntimeError(why))


def to_body(size: int) -> bytes:
    """A request of about so many bytes, without a space as Claude Code writes it."""
    head = {"model": "claude-sonnet-5-5", "max_tokens": 100, "stream": True}
    body = {**head, "messages": [{"role": "user", "content": "x" * size}]}
    return json.dumps(body, separators=(",", ":")).encode()


async def call(given: dict[str, Any]) -> Seen:
    """Ask as told, and give what was seen."""
    parts = urlsplit(given["url"])
    body = to_body(given["size"])
    headers = {
        "Host": parts.netloc,
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        **given["headers"],
    }
    lines = [f"POST {parts.path}/v1/messages?{given['query']} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    request = "\r\n".join([*lines, "", ""]).encode() + body
    seen, loop = Seen(), asyncio.get_running_loop()
    made = [
        await loop.create_connection(
            lambda: Caller(request, given["requests"], seen), parts.hostname, parts.port
        )
        for _ in range(given["streams"])
    ]
    if given.get("hold"):
        await asyncio.gather(*(caller.begun for _, caller in made))
        print("held", flush=True)  # noqa: T201 (said to the one who started this)
        await loop.run_in_executor(None, sys.stdin.readline)
        for transport, _ in made:
            transport.abort()
        await asyncio.gather(*(caller.done for _, caller in made), return_exceptions=True)
    else:
        await asyncio.gather(*(caller.done for _, caller in made))
    return seen


if __name__ == "__main__":
    print(json.dumps(vars(uvloop.run(call(json.loads(sys.argv[1]))))))  # noqa: T201
