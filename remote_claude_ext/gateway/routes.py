"""The routes of the gateway, and nothing else: a request is read, passed on, answered."""

from collections.abc import Iterator

from aiohttp import web

from ..core.errors import UnavailableError
from ..wire.codec import encode
from .health import Health
from .identity import Identity
from .limits import read_body
from .metrics import Metrics
from .models import ModelRules
from .relay import Relay
from .request import to_model
from .web import PublicRoute, Route, ScopeRoute, UserRoute

_MESSAGES = "/v1/messages"
_COUNT_TOKENS = "/v1/messages/count_tokens"
_MODELS = "/v1/models"


class Routes:
    """What the gateway answers."""

    def __init__(
        self,
        relay: Relay,
        models: ModelRules,
        health: Health,
        metrics: Metrics,
        *,
        max_body_bytes: int,
    ) -> None:
        self._relay = relay
        self._models = models
        self._health = health
        self._metrics = metrics
        self._max_body_bytes = max_body_bytes

    def __iter__(self) -> Iterator[Route]:
        """Every route; paths are those below the prefix."""
        yield UserRoute(method="POST", path=_MESSAGES[1:], handler=self._post_messages)
        yield UserRoute(method="POST", path=_COUNT_TOKENS[1:], handler=self._post_count_tokens)
        yield UserRoute(method="GET", path=_MODELS[1:], handler=self._get_models)
        yield PublicRoute(method="HEAD", path="", handler=self._say_hello)
        yield PublicRoute(method="HEAD", path="api/hello", handler=self._say_hello)
        yield PublicRoute(method="GET", path="api/hello", handler=self._say_hello)
        yield PublicRoute(method="GET", path="healthz", handler=self._get_health)
        yield ScopeRoute(
            method="GET", path="metrics", scope="read:metrics", handler=self._get_metrics
        )

    async def _post_messages(self, request: web.Request, caller: Identity) -> web.StreamResponse:
        body = await read_body(request, limit_bytes=self._max_body_bytes)
        model = to_model(body)
        self._models.require(model)
        return await self._relay.answer_recorded(
            request, _MESSAGES, body, caller=caller, model=model
        )

    async def _post_count_tokens(
        self, request: web.Request, _caller: Identity
    ) -> web.StreamResponse:
        body = await read_body(request, limit_bytes=self._max_body_bytes)
        self._models.require(to_model(body))
        return await self._relay.answer(request, _COUNT_TOKENS, body)

    async def _get_models(self, request: web.Request, _caller: Identity) -> web.StreamResponse:
        if self._models.allowed:
            return _to_json(encode(self._models.to_list()))
        return await self._relay.answer(request, _MODELS, None)

    async def _say_hello(self, _request: web.Request) -> web.StreamResponse:
        return _to_json(b'{"message":"hello"}')

    async def _get_health(self, _request: web.Request) -> web.StreamResponse:
        reasons = await self._health.find_troubles()
        if reasons:
            raise UnavailableError(" ".join(reasons))
        return _to_json(b'{"status":"ok"}')

    async def _get_metrics(self, _request: web.Request) -> web.StreamResponse:
        return web.Response(
            body=self._metrics.to_text(),
            headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"},
        )


def _to_json(body: bytes) -> web.Response:
    return web.Response(body=body, content_type="application/json")
