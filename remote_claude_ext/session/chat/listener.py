"""One listener of a conversation: catches up from the journal, then hears what happens."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

Write = Callable[[bytes], Awaitable[None]]
Read = Callable[[int, int], Awaitable[list[tuple[int, bytes]]]]
"""Frames after a number, at most so many."""
_PAGE = 500
MOST_BYTES = 4 << 20
"""What may wait for a listener that reads slowly; beyond it deltas are lost."""


class Source(Protocol):
    """What a listener asks its room."""

    @property
    def last(self) -> int:
        """The highest published number."""

    def missing(self, known: dict[str, int]) -> list["Waiting"]:
        """Frames for a listener who knows so much of each block that is being written."""

    def doing(self) -> bytes | None:
        """What goes on now."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A frame that waits: durable with its number, or a delta that brings `block` to `end`."""

    frame: bytes
    seq: int | None = None
    block: str | None = None
    end: int = 0


class Listener:
    """Sends one client its frames, in order and once. `run()` ends when `write` fails or `stop()`.

    Frames wait in a queue bounded in bytes. When it overflows they are dropped, `fell_behind` is
    told, and the durable ones are read from the journal again.
    """

    def __init__(
        self,
        source: Source,
        read: Read,
        write: Write,
        *,
        after: int,
        known: dict[str, int],
        fell_behind: bytes,
    ) -> None:
        self._source = source
        self._read = read
        self._write = write
        self._written = after
        self._known = known
        self._fell_behind = fell_behind
        self._queue: deque[Waiting] = deque()
        self._queued_bytes = 0
        self._is_live = False
        self._wake = asyncio.Event()
        self._is_stopped = False

    def offer(self, seq: int | None, frame: bytes) -> None:
        """A frame for everybody; a durable one that was sent before is passed over."""
        if self._is_live and (seq is None or seq > self._written):
            self._push(Waiting(frame, seq=seq))

    def offer_delta(self, block: str, end: int, frame: bytes) -> None:
        """A delta that brings its block to `end` characters."""
        if self._is_live:
            self._push(Waiting(frame, block=block, end=end))

    def stop(self) -> None:
        """Send nothing more."""
        self._is_stopped = True
        self._wake.set()

    async def run(self) -> None:
        """Catch up and go on until stopped; an error of `write` ends it too."""
        while not self._is_stopped:
            await self._catch_up()
            await self._pump()

    def _push(self, waiting: Waiting) -> None:
        self._queue.append(waiting)
        self._queued_bytes += len(waiting.frame)
        if self._queued_bytes > MOST_BYTES and len(self._queue) > 1:
            self._queue.clear()
            self._queued_bytes = 0
            self._is_live = False
        self._wake.set()

    async def _catch_up(self) -> None:
        while not self._is_stopped:
            while self._written < self._source.last and not self._is_stopped:
                for seq, frame in await self._read(self._written, _PAGE):
                    await self._write(frame)
                    self._written = seq
            if not (missing := self._source.missing(self._known)):
                # From the last check to here nothing was awaited: what happens next is offered.
                self._is_live = True
                if (doing := self._source.doing()) is not None:
                    self._push(Waiting(doing))
                return
            for waiting in missing:
                await self._send(waiting)

    async def _send(self, waiting: Waiting) -> None:
        await self._write(waiting.frame)
        if waiting.seq is not None:
            self._written = waiting.seq
        if waiting.block is not None:
            self._known[waiting.block] = waiting.end

    async def _pump(self) -> None:
        while not self._is_stopped:
            while self._queue:
                waiting = self._queue.popleft()
                self._queued_bytes -= len(waiting.frame)
                await self._send(waiting)
            if not self._is_live:
                await self._write(self._fell_behind)
                return
            self._wake.clear()
            await self._wake.wait()
