"""Tells the hub service what waits for a person here, until it has heard it.

What is told is the whole list, made from what the journal has: so nothing has to be kept beside
that, whoever is killed when, and a list that arrives twice changes nothing. Lists have growing
numbers, so that one that comes late does not replace a newer one.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus

import msgspec
from tornado.httpclient import HTTPResponse

from ...core.backoff import delays
from ...core.clock import Clock
from ...core.errors import RemoteClaudeError
from ...wire.approvals import OpenApprovals, WaitingCount
from ...wire.codec import decode, encode
from ..calls import NO_ANSWER, call
from .rules import Asked, to_statement

_AGAIN_SECONDS = 60.0
"""Told anew though nothing has changed: hub or database may have begun anew meanwhile."""
_log = logging.getLogger(__name__)


class _Details(msgspec.Struct):
    number: int = 0


class _Error(msgspec.Struct):
    details: _Details


class _Refusal(msgspec.Struct):
    error: _Error


@dataclass(frozen=True, slots=True, kw_only=True)
class Listeners:
    """Who is told: the hub service all of it, the hub how much it is, for its list of sessions."""

    hub_service: str
    hub: str | None
    token: str


class InboxService:
    """Watches what waits in one session. `find` gives it, from what is on disk."""

    def __init__(
        self, listeners: Listeners, find: Callable[[], Sequence[Asked]], clock: Clock
    ) -> None:
        self._listeners = listeners
        self._find = find
        self._clock = clock
        self._number = 0
        self._told: Sequence[object] | None = None
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Tell what waits, and from now on whatever changes."""
        self._task = asyncio.create_task(self._run(), name="tell-inbox")

    def wake(self) -> None:
        """Something has changed, perhaps what waits."""
        self._wake.set()

    async def aclose(self) -> None:
        """Tell nothing more; what was not told is told after the next start."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        waits, due_seconds = _delays(), 0.0
        while True:
            self._wake.clear()
            now = self._clock.monotonic()
            try:
                found = self._find()
                told = [each.key for each in found]
                if told != self._told or now >= due_seconds:
                    await self._tell(found)
                    self._told, waits, due_seconds = told, _delays(), now + _AGAIN_SECONDS
                pause = max(due_seconds - now, 0)
            except (RemoteClaudeError, *NO_ANSWER) as error:
                _log.info("The hub service was not told what waits here: %s", error)
                self._told, pause = None, next(waits)
            except Exception:  # noqa: BLE001 (without this task nothing would be told any more)
                _log.exception("What waits here could not be told")
                self._told, pause = None, next(waits)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), pause)

    async def _tell(self, found: Sequence[Asked]) -> None:
        self._number = max(self._number + 1, int(self._clock.now().timestamp() * 1000))
        statement = to_statement(found, self._number)
        await self._tell_hub(statement)
        answer = await self._send(statement)
        if answer.code == HTTPStatus.CONFLICT:
            # The clock went back, or the folder is an older one: from that number on.
            self._number = decode(answer.body, _Refusal).error.details.number
            statement = to_statement(found, self._number + 1)
            self._number = statement.number
            answer = await self._send(statement)
        answer.rethrow()

    async def _tell_hub(self, statement: OpenApprovals) -> None:
        if self._listeners.hub is None:
            return
        try:
            body = encode(WaitingCount(waiting=statement.total))
            (await call("PUT", self._listeners.hub, self._listeners.token, body)).rethrow()
        except NO_ANSWER as error:
            _log.info("The hub was not told how many questions wait here: %s", error)

    async def _send(self, statement: OpenApprovals) -> HTTPResponse:
        to = self._listeners
        return await call("POST", to.hub_service, to.token, encode(statement))


def _delays() -> Iterator[float]:
    return delays(first_seconds=0.5, most_seconds=10)
