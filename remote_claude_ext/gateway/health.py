"""Whether the gateway can do its work: the database takes writes, the hub answers."""

import asyncio

from ..core.clock import Clock
from ..core.errors import RemoteClaudeError
from ..data.unit import Database
from ..data.version import check_connection
from ..wire.health import GatewayHealth, ProviderHealth
from .hub import HubClient
from .providers import Providers

_REMEMBERED_SECONDS = 1.0


class Health:
    """Looks at most once a second, however often it is asked."""

    def __init__(
        self,
        database: Database,
        hub: HubClient,
        providers: Providers,
        clock: Clock,
        *,
        service_token: str,
    ) -> None:
        self._database = database
        self._hub = hub
        self._providers = providers
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

    def find_good(self) -> GatewayHealth:
        """That all is well, and which of several providers are asked as usual."""
        states = self._providers.states if len(self._providers.states) > 1 else {}
        return GatewayHealth(
            status="ok",
            upstreams=[
                ProviderHealth(name=name, state="ok" if is_ok else "failing")
                for name, is_ok in states.items()
            ],
        )

    async def _ask_database(self) -> str | None:
        failure = self._database.failure
        try:
            await self._database.read(check_connection)
        except RemoteClaudeError as error:
            return error.message
        return None if failure is None else f"The database does not take writes: {failure}."

    async def _ask_hub(self) -> str | None:
        try:
            owner = await self._hub.find_owner(self._service_token, is_known=True)
        except RemoteClaudeError as error:
            return error.message
        return None if owner else "JupyterHub does not know the gateway's own token."
