"""A caller's request: its head as it came, its body once somebody wants it."""

import asyncio
from typing import TYPE_CHECKING

from .errors import BodyTooLongError
from .fields import Headers

if TYPE_CHECKING:
    from .connection import Connection
    from .outgoing import Outgoing


class Request:
    """One request of a connection."""

    __slots__ = (
        "_connection",
        "_failure",
        "_limit",
        "_pieces",
        "_size",
        "_waiter",
        "headers",
        "is_old",
        "is_whole",
        "keeps",
        "method",
        "outgoing",
        "target",
    )

    def __init__(
        self, connection: "Connection", method: str, target: str, headers: Headers, *, is_old: bool
    ) -> None:
        self._connection = connection
        self._pieces: list[bytes] = []
        self._size = 0
        self._limit: int | None = None
        self._failure: Exception | None = None
        self._waiter: asyncio.Future[None] | None = None
        self.method = method
        self.target = target
        self.headers = headers
        self.is_old = is_old
        """Whether the caller speaks HTTP/1.0."""
        self.keeps = False
        """Whether the caller wants to ask more on its connection."""
        self.is_whole = False
        """Whether all of it has come."""
        self.outgoing: Outgoing | None = None
        """Its answer, once that has begun."""

    @property
    def path(self) -> str:
        """The target without its query."""
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        """What follows the path, with its question mark."""
        _, mark, query = self.target.partition("?")
        return mark + query

    @property
    def is_wanted(self) -> bool:
        """Whether somebody reads its body."""
        return self._limit is not None

    @property
    def held(self) -> int:
        """How much of the body waits to be read."""
        return self._size

    async def read(self, limit_bytes: int) -> bytes:
        """The body; nothing of it is kept beyond the limit.

        Raises:
            BodyTooLongError: It is longer; where its length is announced, before it is read.
            BodyBrokenError: It ended too early, or is not well formed.
            BodySilentError: Nothing more of it came.
        """
        if int(self.headers.get("content-length", "0")) > limit_bytes or self._size > limit_bytes:
            raise BodyTooLongError
        self._limit = limit_bytes
        if not self.is_whole and self._failure is None:
            self._connection.want(self)
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter
        if self._failure is not None:
            raise self._failure
        body = b"".join(self._pieces)
        self._pieces.clear()
        return body

    def begin(self, status: int, reason: bytes, headers: Headers) -> "Outgoing":
        """Begin an answer that comes piece by piece."""
        return self._connection.begin(self, status, reason, headers)

    def feed(self, piece: bytes) -> None:
        """More of the body has come."""
        self._size += len(piece)
        if self._failure is not None:
            return
        if self._limit is not None and self._size > self._limit:
            self.fail(BodyTooLongError())
            return
        self._pieces.append(piece)

    def finish(self) -> None:
        """The body has come to its end."""
        self.is_whole = True
        self._wake()

    def fail(self, error: Exception) -> None:
        """No more of the body will be read."""
        if self._failure is None and not self.is_whole:
            self._failure = error
            self._pieces.clear()
            self._wake()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
