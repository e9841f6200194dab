"""Base handlers: who calls, JSON in and out, every error in one shape."""

# mypy: disallow-untyped-calls=False
# JupyterHub has no types.

import logging
from http import HTTPStatus
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from jupyterhub.services.auth import HubOAuthCallbackHandler, HubOAuthenticated
from tornado import web

from ..core.errors import (
    ForbiddenError,
    NotFoundError,
    RemoteClaudeError,
    TooLargeError,
)
from ..wire.codec import decode, encode
from ..wire.errors import to_error_body
from ..wire.sessions import User
from .context import Context
from .hubapi import HubAwayError

T = TypeVar("T")
MAX_BODY_BYTES = 64 * 1024
_log = logging.getLogger(__name__)
_SAFE = {"GET", "HEAD", "OPTIONS"}


class BaseHandler(web.RequestHandler):
    """JSON and errors; says nothing about who may call."""

    def initialize(self, context: Context) -> None:
        """Take what the application made."""
        self.context = context

    def set_default_headers(self) -> None:
        """Nothing here is for frames, caches or guesses."""
        self.set_header("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Cache-Control", "no-store")
        self.clear_header("Server")

    def answer(self, value: object, status: int = HTTPStatus.OK) -> None:
        """Send a value as JSON."""
        self.set_status(status)
        self.set_header("Content-Type", "application/json")
        self.write(encode(value))

    def body(self, kind: type[T]) -> T:
        """The request's body as a value; no body is an empty object."""
        return decode(self.request.body or b"{}", kind)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Every error as `{"error": {...}}`."""
        error = to_public(kwargs.get("exc_info", (None, None, None))[1], status_code)
        self.set_status(error.status)
        self.set_header("Content-Type", "application/json")
        self.write(to_error_body(error))

    def log_exception(self, *exc_info: Any) -> None:
        """An error of ours is an answer; anything else is a fault, with its trace."""
        if not isinstance(exc_info[1], RemoteClaudeError | web.HTTPError):
            _log.error("%s %s failed", self.request.method, self.request.path, exc_info=exc_info)


class UnknownHandler(BaseHandler):
    """Whatever is not there."""

    def prepare(self) -> None:
        """No method finds anything."""
        raise NotFoundError("route", self.request.path)


class CallerHandler(HubOAuthenticated, BaseHandler):
    """A route for people and their programs: by token, or by login cookie with its safeguards."""

    caller: User
    token: str

    def initialize(self, context: Context) -> None:
        """Take what the application made."""
        super().initialize(context)
        self.hub_auth = context.hub_auth

    async def prepare(self) -> None:
        """Find out who calls before anything else is looked at."""
        if len(self.request.body) > MAX_BODY_BYTES:
            raise TooLargeError(
                "body", size_bytes=len(self.request.body), limit_bytes=MAX_BODY_BYTES
            )
        if "token" in self.request.query_arguments:
            raise ForbiddenError(
                "A token in an address is not accepted: addresses end up in logs.",
                remedy="Send it as the header Authorization: token ...",
            )
        model = await self._identify()
        if model is None:
            self.refuse()
            return
        if model.get("kind") != "user" or not self._may_enter(model):
            raise ForbiddenError("This token may not use this service.")
        self.caller = User(
            name=model["name"],
            admin=bool(model.get("admin", False)),
            groups=sorted(model.get("groups", [])),
        )
        self.token = str(self.hub_auth.get_token(self))

    def refuse(self) -> None:
        """Nobody known calls."""
        raise ForbiddenError(
            "You are not signed in, or your token is not valid.",
            remedy="Send a token from /hub/token as the header Authorization: token ...",
        )

    async def _identify(self) -> dict[str, Any] | None:
        by_cookie = "Authorization" not in self.request.headers
        if by_cookie and self.request.method not in _SAFE and not self._is_same_origin():
            return None
        try:
            model = await self.hub_auth.get_user(self, sync=False)
        except web.HTTPError as error:
            if error.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
                raise HubAwayError from error
            raise
        return cast("dict[str, Any] | None", model)

    def _may_enter(self, model: dict[str, Any]) -> bool:
        return bool(self.hub_auth.check_scopes(self.hub_auth.access_scopes, model))

    def _is_same_origin(self) -> bool:
        origin = urlsplit(self.request.headers.get("Origin", ""))
        return origin.scheme in {"http", "https"} and origin.netloc == self.request.host


class EntryHandler(CallerHandler):
    """`/services/remote-claude/` in a browser: sign in, then go to the hub's home page."""

    def refuse(self) -> None:
        """Sign in with the hub."""
        self.redirect(self.get_login_url())

    async def get(self) -> None:
        """Signed in: the sessions are on the hub's home page."""
        self.redirect("/hub/home")


class CallbackHandler(HubOAuthCallbackHandler, BaseHandler):
    """Where the hub sends a browser back after signing in."""

    def initialize(self, context: Context) -> None:
        """Take what the application made."""
        super().initialize(context)
        self.hub_auth = context.hub_auth


def to_public(error: BaseException | None, status: int) -> RemoteClaudeError:
    """Any error as one that may be shown."""
    if isinstance(error, RemoteClaudeError):
        return error
    if status == HTTPStatus.NOT_FOUND:
        return NotFoundError("route", "")
    if isinstance(error, web.HTTPError) and status < HTTPStatus.INTERNAL_SERVER_ERROR:
        shown = RemoteClaudeError(error.log_message or HTTPStatus(status).phrase)
        shown.status, shown.code = status, HTTPStatus(status).name.lower()
        return shown
    return RemoteClaudeError(
        "Something went wrong here that should not have.",
        remedy="The log of the hub service says what; please report it.",
    )
