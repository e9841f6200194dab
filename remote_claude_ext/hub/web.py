"""Base handlers: who calls, JSON in and out, every error in one shape."""

# mypy: disallow-untyped-calls=False
# JupyterHub has no types.

import hmac
import logging
from http import HTTPStatus
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from jupyterhub.services.auth import HubOAuthCallbackHandler, HubOAuthenticated
from tornado import web

from ..core.calls import begin_call
from ..core.errors import (
    ForbiddenError,
    MalformedError,
    NotFoundError,
    RemoteClaudeError,
    TooLargeError,
)
from ..core.spans import SilentSpan
from ..core.trace import PARENT, Trace
from ..wire.codec import decode, encode
from ..wire.errors import to_error_body
from ..wire.sessions import User
from .context import Context
from .errors import HubAwayError

T = TypeVar("T")
ADMIN_SCOPE = "admin:users"
"""Who may do anything to users may also freeze them and see what they use."""
MAX_BODY_BYTES = 64 * 1024
MOST_ITEMS = 1000
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

    most_body_bytes = MAX_BODY_BYTES
    caller: User
    scopes: frozenset[str]
    token: str
    token_id: str | None
    """The hub's id of the token; None for a login."""

    def initialize(self, context: Context) -> None:
        """Take what the application made."""
        super().initialize(context)
        self.hub_auth = context.hub_auth

    async def prepare(self) -> None:
        """Find out who calls before anything else is looked at."""
        call = begin_call(SilentSpan(Trace.read(self.request.headers.get_list(PARENT))))
        size, most = len(self.request.body), self.most_body_bytes
        if size > most:
            raise TooLargeError("body", size_bytes=size, limit_bytes=most)
        if "token" in self.request.query_arguments:
            raise ForbiddenError(
                "A token in an address is not accepted: addresses end up in logs.",
                remedy="Send it as the header Authorization: token ...",
            )
        model = await self._identify()
        if model is None:
            self.refuse()
            return
        self.require_entry(model)
        self.caller = User(
            name=model["name"],
            admin=bool(model.get("admin", False)),
            groups=sorted(model.get("groups", [])),
        )
        call.user = self.caller.name
        self.scopes = frozenset(model.get("scopes", []))
        self.token_id = model.get("token_id")
        self.token = str(self.hub_auth.get_token(self))

    @property
    def is_for_all(self) -> bool:
        """Whether the token may do what administrators may; that of a session never may."""
        return ADMIN_SCOPE in self.scopes

    @property
    def acts_for_everybody(self) -> bool:
        """Whether the caller may see what everybody uses, and answer who asks for more.

        An administrator's token may, and an administrator's login where a page of this service
        asks: no other page knows its XSRF token.
        """
        by_login = self.is_by_login and self.caller.admin and self._is_from_our_page()
        return self.is_for_all or by_login

    def require_own_page(self) -> None:
        """Return if a token calls, or a page of this service; else ForbiddenError.

        Sessions' pages have the same origin, and what they show may have been made by anybody.
        """
        if self.is_by_login and not self._is_from_our_page():
            raise ForbiddenError("Only the service's own pages may ask this with a login.")

    def refuse(self) -> None:
        """Nobody known calls."""
        raise ForbiddenError(
            "You are not signed in, or your token is not valid.",
            remedy="Send a token from /hub/token as the header Authorization: token ...",
        )

    def sign_in(self) -> None:
        """Send a browser that opens a page to the hub's sign-in; nobody else is led there."""
        if not self.is_navigation:
            CallerHandler.refuse(self)
        self.redirect(self.get_login_url())

    async def _identify(self) -> dict[str, Any] | None:
        if self.is_by_login and not self._may_use_login():
            return None
        try:
            model = await self.hub_auth.get_user(self, sync=False)
        except web.HTTPError as error:
            if error.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
                raise HubAwayError from error
            raise
        return cast("dict[str, Any] | None", model)

    @property
    def is_by_login(self) -> bool:
        """Whether the login cookie says who calls."""
        return "Authorization" not in self.request.headers

    @property
    def is_navigation(self) -> bool:
        """Whether a browser opens this address itself, as far as it says."""
        return self.request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"

    def _may_use_login(self) -> bool:
        # JupyterHub lets requests "no-cors" of any page of this origin pass without a token, as
        # for pictures; but the answer to such a fetch can be read, and nothing here is a picture.
        if self.request.headers.get("Sec-Fetch-Mode") == "no-cors":
            return False
        return self.request.method in _SAFE or self._is_same_origin()

    def _is_from_our_page(self) -> bool:
        told = self.request.headers.get("X-XSRFToken", "")
        return hmac.compare_digest(told.encode(), self.xsrf_token)

    def require_entry(self, model: dict[str, Any]) -> None:
        """Return if the caller may use this route; else ForbiddenError."""
        may_enter = self.hub_auth.check_scopes(self.hub_auth.access_scopes, model)
        if model.get("kind") != "user" or not may_enter:
            raise ForbiddenError("This token may not use this service.")

    def _is_same_origin(self) -> bool:
        origin = urlsplit(self.request.headers.get("Origin", ""))
        return origin.scheme in {"http", "https"} and origin.netloc == self.request.host


class AdminHandler(CallerHandler):
    """A route for administrators: by token; where it says so, by login from our pages as well."""

    is_for_pages = False

    async def prepare(self) -> None:
        """Find out who calls, and whether that is an administrator."""
        await super().prepare()
        if not (self.acts_for_everybody if self.is_for_pages else self.is_for_all):
            raise ForbiddenError(
                f"This is for administrators, with a token that has the scope {ADMIN_SCOPE}.",
                remedy="Make a token without a list of scopes at /hub/token, as an administrator.",
            )


class EntryHandler(CallerHandler):
    """`/services/remote-claude/` in a browser: sign in, then go to the hub's home page."""

    def refuse(self) -> None:
        """Sign in with the hub."""
        self.sign_in()

    async def get(self) -> None:
        """Signed in: the sessions are on the hub's home page."""
        self.redirect("/hub/home")


class CallbackHandler(HubOAuthCallbackHandler, BaseHandler):
    """Where the hub sends a browser back after signing in."""

    def initialize(self, context: Context) -> None:
        """Take what the application made."""
        super().initialize(context)
        self.hub_auth = context.hub_auth


def to_limit(text: str) -> int:
    """How many items a page may have."""
    is_short = text.isascii() and text.isdecimal() and len(text) <= len(str(MOST_ITEMS))
    if not is_short or not 1 <= int(text) <= MOST_ITEMS:
        raise MalformedError(f"limit has to be a whole number from 1 to {MOST_ITEMS}.")
    return int(text)


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
