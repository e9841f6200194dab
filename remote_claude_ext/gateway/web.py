"""The base of every route: who is calling, and errors in the shape that Claude Code understands."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

from ..core.errors import RemoteClaudeError
from ..wire.codec import encode
from ..wire.messages import ErrorBody, ErrorDetail
from .auth import Authenticator
from .errors import BadRequestError, GatewayError, UnknownRouteError
from .identity import Identity
from .limits import defer_expectation

_log = logging.getLogger(__name__)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
UserHandler = Callable[[web.Request, Identity], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True, kw_only=True)
class UserRoute:
    """A route for a user's token; the handler gets who it is."""

    method: str
    path: str
    handler: UserHandler


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
    """Turns routes into handlers of an application; nothing enters it another way."""

    def __init__(self, authenticator: Authenticator, prefix: str) -> None:
        self._authenticator = authenticator
        self._prefix = prefix

    def open(self, application: web.Application, route: Route) -> None:
        """Add a route below the prefix, behind its authentication."""
        application.router.add_route(
            route.method,
            self._prefix + route.path,
            self._to_handler(route),
            expect_handler=defer_expectation,
        )

    def _to_handler(self, route: Route) -> Handler:
        match route:
            case PublicRoute(handler=handler):
                return handler
            case ScopeRoute(scope=scope, handler=handler):

                async def with_scope(request: web.Request) -> web.StreamResponse:
                    await self._authenticator.require_scope(request.headers, scope)
                    return await handler(request)

                return with_scope
            case UserRoute(handler=for_user):

                async def with_user(request: web.Request) -> web.StreamResponse:
                    caller = await self._authenticator.require_user(request.headers)
                    return await for_user(request, caller)

                return with_user


@web.middleware
async def edge(request: web.Request, handler: Handler) -> web.StreamResponse:
    """The outermost layer: refuses odd targets, turns every error into the API's shape."""
    try:
        _require_plain_target(request)
        return await handler(request)
    except RemoteClaudeError as error:
        return to_response(error)
    except web.HTTPException as error:
        return to_response(_translate(error))
    except ConnectionError:
        # The caller is gone, or the answer had begun and broke: the connection just ends.
        raise
    except Exception:  # noqa: BLE001  # the edge of a request
        _log.exception("A request failed: %s %s", request.method, request.path)
        return to_response(GatewayError("The gateway failed; its log says why."))


def to_response(error: RemoteClaudeError) -> web.Response:
    """An error in the Messages API's shape."""
    kind, headers = "api_error", {}
    if isinstance(error, GatewayError):
        kind, headers = error.kind, error.headers
    message = f"{error.message} {error.remedy}" if error.remedy else error.message
    body = ErrorBody(error=ErrorDetail(type=kind, message=message))
    return web.Response(
        status=error.status,
        headers=headers,
        body=encode(body),
        content_type="application/json",
    )


def _require_plain_target(request: web.Request) -> None:
    """Refuse every target that is not plainly one of our paths: another host, `//`, `..`."""
    path = request.raw_path.partition("?")[0]
    if not path.startswith("/") or path.startswith("//") or "#" in request.raw_path:
        raise BadRequestError("The target of the request is not a path of this gateway.")
    resource = request.match_info.route.resource
    if resource is None or path != resource.canonical:
        raise UnknownRouteError


def _translate(error: web.HTTPException) -> GatewayError:
    if error.status in (404, 405):
        return UnknownRouteError()
    if 400 <= error.status < 500:  # noqa: PLR2004
        return BadRequestError(f"The request cannot be read: {error.reason}.")
    return GatewayError(f"The gateway cannot do this: {error.reason}.")
