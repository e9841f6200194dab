"""Takes connections of callers, and lets go of them in order."""

import asyncio
from functools import partial

from .connection import Connection, Handler
from .limits import Limits
from .reply import Reply

_BACKLOG = 1024


class Server:
    """One address to listen on; every request goes to one handler.

    The handler answers with a reply; it may raise a ConnectionError, which breaks the connection.
    """

    def __init__(self, handler: Handler, malformed: Reply, limits: Limits | None = None) -> None:
        """`malformed` is the answer to bytes that are no request."""
        self._connections: set[Connection] = set()
        self._new = partial(Connection, handler, malformed, limits or Limits(), self._connections)
        self._server: asyncio.Server | None = None

    async def listen(self, host: str, port: int) -> int:
        """Listen from now on; gives the port. OSError where that cannot be had."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._new, host, port, backlog=_BACKLOG)
        return int(self._server.sockets[0].getsockname()[1])

    def stop(self) -> None:
        """Take nothing new; what is being answered goes on."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for connection in list(self._connections):
            connection.stop()

    async def aclose(self) -> None:
        """End everything now."""
        self.stop()
        await asyncio.gather(*(connection.end() for connection in list(self._connections)))
