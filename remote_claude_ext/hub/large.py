"""A body far over the limit is taken off the line and refused in words, not cut off.

Tornado closes the connection there, and whoever sends reads nothing, or a proxy's page. What is
thrown away takes no memory.
"""

from collections.abc import Awaitable
from http import HTTPStatus

from tornado.http1connection import HTTP1Connection
from tornado.httpserver import HTTPServer
from tornado.httputil import (
    HTTPConnection,
    HTTPHeaders,
    HTTPMessageDelegate,
    RequestStartLine,
    ResponseStartLine,
)

from ..core.errors import TooLargeError
from ..wire.errors import to_error_body

MOST_DROPPED_BYTES = 256 * 1024 * 1024
"""Who sends more than this is cut off after all."""


class SayingServer(HTTPServer):
    """Answers 413 to a body that its `max_body_size` does not let in."""

    def start_request(
        self, server_conn: object, request_conn: HTTPConnection
    ) -> HTTPMessageDelegate:
        """Look at the length before anything is read."""
        usual = super().start_request(server_conn, request_conn)
        return _Door(usual, request_conn, self.conn_params.max_body_size or 0)


class _Door(HTTPMessageDelegate):
    def __init__(self, usual: HTTPMessageDelegate, line: HTTPConnection, most: int) -> None:
        self._usual: HTTPMessageDelegate | None = usual
        self._line = line
        self._most = most
        self._size = 0

    def headers_received(
        self, start_line: RequestStartLine | ResponseStartLine, headers: HTTPHeaders
    ) -> Awaitable[None] | None:
        length = headers.get("Content-Length", "")
        self._size = int(length) if length.isdecimal() else 0
        if self._usual is not None and not self._most < self._size <= MOST_DROPPED_BYTES:
            return self._usual.headers_received(start_line, headers)
        self._usual = None
        if isinstance(self._line, HTTP1Connection):
            self._line.set_max_body_size(self._size)
        return None

    def data_received(self, chunk: bytes) -> Awaitable[None] | None:
        return self._usual.data_received(chunk) if self._usual else None

    def finish(self) -> None:
        if self._usual is not None:
            self._usual.finish()
            return
        error = TooLargeError("body", size_bytes=self._size, limit_bytes=self._most)
        body = to_error_body(error)
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
