"""Whether the gateway can do its work: the database takes writes, the hub answers."""

import asyncio

from ..core.clock import Clock
from ..core.errors import RemoteClaudeError
from ..data.migrate import check_connection
from ..data.unit import Database
from .hub import HubClient

_REMEMBERED_SECONDS = 1.0


class Health:
    """Looks at most once a second, however often it is asked."""

    def __init__(
        self, database: Database, hub: HubClient, clock: Clock, *, service_token: str
    ) -> None:
        self._database = database
        self._hub = hub
        self._clock = clock
        self._service_token = service_token
        self._looked_at: float | None = None
        self._troubles: list[str] = []
        self._lock = asyncio.Lock()

    async def find_troubles(self) -> list[str]:
        """A sentence for everything that is wrong; empty when all is well."""
        async with self._lock:
            now = self._clock.monotonic()
            if self._looked_at is None or now - self._looked_at > _REMEMBERED_SECONDS:
                found = await asyncio.gather(self._ask_database(), self._ask_hub())
                self._troubles = [trouble for trouble in found if trouble is not None]
                self._looked_at = self._clock.monotonic()
            return self._troubles

    async def _ask_database(self) -> str | None:
        failure = self._database.failure
        try:
            await self._database.read(check_connection)
        except RemoteClaudeError as error:
            return error.message
        return None if failure is None else f"The database does not take writes: {failure}."

    async def _ask_hub(self) -> str | None:
        try:
            owner = await self._hub.find_owner(self._service_token)
        except RemoteClaudeError as error:
            return error.message
        return None if owner else "JupyterHub does not know the gateway's own token."
