"""The base of every route: who is calling, and errors in the shape that Claude Code understands."""

import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass

from ..core.calls import Call, begin_call, end_call
from ..core.errors import RemoteClaudeError
from ..core.spans import SilentTracer, Tracer
from ..core.trace import PARENT, Trace
from ..wire.codec import encode
from ..wire.messages import ErrorBody, ErrorDetail
from .auth import Authenticator
from .errors import BadRequestError, GatewayError, UnknownRouteError
from .http.reply import Reply
from .http.request import Request
from .identity import Identity
from .metrics import Metrics

_log = logging.getLogger(__name__)

Handler = Callable[[Request], Awaitable[Reply]]
UserHandler = Callable[[Request, Identity], Awaitable[Reply]]
_FIRST_OWN = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class UserRoute:
    """A route for a user's token; the handler gets who it is."""

    method: str
    path: str
    handler: UserHandler
    is_traced: bool = True
    """Whether a request is a span of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeRoute:
    """A route for any token that has a scope."""

    method: str
    path: str
    scope: str
    handler: Handler


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicRoute:
    """A route that tells nothing that anyone might not know."""

    method: str
    path: str
    handler: Handler


Route = UserRoute | ScopeRoute | PublicRoute


class Door:
    """Every request's way to its route; nothing enters another way, and no error leaves it."""

    def __init__(
        self,
        routes: Iterable[Route],
        authenticator: Authenticator,
        tracer: Tracer,
        metrics: Metrics,
        *,
        prefix: str,
    ) -> None:
        self._authenticator = authenticator
        self._tracer = tracer
        self._metrics = metrics
        self._prefix = prefix
        self._handlers = {
            (route.method, prefix + route.path): self._to_handler(route) for route in routes
        }

    @property
    def targets(self) -> Mapping[tuple[str, str], Handler]:
        """What answers, by method and path."""
        return self._handlers

    async def answer(self, request: Request) -> Reply:
        """Answer a request; a ConnectionError is raised where an answer that has begun breaks."""
        try:
            return await self._find(request)(request)
        except RemoteClaudeError as error:
            return self._refuse(error)
        except ConnectionError:
            raise
        except Exception:  # noqa: BLE001  # the edge of a request
            _log.exception("A request failed: %s %s", request.method, request.path)
            return self._refuse(GatewayError("The gateway failed; its log says why."))
        finally:
            end_call()

    def _find(self, request: Request) -> Handler:
        """The route of a target that is plainly one of our paths: no other host, `//`, `..`."""
        target = request.target
        handler = self._handlers.get((request.method, request.path))
        if handler is not None and "#" not in target:
            return handler
        if not target.startswith("/") or target.startswith("//") or "#" in target:
            raise BadRequestError("The target of the request is not a path of this gateway.")
        raise UnknownRouteError

    def _refuse(self, error: RemoteClaudeError) -> Reply:
        self._metrics.count_refusal(error)
        return to_reply(error)

    def _to_handler(self, route: Route) -> Handler:
        match route:
            case PublicRoute(handler=handler):
                return handler
            case ScopeRoute(scope=scope, handler=handler):

                async def with_scope(request: Request) -> Reply:
                    await self._authenticator.require_scope(request.headers, scope)
                    return await handler(request)

                return with_scope
            case UserRoute():
                return self._for_user(route)

    def _for_user(self, route: UserRoute) -> Handler:
        tracer = self._tracer if route.is_traced else SilentTracer()
        name = f"{route.method} /{route.path}"
        about = {"http.request.method": route.method, "http.route": self._prefix + route.path}

        async def with_user(request: Request) -> Reply:
            trace = Trace.read(request.headers.get_all(PARENT))
            call = begin_call(tracer.begin(name, trace, about))
            try:
                caller = await self._authenticator.require_user(request.headers)
                call.user, call.session = caller.name, caller.session or ""
                reply = await route.handler(request, caller)
            except BaseException as error:
                _end(call, getattr(error, "status", None), type(error).__name__)
                raise
            _end(call, reply.status)
            return reply

        return with_user


def malformed() -> Reply:
    """The answer to bytes that are no request."""
    return to_reply(
        BadRequestError("The request is not well-formed HTTP, or its head is too long.")
    )


def to_reply(error: RemoteClaudeError) -> Reply:
    """An error in the Messages API's shape."""
    kind, headers = "api_error", {}
    if isinstance(error, GatewayError):
        kind, headers = error.kind, error.headers
    message = f"{error.message} {error.remedy}" if error.remedy else error.message
    body = ErrorBody(error=ErrorDetail(type=kind, message=message))
    return Reply(status=error.status, headers=headers, body=encode(body))


def _end(call: Call, status: int | None, error: str | None = None) -> None:
    """A request is over. What a caller did wrong is no error of ours."""
    if not call.span.is_recorded:
        return
    is_theirs = status is not None and status < _FIRST_OWN
    about: dict[str, str | int] = {"enduser.id": call.user} if call.user else {}
    if call.session:
        about["remote_claude.session"] = call.session
    if status is not None:
        about["http.response.status_code"] = status
    call.span.end(about, error=None if is_theirs else error or str(status))
