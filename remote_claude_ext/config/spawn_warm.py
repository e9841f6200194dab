"""The first start of a new session: in a container that has waited for one, where there is one."""

# mypy: disallow-untyped-calls=False
# JupyterHub and DockerSpawner have no types.

import asyncio
import time
from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus
from typing import Any

from docker.errors import DockerException
from requests.exceptions import RequestException
from traitlets import Bool

from ..wire.codec import encode
from ..wire.handover import PATH, PORT, HandOver
from .docker_names import read_volume, write_place, write_volume
from .spawn import SessionSpawner, until_answered
from .waiting import Waiting, forget, take

_TAKE_SECONDS = 5
_READY_SECONDS = 15
_LOOK_SECONDS = 0.01
_LIFE_SECONDS = 0.5
_FAULTS = (DockerException, RequestException, OSError, ValueError)


class WarmStart(SessionSpawner):
    """The part of a container's spawner that takes one that waits."""

    # What a container's spawner has besides.
    log: Any
    object_name: Any
    object_id: Any
    docker: Any
    get_env: Any
    poll: Any
    _log_name: Any
    _make_volume: Any
    _size: Any

    warm = Bool(False, help="Whether containers wait for new sessions.").tag(config=True)  # noqa: FBT003 (its default)

    async def _start_warm(self, *, is_first: bool) -> tuple[str, int] | None:
        """Where the session's server answers; None where the ordinary way is to be gone.

        `is_first`: the session begins, with nothing to keep, in the size of those that wait.
        """
        waiting = take(self._places) if self.warm and is_first else None
        if waiting is None:
            return None
        try:
            await self._adopt(waiting)
            await self._until_up(waiting.host)
        except _FAULTS as error:
            self.log.warning("%s cannot be the session %s: %s", waiting.name, self._log_name, error)
            await self._let_go(waiting)
            return None
        forget(self._places, waiting)
        return waiting.host, PORT

    async def _adopt(self, waiting: Waiting) -> None:
        """Make it the session's by its name, then tell it whose it is.

        In this order: what still has its old name was never told, and its volume is empty.
        """
        write_place(self._folder, "")
        write_volume(self._folder, waiting.volume)
        await self._make_volume(self._size)  # it is there: what bounds it is noted
        await self.docker("rename", waiting.container, self.object_name)
        self.object_id = waiting.container
        self._steps.append("server")
        given = hand_over(waiting.host, PORT, waiting.secret, self.get_env())
        await asyncio.wait_for(given, _TAKE_SECONDS)
        self.log.info("%s is the session %s now.", waiting.name, self._log_name)

    async def _until_up(self, host: str) -> None:
        self._steps.append("answer")
        looked = time.monotonic()

        async def is_over() -> bool:
            nonlocal looked
            if time.monotonic() - looked < _LIFE_SECONDS:
                return False
            looked = time.monotonic()
            return await self.poll() is not None

        path = f"{self.server.base_url}api"
        answered = until_answered(host, PORT, path, is_over, every_seconds=_LOOK_SECONDS)
        await asyncio.wait_for(answered, _READY_SECONDS)

    async def _let_go(self, waiting: Waiting) -> None:
        """Remove the container; its volume stays with the session where it has it already."""
        self.object_id = ""
        with suppress(*_FAULTS):  # the note stays, and by it what is left is found
            await self.docker("remove_container", waiting.container, force=True)
            if read_volume(self._folder) != waiting.volume:
                await self.docker("remove_volume", waiting.volume)


async def hand_over(host: str, port: int, secret: str, environment: Mapping[str, str]) -> None:
    """Tell a waiting container whose session it is; ConnectionRefusedError where it says no."""
    body = encode(HandOver(environment=dict(environment)))
    head = (
        f"POST {PATH} HTTP/1.0\r\nAuthorization: Bearer {secret}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    reader, writer = await asyncio.open_connection(host, port)
    try:
        writer.write(head.encode() + body)
        await writer.drain()
        words = (await reader.readline()).split()
    finally:
        writer.close()
    if words[1:2] != [str(HTTPStatus.NO_CONTENT.value).encode()]:
        raise ConnectionRefusedError(f"It answered {b' '.join(words)!r}")
