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
from .context import Context, open_context
from .quiet import server_logger
from .settings import GatewaySettings
from .web import Door, edge

_log = logging.getLogger(__name__)

_LINGERING_SECONDS = 2.0
_SHUTDOWN_SECONDS = 1.0
_MOST_LINE_BYTES = 16 * 1024
_MOST_HEADER_BYTES = 32 * 1024
_BUFFER_BYTES = 256 * 1024


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
        runner = web.AppRunner(
            _to_application(context, settings),
            # Without this a caller that leaves while the provider is silent goes unnoticed.
            handler_cancellation=True,
            auto_decompress=False,
            access_log=None,
            logger=server_logger(),
            shutdown_timeout=_SHUTDOWN_SECONDS,
            lingering_time=_LINGERING_SECONDS,
            max_line_size=_MOST_LINE_BYTES,
            max_field_size=_MOST_HEADER_BYTES,
            read_bufsize=_BUFFER_BYTES,
        )
        await runner.setup()
        try:
            site = web.TCPSite(runner, settings.host, settings.port)
            await site.start()
            yield runner.addresses[0][1]
            await site.stop()
            await context.relay.stop(seconds=settings.stop_seconds)
        finally:
            await runner.cleanup()


def _to_application(context: Context, settings: GatewaySettings) -> web.Application:
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
