"""Tells the hub service what was done, in its order, until it has taken it.

Events wait in the journal, where they come with the frames that they are made from. They are
removed once the hub service has them; what it gets twice it knows by its id.
"""

import asyncio
import logging
from collections.abc import Sequence
from http import HTTPStatus
from typing import Protocol

from tornado.httpclient import HTTPResponse

from ...core.backoff import delays
from ...core.errors import RemoteClaudeError
from ..calls import NO_ANSWER, call

_PATIENCE_SECONDS = 10.0
_GATHER_SECONDS = 0.5
"""What is done shortly after one another goes together."""
_AT_ONCE = 100
_MOST_BYTES = 256 * 1024
_log = logging.getLogger(__name__)


class Outbox(Protocol):
    """Where events wait."""

    async def find(self, after: int, limit: int) -> list[tuple[int, bytes]]:
        """The oldest behind a number."""

    async def remove(self, numbers: Sequence[int]) -> None:
        """Forget those that were taken."""


class Sender:
    """Sends what waits, as often as it takes."""

    def __init__(self, outbox: Outbox, hub_service: str, token: str) -> None:
        self._outbox = outbox
        self._url = f"{hub_service.rstrip('/')}/api/v1/audit"
        self._token = token
        self._after = 0
        """Behind what the hub service refuses as no event: it waits for the next start."""
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Send what waits, and from now on whatever comes."""
        self._task = asyncio.create_task(self._run(), name="send-audit")

    def wake(self) -> None:
        """There may be something new."""
        self._wake.set()

    async def aclose(self) -> None:
        """Send nothing more; what waits is sent after the next start."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        waits = delays(first_seconds=0.5, most_seconds=60)
        while True:
            self._wake.clear()
            try:
                while await self._send_some():
                    waits = delays(first_seconds=0.5, most_seconds=60)
            except (RemoteClaudeError, *NO_ANSWER) as error:
                _log.info("The hub service was not told what was done here: %s", error)
            except Exception:  # noqa: BLE001 (without this task nothing would be told any more)
                _log.exception("What was done here could not be told")
            else:
                await self._wake.wait()
                await asyncio.sleep(_GATHER_SECONDS)
                continue
            # What comes meanwhile does not make an answer more likely.
            await asyncio.sleep(next(waits))

    async def _send_some(self) -> bool:
        """Send the oldest that wait; whether there were any."""
        waiting = _cut(await self._outbox.find(self._after, _AT_ONCE))
        if not waiting:
            return False
        if (answer := await self._post(waiting)).code == HTTPStatus.BAD_REQUEST:
            await self._send_each(waiting)
            return True
        answer.rethrow()
        await self._outbox.remove([number for number, _ in waiting])
        return True

    async def _send_each(self, waiting: Sequence[tuple[int, bytes]]) -> None:
        """Send one by one; what is refused stays, and nothing waits for it."""
        for number, event in waiting:
            answer = await self._post([(number, event)])
            if answer.code == HTTPStatus.BAD_REQUEST:
                _log.error("The hub service does not take an event: %s", answer.body)
            else:
                answer.rethrow()
                await self._outbox.remove([number])
            self._after = number

    async def _post(self, events: Sequence[tuple[int, bytes]]) -> HTTPResponse:
        body = b'{"events":[' + b",".join(event for _, event in events) + b"]}"
        return await call("POST", self._url, self._token, body, patience_seconds=_PATIENCE_SECONDS)


def _cut(waiting: list[tuple[int, bytes]]) -> list[tuple[int, bytes]]:
    """As many as one request holds, and at least one."""
    size_bytes = 0
    for place, (_, event) in enumerate(waiting):
        size_bytes += len(event)
        if size_bytes > _MOST_BYTES and place:
            return waiting[:place]
    return waiting
