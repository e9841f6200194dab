"""Base handler of the scripted model: keys, errors in the API's shape, what is watched."""

import asyncio
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import msgspec
import tornado.web
from tornado.http1connection import HTTP1Connection
from tornado.httputil import HTTPServerRequest
from tornado.iostream import IOStream

from ..core.errors import MalformedError, RemoteClaudeError
from .attempts import Attempts
from .events import to_error
from .exchange import Exchange, Outcome, Watcher
from .library import Library

Accepts = Callable[[str], bool]
"""Whether a key is good; it is given the bearer token or the `x-api-key`, or an empty text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the application gives every handler."""

    library: Library
    attempts: Attempts
    accepts: Accepts
    watch: Watcher | None


def set_nodelay(request: HTTPServerRequest) -> None:
    """Without it the first event of a stream waits for the client's delayed acknowledgement."""
    to_stream(request).set_nodelay(True)


def to_stream(request: HTTPServerRequest) -> IOStream:
    """The connection below a request."""
    connection = request.connection
    assert isinstance(connection, HTTP1Connection)  # noqa: S101 -- the only kind that this serves
    return connection.stream


class ApiHandler(tornado.web.RequestHandler):
    """Every route of the API inherits this."""

    def initialize(self, given: Given) -> None:
        """Take what the application gives every handler, and begin the record."""
        self.given = given
        self.loop = asyncio.get_running_loop()
        self.exchange = Exchange(
            method=self.request.method or "",
            path=self.request.path,
            query=self.request.query,
            headers={name.lower(): value for name, value in self.request.headers.get_all()},
            body=self.request.body,
            started=self.loop.time(),
        )
        if given.watch:
            given.watch(self.exchange)

    @cached_property
    def ident(self) -> str:
        """Random part of this request's identifiers."""
        return uuid.uuid4().hex[:24]

    def set_default_headers(self) -> None:
        """Every answer says which request it is of, errors too."""
        self.set_header("request-id", f"req_{self.ident}")
        self.clear_header("Server")

    def prepare(self) -> None:
        """Check the key."""
        set_nodelay(self.request)
        if not self.is_open() and not self.given.accepts(self.given_key()):
            self.fail(401, "invalid x-api-key")

    def is_open(self) -> bool:
        """Whether this route needs no key."""
        return False

    def given_key(self) -> str:
        """The key of the request, however it was sent."""
        scheme, _, token = self.request.headers.get("Authorization", "").partition(" ")
        given = self.request.headers.get("X-Api-Key", "")
        return given or (token.strip() if scheme.lower() == "bearer" else "")

    def body(self) -> dict[str, Any]:
        """The request's JSON object."""
        try:
            return msgspec.json.decode(self.request.body, type=dict[str, Any])
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise MalformedError(f"The request body is not a JSON object: {error}.") from None

    def fail(self, status: int, message: str, *, kind: str | None = None) -> None:
        """Answer with an error in the API's shape."""
        self.set_status(status)
        self.set_header("Content-Type", "application/json")
        error = to_error(status, message, kind=kind, request=f"req_{self.ident}")
        self.exchange.outcome = "failed"
        # What finish() returns need not be awaited: nothing is done after it.
        self.finish(msgspec.json.encode(error))  # type: ignore[unused-awaitable]

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Turn what a handler raised into the API's shape."""
        error = kwargs.get("exc_info", (None, None, None))[1]
        known = isinstance(error, RemoteClaudeError)
        self.fail(error.status if known else status_code, str(error) if known else self._reason)

    def log_exception(self, *args: Any) -> None:
        """Errors raised on purpose are the client's business, not the log's."""
        if not isinstance(args[1], RemoteClaudeError):
            super().log_exception(*args)

    def on_finish(self) -> None:
        """Close the record."""
        self.settle("answered")

    def settle(self, outcome: Outcome) -> None:
        """Note how the exchange ended; the first to say so is right."""
        if self.exchange.ended is not None:
            return
        self.exchange.ended = self.loop.time()
        self.exchange.status = self.get_status()
        self.exchange.response_headers = dict(self._headers.get_all())
        if self.exchange.outcome == "open":
            self.exchange.outcome = outcome


class UnknownHandler(ApiHandler):
    """Every path that the API does not have."""

    def is_open(self) -> bool:
        """A path that is not there needs no key."""
        return True

    def prepare(self) -> None:
        """Answer 404 whatever the verb."""
        super().prepare()
        self.fail(404, f"Not found: {self.request.path}")
