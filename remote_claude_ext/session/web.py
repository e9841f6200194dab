"""Base REST and WebSocket handlers: identity, JSON, errors in one place."""

# mypy: disallow-untyped-calls=False, disallow-untyped-decorators=False
# Jupyter Server's handlers have partial types.

import asyncio
import contextlib
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeVar

from jupyter_server.auth.decorator import authorized, ws_authenticated
from jupyter_server.base.handlers import APIHandler, JupyterHandler
from jupyter_server.base.websocket import WebSocketMixin
from tornado import web
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from ..core.errors import (
    ForbiddenError,
    MalformedError,
    NotFoundError,
    RemoteClaudeError,
    TooLargeError,
)
from ..wire.codec import decode, encode
from ..wire.errors import to_error_body

T = TypeVar("T")
_COMPRESSION, _COMPRESSION_MEMORY = 3, 6
"""Of zlib: little time, and some 100 kB for a listener."""
_MAX_CLIENT_FRAME_BYTES = 64 * 1024


class MethodError(RemoteClaudeError):
    """The address exists, the verb does not."""

    code = "method_not_allowed"
    status = 405


if TYPE_CHECKING:
    _Handler = JupyterHandler
else:
    # A mixin: the WebSocket mixin of Jupyter Server has to come between it and the handler.
    _Handler = object


class _Errors(_Handler):
    """Every error in the shape of the contract; no credential in an address."""

    async def prepare(self, **kwargs: Any) -> None:
        """Refuse `?token=` before anybody looks at it, then authenticate."""
        if self.get_query_argument("token", None) is not None:
            self.current_user = None
            raise ForbiddenError(
                "A token in an address ends up in logs and histories.",
                remedy="Send it as the header `Authorization: token ...`.",
            )
        done = super().prepare(**kwargs)
        if done is not None:
            await done

    def send_error(self, status_code: int = 500, **kwargs: Any) -> None:
        """Answer with the error's own status."""
        error = _error_of(kwargs)
        super().send_error(error.status if error else status_code, **kwargs)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """`{"error": {...}}`."""
        error = _error_of(kwargs) or _to_error(status_code, self.request.path)
        self.set_header("Content-Type", "application/json")
        _ = web.RequestHandler.finish(self, to_error_body(error))

    def log_exception(self, typ: Any, value: Any, tb: Any) -> None:
        """What was raised on purpose is no accident worth a trace."""
        if not isinstance(value, RemoteClaudeError):
            super().log_exception(typ, value, tb)

    def number(self, name: str, default: int, *, least: int, most: int) -> int:
        """A whole number of the query; MalformedError says what is wrong."""
        text = self.get_query_argument(name, str(default))
        is_short = text.isascii() and text.isdigit() and len(text) <= len(str(most))
        if not is_short or not least <= int(text) <= most:
            raise MalformedError(f"{name!r} must be a whole number from {least} to {most}.")
        return int(text)

    @property
    def who(self) -> str:
        """The caller, by the login alone."""
        return str(self.current_user.username)


class RestHandler(_Errors, APIHandler):
    """Base of REST routes."""

    auth_resource = "remote-claude"

    def read(self, kind: type[T], *, limit_bytes: int = 1 << 20) -> T:
        """The body as a value of `kind`."""
        size = len(self.request.body)
        if size > limit_bytes:
            raise TooLargeError("request", size_bytes=size, limit_bytes=limit_bytes)
        return decode(self.request.body or b"{}", kind)

    async def answer(self, value: object, *, status: HTTPStatus = HTTPStatus.OK) -> None:
        """Send a value as JSON."""
        self.set_status(status)
        await self.finish(value if isinstance(value, bytes) else encode(value))

    async def answer_nothing(self) -> None:
        """204."""
        self.set_status(HTTPStatus.NO_CONTENT)
        await self.finish()


class NothingHere(RestHandler):
    """Whatever address below our prefix is not a route."""

    @web.authenticated
    @authorized
    async def get(self, *_: str) -> None:
        """404, with the address."""
        raise NotFoundError("route", self.request.path)

    post = put = patch = delete = get


class SocketHandler(_Errors, WebSocketMixin, WebSocketHandler, JupyterHandler):
    """Base of WebSocket routes: one task writes until the client goes."""

    auth_resource = "remote-claude"
    _task: asyncio.Task[None] | None = None

    @property
    def max_message_size(self) -> int:
        """Clients have next to nothing to say."""
        return _MAX_CLIENT_FRAME_BYTES

    def get_compression_options(self) -> dict[str, Any]:
        """Most of a delta is what the one before it said, too: its names, its moment."""
        return {"compression_level": _COMPRESSION, "mem_level": _COMPRESSION_MEMORY}

    @ws_authenticated
    @authorized
    async def get(self, *args: str, **kwargs: str) -> None:
        """Check what can be checked while an error can still be an answer, then upgrade."""
        await self.check(*args)
        await super().get(*args, **kwargs)

    async def check(self, *args: str) -> None:
        """Raise where the address names nothing."""

    def open(self, *args: str, **kwargs: str) -> None:
        """Start the one task that writes."""
        super().open(*args, **kwargs)
        self.set_nodelay(True)
        self._task = asyncio.create_task(self._run(*args))

    async def follow(self, *args: str) -> None:
        """Write until there is nothing more to say."""
        raise NotImplementedError

    async def send(self, frame: bytes) -> None:
        """One text frame; waits until the socket takes it."""
        await self.write_message(frame, binary=False)

    def on_close(self) -> None:
        """End the task."""
        super().on_close()
        if self._task is not None:
            self._task.cancel()

    async def _run(self, *args: str) -> None:
        with contextlib.suppress(asyncio.CancelledError, WebSocketClosedError):
            try:
                await self.follow(*args)
            except WebSocketClosedError:
                raise
            except Exception:
                self.log.exception("a stream failed")
                self.close(1011, "internal error")
                return
            self.close(1000)


def _error_of(kwargs: dict[str, Any]) -> RemoteClaudeError | None:
    raised = (kwargs.get("exc_info") or (None, None, None))[1]
    return raised if isinstance(raised, RemoteClaudeError) else None


def _to_error(status: int, path: str) -> RemoteClaudeError:
    if status == HTTPStatus.NOT_FOUND:
        return NotFoundError("route", path)
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        return ForbiddenError(
            "You are not signed in here, or this is not yours.", remedy="Sign in again."
        )
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        return MethodError("This address does not take this verb.")
    if status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return MalformedError("The request does not fit this address.")
    return RemoteClaudeError(
        "Something went wrong in the session; its log says what.", remedy="Try again."
    )
