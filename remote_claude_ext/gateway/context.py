"""Everything that a gateway process is made of: built once, closed in reverse."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from ..core.clock import Clock
from ..data.engine import open_engine
from ..data.unit import Database
from ..ledger.service import LedgerService, this_process
from .auth import Authenticator
from .books import Books
from .health import Health
from .hub import HubClient
from .metrics import Metrics
from .models import ModelRules
from .relay import Relay
from .routes import Routes
from .settings import GatewaySettings
from .upstream import Upstream


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What the application needs of it: its routes, who may call them, what is to be stopped."""

    routes: Routes
    authenticator: Authenticator
    relay: Relay
    swept: int
    """How many entries a killed gateway had left open."""


@asynccontextmanager
async def open_context(settings: GatewaySettings, clock: Clock) -> AsyncIterator[Context]:
    """Build the services, settle what a killed gateway left, and close all at the end."""
    database = Database(open_engine(settings.database_url))
    hub = HubClient(settings.hub_api_url)
    authenticator = Authenticator(hub, clock)
    upstream = Upstream(settings)
    metrics = Metrics()
    ledger = LedgerService(database, clock, this_process())
    books = Books(ledger, clock, metrics, is_demo=settings.provider == "demo")
    relay = Relay(upstream, books, key_hint=settings.key_file_hint)
    routes = Routes(
        relay,
        ModelRules(settings.models, settings.model),
        Health(database, hub, clock, service_token=settings.service_token),
        metrics,
        max_body_bytes=settings.max_body_bytes,
    )
    try:
        swept = await ledger.sweep()
        yield Context(routes=routes, authenticator=authenticator, relay=relay, swept=swept)
    finally:
        await relay.stop(seconds=0)
        await books.aclose()
        await upstream.aclose()
        await authenticator.aclose()
        await hub.aclose()
        await database.aclose()
