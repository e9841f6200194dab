"""One connection of a caller: its limits, and what it says to bytes that are not HTTP."""

import asyncio
import logging

from aiohttp import web
from aiohttp.abc import AbstractAccessLogger
from aiohttp.web_protocol import RequestHandler

from .errors import BadRequestError, GatewayError
from .web import to_response

_log = logging.getLogger(__name__)

_IDLE_SECONDS = 300
"""How long a connection may be open without a whole request."""
_LINGERING_SECONDS = 2.0
_MOST_LINE_BYTES = 16 * 1024
_MOST_HEADER_BYTES = 32 * 1024
_MOST_HEADERS = 128
_BUFFER_BYTES = 256 * 1024


class _NoAccessLog(AbstractAccessLogger):
    """The ledger says what was asked; a line for each request would say it again."""

    @property
    def enabled(self) -> bool:
        """Never."""
        return False

    def log(self, request: web.BaseRequest, response: web.StreamResponse, time: float) -> None:
        """Write nothing."""


class Connection(RequestHandler):
    """The HTTP server's side of one connection."""

    __slots__ = ()

    def __init__(self, server: web.Server, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(
            server,
            loop=loop,
            access_log=_log,
            access_log_class=_NoAccessLog,
            logger=_log,
            auto_decompress=False,
            keepalive_timeout=_IDLE_SECONDS,
            lingering_time=_LINGERING_SECONDS,
            max_line_size=_MOST_LINE_BYTES,
            max_field_size=_MOST_HEADER_BYTES,
            max_headers=_MOST_HEADERS,
            read_bufsize=_BUFFER_BYTES,
        )

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Answer in the API's shape, and log no header: a broken one may hold a token."""
        # An answer that has begun cannot be taken back: all that is left is to break it off.
        if request.writer.output_size > 0:
            raise ConnectionError("the answer had begun")
        _log.info("A caller sent what cannot be read: %s", type(exc).__name__)
        malformed = BadRequestError("The request is not well-formed HTTP, or its head is too long.")
        failed = GatewayError("The gateway failed; its log says why.")
        response = to_response(failed if status >= 500 else malformed)  # noqa: PLR2004
        response.force_close()
        return response
