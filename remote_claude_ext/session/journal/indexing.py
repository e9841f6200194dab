"""Goes on with the index in small steps, so that nobody who writes waits for it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from ...core.backoff import delays
from ...core.errors import UnavailableError

logger = logging.getLogger(__name__)


class Indexing:
    """`step` does a little and says whether there was anything to do."""

    def __init__(self, step: Callable[[], Awaitable[bool]]) -> None:
        self._step = step
        self._wanted = asyncio.Event()
        self._wanted.set()
        self._is_at_it = False

    @property
    def is_busy(self) -> bool:
        """Whether something may be left to do."""
        return self._is_at_it or self._wanted.is_set()

    def go_on(self) -> None:
        """There is something new to do."""
        self._wanted.set()

    async def run(self) -> None:
        """Do what is left, then wait for more; until cancelled."""
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            self._is_at_it = True
            while await self._insist():
                pass
            self._is_at_it = False

    async def _insist(self) -> bool:
        """One step; a full disk makes it wait."""
        for delay_seconds in delays(first_seconds=1.0, most_seconds=60.0):
            try:
                return await self._step()
            except UnavailableError as error:
                logger.warning("what was said is not indexed further: %s", error)
                await asyncio.sleep(delay_seconds)
        return False
