"""The gateway's application: started, served until it is told to stop, stopped in order."""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvloop
from aiohttp import web

from ..core.clock import Clock, SystemClock
from ..data.migrate import check
from .connection import Connection
from .context import Context, open_context
from .errors import CannotListenError
from .settings import GatewaySettings
from .web import Door, edge

_log = logging.getLogger(__name__)

_SHUTDOWN_SECONDS = 0.5


def serve(settings: GatewaySettings) -> None:
    """Serve until SIGTERM or SIGINT.

    Raises a RemoteClaudeError, before anything listens, where the database is not this version's.
    """
    check(settings.database_url)
    uvloop.run(_serve(settings))


@asynccontextmanager
async def run(settings: GatewaySettings, clock: Clock) -> AsyncIterator[int]:
    """A gateway that listens while the block lasts; gives its port."""
    async with open_context(settings, clock) as context:
        if context.swept:
            _log.warning("%d requests of a killed gateway are now unknown.", context.swept)
        # Without the first a caller that leaves while the provider is silent goes unnoticed.
        runner = web.AppRunner(
            to_application(context, settings),
            handler_cancellation=True,
            shutdown_timeout=_SHUTDOWN_SECONDS,
        )
        await runner.setup()
        try:
            listening = await _listen(runner, settings)
            yield listening.sockets[0].getsockname()[1]
            listening.close()
            await context.relay.stop(seconds=settings.stop_seconds)
        finally:
            await runner.cleanup()


async def _listen(runner: web.AppRunner, settings: GatewaySettings) -> asyncio.Server:
    server, loop = runner.server, asyncio.get_running_loop()
    if server is None:
        raise RuntimeError("the application is not set up")
    try:
        return await loop.create_server(
            lambda: Connection(server, loop), settings.host, settings.port, backlog=1024
        )
    except OSError as error:
        raise CannotListenError(settings.host, settings.port, error.strerror or "") from None


def to_application(context: Context, settings: GatewaySettings) -> web.Application:
    """The application with all its routes."""
    application = web.Application(middlewares=[edge])
    door = Door(context.authenticator, settings.prefix)
    for route in context.routes:
        door.open(application, route)
    return application


async def _serve(settings: GatewaySettings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with run(settings, SystemClock()) as port:
        _log.info("The gateway listens on http://%s:%d%s", settings.host, port, settings.prefix)
        await stop.wait()
