"""The routes of the gateway, and nothing else: a request is read, passed on, answered."""

from collections.abc import Iterator
from functools import partial

import msgspec

from ..core.errors import UnavailableError
from ..wire.codec import encode
from ..wire.messages import RequestHead
from .frozen import Frozen
from .health import Health
from .http.reply import Reply
from .http.request import Request
from .identity import Identity
from .limits import read_body
from .metrics import Metrics
from .models import ModelRules
from .relay import Relay
from .request import to_head, with_model
from .room import Held, Room
from .web import PublicRoute, Route, ScopeRoute, UserRoute

_MESSAGES = "/v1/messages"
_COUNT_TOKENS = "/v1/messages/count_tokens"
_MODELS = "/v1/models"


class Routes:
    """What the gateway answers."""

    def __init__(
        self,
        relay: Relay,
        frozen: Frozen,
        models: ModelRules,
        health: Health,
        metrics: Metrics,
        *,
        room: Room,
    ) -> None:
        self._relay = relay
        self._frozen = frozen
        self._models = models
        self._health = health
        self._metrics = metrics
        self._room = room

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

    async def _post_messages(self, request: Request, caller: Identity) -> Reply:
        self._frozen.require_free(caller)
        with self._hold(request, caller) as held:
            head, body = await self._read(request, caller, held)
            return await self._relay.answer_recorded(
                request, _MESSAGES, body, caller=caller, head=head
            )

    async def _post_count_tokens(self, request: Request, caller: Identity) -> Reply:
        self._frozen.require_free(caller)
        with self._hold(request, caller) as held:
            head, body = await self._read(request, caller, held)
            return await self._relay.answer_counting(
                request, _COUNT_TOKENS, body, caller=caller, model=head.model
            )

    async def _get_models(self, request: Request, caller: Identity) -> Reply:
        listed = self._models.to_list(caller)
        if listed is not None:
            return Reply(body=encode(listed))
        # A page before another one is not the end of the list.
        is_changed = self._models.has_aliases(caller) and "before_id" not in request.query
        change = partial(self._models.add_aliases, caller=caller) if is_changed else None
        return await self._relay.answer(request, _MODELS, None, model=None, change=change)

    def _hold(self, request: Request, caller: Identity) -> Held:
        announced = request.headers.get("content-length")
        return self._room.open(caller.name, announced, limit_bytes=self._room.largest_bytes)

    async def _read(
        self, request: Request, caller: Identity, held: Held
    ) -> tuple[RequestHead, bytes]:
        body = await read_body(request, limit_bytes=self._room.largest_bytes)
        held.settle(len(body))
        return self._resolve(body, caller)

    def _resolve(self, body: bytes, caller: Identity) -> tuple[RequestHead, bytes]:
        """What a request asks for, with the real name of its model, if the caller may."""
        head = to_head(body)
        model = self._models.resolve(head.model, caller)
        if model == head.model:
            return head, body
        return msgspec.structs.replace(head, model=model), with_model(body, model)

    async def _say_hello(self, _request: Request) -> Reply:
        return Reply(body=b'{"message":"hello"}')

    async def _get_health(self, _request: Request) -> Reply:
        reasons = await self._health.find_troubles()
        if reasons:
            raise UnavailableError(" ".join(reasons))
        return Reply(body=encode(self._health.find_good()))

    async def _get_metrics(self, _request: Request) -> Reply:
        return Reply(
            body=self._metrics.to_text(), content_type="text/plain; version=0.0.4; charset=utf-8"
        )
