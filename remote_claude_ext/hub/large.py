"""A body far over the limit is taken off the line and refused in words, not cut off.

Tornado closes the connection there, and whoever sends reads nothing, or a proxy's page. What is
thrown away takes no memory.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus

from tornado.http1connection import HTTP1Connection
from tornado.httpserver import HTTPServer
from tornado.httputil import (
    HTTPConnection,
    HTTPHeaders,
    HTTPMessageDelegate,
    HTTPServerConnectionDelegate,
    RequestStartLine,
    ResponseStartLine,
)

from ..core.errors import TooLargeError
from ..wire.errors import to_error_body

MOST_DROPPED_BYTES = 256 * 1024 * 1024
"""Who sends more than this is cut off after all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """How large a body may be, and what becomes of a larger one."""

    most_bytes: int
    to_body: Callable[[TooLargeError], bytes] = to_error_body
    is_answered: Callable[[str], bool] = lambda _path: False
    """Which paths have an answer of their own, whatever was sent: they get it without the body."""


class SayingServer(HTTPServer):
    """Answers 413 to a body that its `max_body_size` does not let in."""

    def start_request(
        self, server_conn: object, request_conn: HTTPConnection
    ) -> HTTPMessageDelegate:
        """Look at the length before anything is read."""
        usual = super().start_request(server_conn, request_conn)
        return _Door(usual, request_conn, Bound(most_bytes=self.conn_params.max_body_size or 0))


class BoundedApplication(HTTPServerConnectionDelegate):
    """An application behind a server that somebody else makes, with a bound of its own."""

    def __init__(self, usual: HTTPServerConnectionDelegate, bound: Bound) -> None:
        self._usual = usual
        self._bound = bound

    def start_request(
        self, server_conn: object, request_conn: HTTPConnection
    ) -> HTTPMessageDelegate:
        """Look at the length before anything is read."""
        usual = self._usual.start_request(server_conn, request_conn)
        return _Door(usual, request_conn, self._bound)

    def on_close(self, server_conn: object) -> None:
        """Pass it on."""
        self._usual.on_close(server_conn)


class _Door(HTTPMessageDelegate):
    def __init__(self, usual: HTTPMessageDelegate, line: HTTPConnection, bound: Bound) -> None:
        self._usual: HTTPMessageDelegate | None = usual
        self._line = line
        self._bound = bound
        self._size = 0
        self._is_dropping = False

    def headers_received(
        self, start_line: RequestStartLine | ResponseStartLine, headers: HTTPHeaders
    ) -> Awaitable[None] | None:
        length = headers.get("Content-Length", "")
        self._size = int(length) if length.isdecimal() else 0
        self._is_dropping = self._bound.most_bytes < self._size <= MOST_DROPPED_BYTES
        if isinstance(self._line, HTTP1Connection):
            # The server's own limit is for one that has no length, too.
            most = self._size if self._is_dropping else self._bound.most_bytes
            self._line.set_max_body_size(most)
        path = start_line.path if isinstance(start_line, RequestStartLine) else ""
        if self._is_dropping and not self._bound.is_answered(path):
            self._usual = None
        return self._usual.headers_received(start_line, headers) if self._usual else None

    def data_received(self, chunk: bytes) -> Awaitable[None] | None:
        if self._usual is None or self._is_dropping:
            return None
        return self._usual.data_received(chunk)

    def finish(self) -> None:
        if self._usual is not None:
            self._usual.finish()
            return
        error = TooLargeError("body", size_bytes=self._size, limit_bytes=self._bound.most_bytes)
        body = self._bound.to_body(error)
        headers = HTTPHeaders(
            {"Content-Type": "application/json", "Content-Length": str(len(body))}
        )
        status = HTTPStatus(error.status)
        line = ResponseStartLine("HTTP/1.1", status.value, status.phrase)
        written = self._line.write_headers(line, headers, body)
        written.add_done_callback(
            lambda done: done.cancelled() or done.exception()
        )  # whoever asked may be gone
        self._line.finish()

    def on_connection_close(self) -> None:
        if self._usual is not None:
            self._usual.on_connection_close()
