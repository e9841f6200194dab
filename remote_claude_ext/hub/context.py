"""Process-wide resources of the hub service, made once and closed in reverse."""

# mypy: disallow-untyped-calls=False
# JupyterHub has no types.

import asyncio
import hashlib
from pathlib import Path

import aiohttp
from jupyter_core.paths import ENV_JUPYTER_PATH
from jupyterhub.services.auth import HubOAuth

from ..core.clock import Clock, SystemClock
from ..data.engine import open_engine
from ..data.unit import Database
from ..data.version import check
from ..ledger.granting import Granting
from ..ledger.reports import UsageReports
from ..ledger.sealing import Sealing
from ..ledger.service import LedgerService, this_process
from ..switches.service import Switches
from ..trail.service import Trail
from .audit.deeds import DeedTaker
from .audit.service import AuditService
from .budgets.service import BudgetService
from .desktop.service import DesktopService
from .freezes.service import FreezeService
from .hubapi import HubApi
from .inbox.service import InboxService
from .metrics.collect import Metrics
from .posture.service import PostureService
from .resources.service import ResourcesService
from .sessionapi import SessionApi
from .sessions.service import SessionService
from .settings import HubSettings
from .templates import Templates
from .usage.service import UsageService

_IDENTITY_SECONDS = 30
_HEALTH_SECONDS = 1.0


class Context:
    """What the handlers of one application share."""

    def __init__(self, settings: HubSettings, clock: Clock | None = None) -> None:
        self.settings = settings
        self._clock = clock or SystemClock()
        self._client = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())
        self._checked_at = -_HEALTH_SECONDS
        self._database = Database(open_engine(settings.database_url))
        self.trail = Trail(self._database, self._clock, is_on=settings.audit)
        self.audit = AuditService(self.trail)
        self.deeds = DeedTaker(settings.deeds, self.trail) if settings.deeds else None
        self.sealing = Sealing(self._database, self._clock, self.trail)
        ledger = LedgerService(self._database, self._clock, this_process())
        granting = Granting(self._database, self._clock, settings.budgets, self.trail)
        self.budgets = BudgetService(
            ledger, granting, settings.budgets, self._clock, contact=settings.budget_contact
        )
        self.reports = UsageReports(
            self._database, self._clock, settings.budgets.zone, keep=settings.keep_usage
        )
        self.usage = UsageService(self.reports)
        self.templates = Templates(settings)
        self.switches = Switches(self._database, self._clock, self.trail)
        hub = HubApi(self._client, settings.hub_api_url)
        self.freezing = FreezeService(self.switches, hub)
        self.posture = PostureService(self._database, self._clock)
        self.resources = ResourcesService(self._database, self._clock)
        self.inbox = InboxService(self._database, self._clock)
        self.session_api = SessionApi(self._client, settings.public_url)
        self.desktop = DesktopService(Path(ENV_JUPYTER_PATH[0]))
        self.metrics = Metrics(
            waiting=granting.waiting,
            freezes=self.switches.find_all,
            sessions=self.resources.total,
            audit=self.trail.figures,
        )
        self.sessions = SessionService(hub)
        self.hub_auth = HubOAuth(
            api_url=settings.hub_api_url,
            api_token=settings.service_token,
            base_url=settings.prefix,
            access_scopes={settings.access_scope},
            cache_max_age=_IDENTITY_SECONDS,
            cookie_options={"samesite": "Lax"},
            oauth_client_id=f"service-{settings.service_name}",
            oauth_redirect_uri=f"{settings.prefix}oauth_callback",
        )

    @property
    def cookie_secret(self) -> bytes:
        """What login cookies are signed with: the same after a restart, and in every copy."""
        return hashlib.sha256(b"cookie:" + self.settings.service_token.encode()).digest()

    async def check_database(self) -> None:
        """Return if the database is reachable and current; at most one look a second."""
        if self._clock.monotonic() - self._checked_at < _HEALTH_SECONDS:
            return
        await asyncio.to_thread(check, self.settings.database_url)
        self._checked_at = self._clock.monotonic()

    async def aclose(self) -> None:
        """Let go of the connections to the hub and the database."""
        await self._client.close()
        await self._database.aclose()
