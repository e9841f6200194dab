"""Connections to one server: kept for a while, opened where none is free."""

from collections import deque
from collections.abc import Iterable
from functools import partial

from .address import to_address, to_context
from .answer import Answer
from .channel import Channel
from .dial import dial
from .errors import UnreachableError
from .fields import Pair, to_block

_CONNECT_SECONDS = 10.0
_KEPT_SECONDS = 20.0
_SILENT_SECONDS = 600.0
_MOST_KEPT = 256


class Pool:
    """A server at one address, which nothing in a request can change."""

    def __init__(
        self,
        base: str,
        *,
        connect_seconds: float = _CONNECT_SECONDS,
        kept_seconds: float = _KEPT_SECONDS,
        silent_seconds: float = _SILENT_SECONDS,
    ) -> None:
        """`base` is the address that stands before every target."""
        self._address = to_address(base)
        self._context = to_context() if self._address.scheme == "https" else None
        self._connect_seconds = connect_seconds
        self._kept_seconds = kept_seconds
        self._make = partial(Channel, self._keep, silent_seconds=silent_seconds)
        self._kept: deque[Channel] = deque()
        self._is_closed = False

    @property
    def host(self) -> str:
        """The name of the server."""
        return self._address.host

    async def ask(
        self, method: str, target: str, pairs: Iterable[Pair], body: bytes | None = None
    ) -> Answer:
        """Send a request, and give the answer as it begins. Whoever gets it closes it.

        A request is sent once: whether a server that closes its connection has read it, nobody
        knows. One that may be repeated is, where the connection had been kept.

        Raises:
            UnreachableError: There is no connection, or it ended without an answer.
            SilentError: Nothing came.
        """
        head = self._to_head(method, target, pairs, body)
        channel = self._take()
        if channel is not None and method == "GET":
            try:
                return await _ask(channel, head, body)
            except UnreachableError:
                channel = None
        if channel is None:
            channel = await dial(
                self._address, self._make, self._context, seconds=self._connect_seconds
            )
        return await _ask(channel, head, body)

    async def aclose(self) -> None:
        """Close what is kept; nothing is kept from now on."""
        self._is_closed = True
        while self._kept:
            self._kept.pop().abort()

    def _take(self) -> Channel | None:
        """The connection that was used last, if it is still open."""
        while self._kept:
            channel = self._kept.pop()
            if channel.is_open:
                return channel
            channel.abort()
        return None

    def _keep(self, channel: Channel) -> None:
        if self._is_closed or len(self._kept) >= _MOST_KEPT:
            channel.abort()
            return
        channel.rest(self._kept_seconds)
        self._kept.append(channel)

    def _to_head(
        self, method: str, target: str, pairs: Iterable[Pair], body: bytes | None
    ) -> bytes:
        lines = [*self._address.pairs, *pairs]
        if body is not None:
            lines.append((b"Content-Length", b"%d" % len(body)))
        first = f"{method} {self._address.to_target(target)} HTTP/1.1"
        return to_block(first.encode("latin-1"), lines)


async def _ask(channel: Channel, head: bytes, body: bytes | None) -> Answer:
    answer = channel.ask(head, body)
    try:
        return await answer
    except BaseException:
        channel.abort()
        raise
