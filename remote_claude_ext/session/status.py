"""REST routes about the session itself: what it runs on, what it has used."""

# mypy: disallow-untyped-calls=False, disallow-untyped-decorators=False
# Jupyter Server's decorators have no types.

from http import HTTPStatus
from typing import Any, get_args

from jupyter_server.auth.decorator import authorized
from tornado import web

from .._version import __version__
from ..core.errors import NotFoundError
from ..wire.budgets import NewBudgetRequest
from ..wire.chat import Choices, Effort, Health
from ..wire.usage import SessionUsage
from .claude.version import claude_version
from .context import Context
from .web import RestHandler


class StatusHandler(RestHandler):
    """Has the context."""

    _track_activity = False

    def initialize(self, context: Context) -> None:
        """Keep the context."""
        self.context = context


class HealthHandler(StatusHandler):
    """`health`."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """What this session runs on and has to say."""
        settings, chat = self.context.settings, self.context.chat
        health = Health(
            status="ok" if chat.problem is None else "degraded",
            version=__version__,
            claude_version=claude_version(),
            provider=settings.provider,
            config_hint=settings.config_hint,
            workspace=str(settings.workspace),
            user=self.who,
            session=settings.session,
            hub=settings.session is not None,
            trust=self.context.trust,
            live=chat.lives.count,
            live_limit=chat.lives.limit,
            max_prompt_bytes=settings.max_prompt_bytes,
            choices=Choices(
                modes=list(settings.modes),
                models=list(settings.models),
                efforts=list(get_args(Effort)),
                model=settings.model,
            ),
            problem=chat.problem,
            stops_in_seconds=self.context.lifetime.seconds,
            extensions_left=self.context.lifetime.extensions_left,
            disk_short=self.context.resources.shortage if self.context.resources else None,
        )
        await self.answer(health)


class UsageHandler(StatusHandler):
    """`usage`."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """What the conversations of this session used, and what may still be spent."""
        cost, tokens = self.context.chat.spent()
        budgets = await self.context.hub.budgets() if self.context.hub else None
        await self.answer(SessionUsage(cost_usd=cost, tokens=tokens, budgets=budgets))


class BudgetRequestsHandler(StatusHandler):
    """`budgets/requests`."""

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Ask the administrators for more of a budget."""
        wanted = self.read(NewBudgetRequest)
        if self.context.hub is None:
            raise NotFoundError("hub", "here")
        made = await self.context.hub.ask_for_more(wanted)
        await self.answer(made, status=HTTPStatus.CREATED)


class ExtensionHandler(StatusHandler):
    """`extension`."""

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Keep this session an hour longer."""
        await self.answer(await self.context.lifetime.extend())


def routes(context: Context) -> list[tuple[str, type[RestHandler], dict[str, Any]]]:
    """All of them, below `api/`."""
    return [
        ("health", HealthHandler, {"context": context}),
        ("usage", UsageHandler, {"context": context}),
        ("extension", ExtensionHandler, {"context": context}),
        ("budgets/requests", BudgetRequestsHandler, {"context": context}),
    ]
