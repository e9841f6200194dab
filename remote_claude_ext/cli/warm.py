"""The containers that wait for new sessions, from the start of `up` to its end."""

import asyncio
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from ..config.places import Places
from ..config.settings import Settings
from ..core.errors import RemoteClaudeError

if TYPE_CHECKING:
    from ..config.warm_keeper import Keeper

_log = logging.getLogger(__name__)
_COUNT_SECONDS = 0.5
_LOOK_EVERY = 20
"""So many counts of the notes for one look at the engine, where none is missing."""
_AGAIN_SECONDS = 30.0


class WarmPool:
    """Does nothing where sessions are local processes."""

    def __init__(self, settings: Settings, places: Places, say: Callable[[str], None]) -> None:
        self._is_wanted = settings.containers.warm > 0
        self._say = say
        self._keeper = _find_keeper(settings, places)

    async def clear(self) -> None:
        """Take away what an earlier start left.

        Raises:
            EngineError: The engine did not do it.
        """
        if self._keeper:
            await asyncio.to_thread(self._keeper.clear)

    async def keep(self) -> None:
        """Keep as many waiting as the configuration says, until this is cancelled."""
        if self._keeper is None or not self._is_wanted:
            return
        told, count = "", 0
        while True:
            try:
                if count % _LOOK_EVERY == 0 or not self._keeper.is_full():
                    await asyncio.to_thread(self._keeper.look)
                told = ""
            except RemoteClaudeError as error:
                if str(error) != told:
                    self._say(f"No container waits for new sessions, which start anyway: {error}")
                told = str(error)
                await asyncio.sleep(_AGAIN_SECONDS)
            except Exception:  # noqa: BLE001 (the edge of a task that no session needs)
                _log.exception("What waits for new sessions could not be looked at")
                await asyncio.sleep(_AGAIN_SECONDS)
            count += 1
            await asyncio.sleep(_COUNT_SECONDS)

    async def close(self) -> None:
        """Take all away; none is made any more. Says it where that did not work."""
        if self._keeper is None or not self._is_wanted:
            return
        try:
            await asyncio.to_thread(self._keeper.close)
        except (RemoteClaudeError, OSError) as error:
            self._say(f"What waited for new sessions may be left: {error}")


def _find_keeper(settings: Settings, places: Places) -> "Keeper | None":
    if settings.sessions.spawner != "docker":
        return None
    from ..config.warm_keeper import Keeper  # noqa: PLC0415 (needs what only this case has)

    return Keeper(places, settings.containers, auto_mode=settings.claude.auto_mode)
