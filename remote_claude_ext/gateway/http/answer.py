"""A server's answer: its head, and its body as it comes."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from .fields import Headers

if TYPE_CHECKING:
    from .channel import Channel

_HELD_BYTES = 256 * 1024
"""So much is taken of a body before anybody reads it."""


class Answer:
    """One answer. Whoever has it reads it to its end, or closes it."""

    __slots__ = (
        "_channel",
        "_failure",
        "_held",
        "_pieces",
        "_sink",
        "_waiter",
        "headers",
        "is_ending",
        "is_whole",
        "reason",
        "status",
    )

    def __init__(self, channel: "Channel", status: int, reason: bytes, headers: Headers) -> None:
        self._channel = channel
        self._pieces: list[bytes] = []
        self._held = 0
        self._sink: Callable[[bytes], None] | None = None
        self._failure: Exception | None = None
        self._waiter: asyncio.Future[None] | None = None
        self.status = status
        self.reason = reason
        self.headers = headers
        self.is_whole = False
        """Whether all of it has come."""
        self.is_ending = False
        """Whether nothing follows the piece that was handed over last."""

    async def pipe(self, sink: Callable[[bytes], None]) -> None:
        """Hand every piece to `sink` as it comes; return at the end of the answer.

        Raises:
            BrokenError: It broke off.
        """
        self._sink = sink
        held, self._held = b"".join(self._pieces), 0
        self._pieces.clear()
        if held:
            sink(held)
        self.resume()
        if not self.is_whole and self._failure is None:
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter
        if self._failure is not None:
            raise self._failure

    async def read(self, limit_bytes: int) -> bytes:
        """So much of the body as fits, and no more."""
        body = bytearray()

        def keep(piece: bytes) -> None:
            body.extend(piece[: limit_bytes - len(body)])
            if len(body) >= limit_bytes:
                self.is_whole = True
                self._wake()
                self._channel.abort()

        await self.pipe(keep)
        return bytes(body)

    def pause(self) -> None:
        """Take nothing for now: the server waits."""
        if not self.is_whole:  # then the connection is somebody else's
            self._channel.pause()

    def resume(self) -> None:
        """Go on."""
        if not self.is_whole:
            self._channel.resume()

    def close(self) -> None:
        """Nobody reads more of it: where it is not whole, the server is told by the end."""
        self._sink = None
        if not self.is_whole:
            self._channel.abort()

    def feed(self, piece: bytes, *, is_last: bool) -> None:
        """A piece has come."""
        self.is_ending = is_last
        if self._sink is not None:
            self._sink(piece)
            return
        self._pieces.append(piece)
        self._held += len(piece)
        if self._held > _HELD_BYTES:
            self._channel.pause()

    def finish(self) -> None:
        """It has come to its end."""
        self.is_whole = True
        self._wake()

    def fail(self, error: Exception) -> None:
        """It will not come to its end."""
        if not self.is_whole and self._failure is None:
            self._failure = error
            self._wake()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
