"""The routes for Claude Code's own telemetry; nothing is there where no collector is set."""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from ..core.signals import SIGNALS
from .errors import UnknownRouteError
from .http.reply import Reply
from .http.request import Request
from .identity import Identity
from .limits import read_body
from .report import Report
from .room import Room
from .web import Route, UserRoute

if TYPE_CHECKING:
    from .telemetry import Telemetry

_MOST_BYTES = 4 * 1024 * 1024


class CollectorRoutes:
    """OTLP over HTTP, for each signal."""

    def __init__(self, telemetry: "Telemetry | None", room: Room) -> None:
        self._telemetry = telemetry
        self._room = room

    def __iter__(self) -> Iterator[Route]:
        """Every route; paths are those below the prefix."""
        for signal in SIGNALS:
            handler = partial(self._post, signal)
            yield UserRoute(method="POST", path=f"v1/{signal}", handler=handler, is_traced=False)

    async def _post(self, signal: str, request: Request, caller: Identity) -> Reply:
        if self._telemetry is None:
            raise UnknownRouteError
        announced = request.headers.get("content-length")
        with self._room.open(caller.name, announced, limit_bytes=_MOST_BYTES) as held:
            body = await read_body(request, limit_bytes=_MOST_BYTES, takes_gzip=True)
            held.settle(len(body))
            content_type = request.headers.get("content-type").partition(";")[0].strip().lower()
            report = Report(signal=signal, content_type=content_type, body=body)
            receipt = await self._telemetry.pass_on(report, caller)
        return Reply(status=receipt.status, body=receipt.body, content_type=receipt.content_type)
