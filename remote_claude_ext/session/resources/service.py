"""Tells the hub service every minute what the session takes, and its page when disk is short."""

import asyncio
import logging
import sys
from asyncio.subprocess import DEVNULL, PIPE
from dataclasses import dataclass, replace
from pathlib import Path

from ...core.clock import Clock
from ...wire.codec import encode
from ...wire.resources import DiskShort, NewResources
from ..calls import NO_ANSWER, call
from . import walk
from .look import look_at_container, look_at_processes, look_at_room
from .rules import Disk, Taken, to_shortage

logger = logging.getLogger(__name__)
_FIRST_SECONDS = 10.0
_EACH_SECONDS = 60.0
_WALK_SECONDS, _WALK_SHORT_SECONDS = 300.0, 60.0
"""How long files are not counted again; less where disk is short, for somebody makes room."""
_WALK_PAUSES = 20
"""A count that took its time is followed by so many times that without one."""
_WALK_PATIENCE_SECONDS = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a session's files are.

    `is_bound`: whoever runs containers enforces `limit_bytes`. `is_shared`: it is the place of all
    sessions of the user.
    """

    folder: Path
    is_container: bool = False
    limit_bytes: int | None = None
    is_bound: bool = False
    is_shared: bool = False


class ResourcesService:
    """What one session takes, and whom it tells."""

    def __init__(self, place: Place, url: str, token: str, clock: Clock) -> None:
        self._place = place
        self._url = url.rstrip("/") + "/api/v1/resources"
        self._token = token
        self._clock = clock
        self._due_seconds = clock.monotonic() + _FIRST_SECONDS
        self._walk_due_seconds = self._due_seconds
        self._before: tuple[float, float] | None = None
        self._task: asyncio.Task[None] | None = None
        self._disk = Disk(free_bytes=0, limit_bytes=place.limit_bytes, is_bound=place.is_bound)
        self.shortage: DiskShort | None = None

    def tick(self) -> bool:
        """Begin to look and tell if it is time for that; whether it was. Nobody waits for it."""
        now = self._clock.monotonic()
        is_busy = self._task is not None and not self._task.done()
        if now < self._due_seconds or is_busy:
            return False
        self._due_seconds = now + _EACH_SECONDS
        self._task = asyncio.create_task(self._look_and_tell(), name="tell-resources")
        return True

    async def settle(self) -> None:
        """Return when what was begun is done."""
        if self._task is not None:
            await asyncio.gather(self._task, return_exceptions=True)

    async def aclose(self) -> None:
        """Stop looking."""
        if self._task is not None:
            self._task.cancel()
        await self.settle()

    async def _look_and_tell(self) -> None:
        try:
            await self._look_at_disk()
            look = look_at_container if self._place.is_container else look_at_processes
            await self._tell(self._to_report(await asyncio.to_thread(look)))
        except NO_ANSWER as error:
            logger.info("The hub service was not told what this session takes: %s", error)

    async def _look_at_disk(self) -> None:
        place, now = self._place, self._clock.monotonic()
        all_bytes, free_bytes = look_at_room(place.folder)
        self._disk = replace(self._disk, free_bytes=free_bytes)
        if place.is_bound:
            # The volume's own figures: exact, and for nothing.
            self._disk = replace(self._disk, used_bytes=all_bytes - free_bytes)
        elif now >= self._walk_due_seconds:
            await self._count()
            took = self._clock.monotonic() - now
            usual = _WALK_SHORT_SECONDS if to_shortage(self._disk) else _WALK_SECONDS
            self._walk_due_seconds = now + max(usual, _WALK_PAUSES * took)
        self.shortage = to_shortage(self._disk)

    async def _count(self) -> None:
        command = [sys.executable, "-I", "-S", walk.__file__, str(self._place.folder)]
        process = await asyncio.create_subprocess_exec(*command, stdout=PIPE, stderr=DEVNULL)
        try:
            output, _ = await asyncio.wait_for(process.communicate(), _WALK_PATIENCE_SECONDS)
        except TimeoutError:
            output = b""
        finally:
            if process.returncode is None:
                process.kill()
        told, _, how = output.decode().strip().partition(" ")
        if told.isdecimal():
            self._disk = replace(self._disk, used_bytes=int(told), at_least=how != "all")

    def _to_report(self, taken: Taken) -> NewResources:
        now, disk = self._clock.monotonic(), self._disk
        busy = None
        if self._before and now > self._before[0]:
            seconds = taken.processor_seconds - self._before[1]
            busy = round(max(0.0, seconds) / (now - self._before[0]), 3)
        self._before = (now, taken.processor_seconds)
        return NewResources(
            memory_bytes=taken.memory_bytes,
            memory_limit_bytes=taken.memory_limit_bytes,
            processor_seconds=round(taken.processor_seconds, 3),
            processors=busy,
            processors_limit=taken.processors_limit,
            processes=taken.processes,
            processes_limit=taken.processes_limit,
            disk_bytes=disk.used_bytes,
            disk_at_least=disk.at_least,
            disk_shared=self._place.is_shared,
            disk_limit_bytes=disk.limit_bytes,
            disk_free_bytes=disk.free_bytes,
        )

    async def _tell(self, report: NewResources) -> None:
        (await call("POST", self._url, self._token, encode(report))).rethrow()
