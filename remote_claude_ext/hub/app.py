"""The hub service: routes, start and stop."""

import asyncio
import logging
import re
import signal
from contextlib import suppress
from typing import Any

from tornado import web

from ..core.errors import UnavailableError
from ..core.redact import hide
from .audit.pages import AuditPageHandler
from .audit.routes import AuditExportHandler, AuditHandler, AuditTurnHandler
from .budgets.routes import BudgetRequestHandler, BudgetRequestsHandler, BudgetsHandler
from .context import Context
from .desktop.routes import PartHandler, PartsHandler
from .freezes.routes import FreezeHandler, FreezesHandler
from .inbox.pages import InboxPageHandler
from .inbox.routes import ApprovalHandler, ApprovalsHandler
from .large import SayingServer
from .metrics.collect import OTHER
from .metrics.routes import MetricsHandler
from .openapi import to_document
from .posture.pages import AdminPageHandler
from .posture.routes import NewPostureHandler, PosturesHandler
from .resources.pages import ResourcesPageHandler
from .resources.routes import ResourcesHandler
from .sessions.routes import SessionHandler, SessionsHandler, UserHandler
from .settings import HubSettings
from .usage.pages import UsagePageHandler
from .usage.routes import UsageEntriesHandler, UsageHandler
from .web import BaseHandler, CallbackHandler, CallerHandler, EntryHandler, UnknownHandler

_MOST_BODY_BYTES = 4 * 1024 * 1024
_log = logging.getLogger(__name__)


class HealthHandler(BaseHandler):
    """`healthz`, for whoever asks."""

    async def get(self) -> None:
        """200 when the database is reachable and its schema current."""
        await self.context.check_database()
        self.answer({"status": "ok"})


class OpenApiHandler(CallerHandler):
    """`api/v1/openapi.json`."""

    async def get(self) -> None:
        """What is there, for programs."""
        self.answer(to_document(self.context.settings.prefix))


ROUTES: tuple[tuple[str, type[web.RequestHandler]], ...] = (
    ("", EntryHandler),
    ("healthz", HealthHandler),
    ("metrics", MetricsHandler),
    ("inbox", InboxPageHandler),
    ("usage", UsagePageHandler),
    ("audit", AuditPageHandler),
    ("admin", AdminPageHandler),
    ("resources", ResourcesPageHandler),
    ("oauth_callback", CallbackHandler),
    ("lab", PartsHandler),
    ("lab/(.+)", PartHandler),
    ("api/v1/auth/user", UserHandler),
    ("api/v1/sessions", SessionsHandler),
    ("api/v1/sessions/([^/]+)", SessionHandler),
    ("api/v1/approvals", ApprovalsHandler),
    (
        "api/v1/sessions/([^/]+)/conversations/([^/]+)/approvals/([^/]+)",
        ApprovalHandler,
    ),
    ("api/v1/audit", AuditHandler),
    ("api/v1/audit/turn", AuditTurnHandler),
    ("api/v1/audit/export", AuditExportHandler),
    ("api/v1/budgets", BudgetsHandler),
    ("api/v1/budgets/requests", BudgetRequestsHandler),
    ("api/v1/budgets/requests/([^/]+)", BudgetRequestHandler),
    ("api/v1/usage", UsageHandler),
    ("api/v1/usage/entries", UsageEntriesHandler),
    ("api/v1/freezes", FreezesHandler),
    ("api/v1/freezes/([^/]+)", FreezeHandler),
    ("api/v1/posture", NewPostureHandler),
    ("api/v1/postures", PosturesHandler),
    ("api/v1/resources", ResourcesHandler),
    (r"api/v1/openapi\.json", OpenApiHandler),
)
"""Every route, below the prefix."""
_NAMES = {handler: path or "/" for path, handler in ROUTES}


def make_application(context: Context) -> web.Application:
    """The application with all its routes."""
    given = {"context": context}
    prefix = re.escape(context.settings.prefix)
    return web.Application(
        [(prefix + path, handler, given) for path, handler in ROUTES],
        default_handler_class=UnknownHandler,
        default_handler_args=given,
        cookie_secret=context.cookie_secret,
        xsrf_cookie_kwargs={"samesite": "Lax"},
        log_function=tell_request,
    )


def tell_request(handler: web.RequestHandler) -> None:
    """One line a request, without what its query holds; it is counted, too."""
    request = handler.request
    if isinstance(handler, BaseHandler):
        name = _NAMES.get(type(handler), OTHER)
        told = (str(request.method), name, handler.get_status(), request.request_time())
        handler.context.metrics.count(*told)
    caller = getattr(handler, "caller", None)
    usual = logging.DEBUG if isinstance(handler, PartHandler) else logging.INFO
    level = logging.WARNING if handler.get_status() >= 500 else usual  # noqa: PLR2004
    milliseconds = 1000 * request.request_time()
    who = caller.name if caller else "-"
    parts: tuple[Any, ...] = (handler.get_status(), request.method, request.path, who)
    _log.log(level, "%s %s %s (%s) %.1f ms", *parts, milliseconds)


def serve(settings: HubSettings) -> None:
    """Serve until SIGTERM or SIGINT."""
    asyncio.run(_serve(settings))


async def _serve(settings: HubSettings) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        with suppress(NotImplementedError):
            loop.add_signal_handler(number, stopped.set)
    hide(settings.service_token)
    context = Context(settings)
    server = SayingServer(make_application(context), xheaders=True, max_body_size=_MOST_BODY_BYTES)
    server.listen(settings.port, settings.host)
    _log.info("Hub service on port %s", settings.port)
    keeping = [
        asyncio.create_task(_keep_usage(context), name="keep-usage"),
        asyncio.create_task(context.trail.keep(), name="keep-audit"),
        asyncio.create_task(context.sealing.keep(), name="seal-usage"),
    ]
    if context.deeds is not None:
        keeping.append(asyncio.create_task(context.deeds.keep(), name="take-deeds"))
    try:
        await stopped.wait()
    finally:
        for task in keeping:
            task.cancel()
        await asyncio.gather(*keeping, return_exceptions=True)
        server.stop()
        await server.close_all_connections()
        await context.aclose()


async def _keep_usage(context: Context) -> None:
    """Take into the audit what is over before anything is removed for its age."""
    with suppress(UnavailableError):
        await context.sealing.seal(whole=True)
    await context.reports.keep()
