"""Everything that a gateway process is made of: built once, closed in reverse."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

from ..core.clock import Clock
from ..data.engine import open_engine
from ..data.unit import Database
from ..ledger.service import LedgerService, this_process
from ..switches.service import Switches
from .auth import Authenticator
from .books import Books
from .budgets import Budgets
from .collector import open_collector
from .collector_routes import CollectorRoutes
from .frozen import Frozen
from .health import Health
from .hub import HubClient
from .keys import KeyRing
from .metrics import Metrics
from .models import ModelRules
from .pricing import PriceList
from .providers import Providers
from .rates import Rates
from .relay import Relay
from .room import Room
from .routes import Routes
from .settings import GatewaySettings
from .web import Door


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What the application needs of it: what answers requests, and what is to be stopped."""

    door: Door
    relay: Relay
    swept: int
    """How many entries a killed gateway had left open."""


class _Opened(Protocol):
    """What has to be closed."""

    async def aclose(self) -> None: ...


@asynccontextmanager
async def open_context(settings: GatewaySettings, clock: Clock) -> AsyncIterator[Context]:
    """Build the services, settle what a killed gateway left, and close all at the end."""
    ring = KeyRing()
    tracer, telemetry = open_collector(settings.telemetry, ring)
    database = Database(open_engine(settings.database_url))
    hub = HubClient(settings.hub_api_url)
    authenticator = Authenticator(hub, clock, settings.service_name)
    prices = PriceList(settings.prices)
    metrics = Metrics(prices)
    providers = Providers(settings.upstreams, ring, clock, metrics)
    ledger = LedgerService(database, clock, this_process())
    budgets = Budgets(
        rules=settings.budgets, clock=clock, prices=prices, contact=settings.budget_contact
    )
    books = Books(ledger, budgets, metrics)
    relay = Relay(
        providers,
        books,
        budgets,
        metrics,
        rates=Rates(settings.rates, clock),
        counting=Rates(settings.rates, clock),
    )
    room = Room(settings.max_body_bytes)
    frozen = Frozen(Switches(database, clock), contact=settings.budget_contact)
    routes = Routes(
        relay,
        frozen,
        ModelRules(settings.access),
        Health(database, hub, providers, clock, service_token=settings.service_token),
        metrics,
        room=room,
    )
    keeping: list[asyncio.Task[None]] = []
    try:
        swept = await ledger.sweep()
        await frozen.look()
        keeping = [asyncio.create_task(one) for one in (ledger.keep(), frozen.keep())]
        yield Context(
            door=Door(
                (*routes, *CollectorRoutes(telemetry, room)),
                authenticator,
                tracer,
                metrics,
                prefix=settings.prefix,
            ),
            relay=relay,
            swept=swept,
        )
    finally:
        for task in keeping:
            task.cancel()
        await asyncio.gather(*keeping, return_exceptions=True)
        await relay.stop(seconds=0)
        opened: list[_Opened | None] = [books, providers, authenticator, hub, database]
        for each in (*opened, telemetry, tracer):
            if each is not None:
                await each.aclose()
