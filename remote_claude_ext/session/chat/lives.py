"""How many `claude` processes live, and which one makes room for the next."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from typing import Protocol

from ...core.clock import Clock

logger = logging.getLogger(__name__)
_STARTS_AT_ONCE = 2
_LOOK_SECONDS = 5.0


class Life(Protocol):
    """A conversation that may have a process."""

    @property
    def idle_since(self) -> float | None:
        """Since when (monotonic seconds) it could be parked; None while it could not."""

    @property
    def is_held_elsewhere(self) -> bool:
        """Whether a terminal has its Claude session too."""

    async def park(self) -> None:
        """End its process if it is idle; the next prompt resumes it."""


class Lives:
    """Gives out places for processes: at most `limit`, the longest idle is parked for the next."""

    def __init__(self, *, limit: int, park_after_seconds: float, clock: Clock) -> None:
        self.limit = limit
        self._park_after_seconds = park_after_seconds
        self._clock = clock
        self._live: set[Life] = set()
        self._changed = asyncio.Event()
        self.starting = asyncio.Semaphore(_STARTS_AT_ONCE)
        """Starting a process is heavy: only so many at once."""
        self._task: asyncio.Task[None] | None = None

    @property
    def count(self) -> int:
        """How many have a place now."""
        return len(self._live)

    def start(self) -> None:
        """Begin to park what has been idle for long."""
        self._task = asyncio.create_task(self._watch(), name="park-idle-claudes")

    async def stop(self) -> None:
        """Park nothing more."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def acquire(self, life: Life, *, on_wait: Callable[[], Awaitable[None]]) -> None:
        """Wait for a place; `on_wait` is called once if there is none to be had now."""
        has_told = False
        while life not in self._live:
            if len(self._live) < self.limit:
                self._live.add(life)
                return
            self._changed.clear()
            if (idle := self._longest_idle()) is not None:
                await idle.park()  # its end gives the place back, unless a prompt was faster
                continue
            if not has_told:
                has_told = True
                await on_wait()
                continue
            await self._changed.wait()

    def release(self, life: Life) -> None:
        """The process is gone."""
        self._live.discard(life)
        self._changed.set()

    def nudge(self) -> None:
        """Something became idle: whoever waits may look again."""
        self._changed.set()

    def _longest_idle(self) -> Life | None:
        idle = [(since, life) for life in self._live if (since := life.idle_since) is not None]
        return min(idle, key=lambda pair: pair[0])[1] if idle else None

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(min(_LOOK_SECONDS, self._park_after_seconds))
            for life in list(self._live):
                try:
                    if self._is_to_be_parked(life):
                        await life.park()
                except Exception:
                    logger.exception("an idle claude could not be parked")

    def _is_to_be_parked(self, life: Life) -> bool:
        since = life.idle_since
        if since is None:
            return False
        is_long = self._clock.monotonic() - since > self._park_after_seconds
        return is_long or life.is_held_elsewhere
