"""The gateway's application: started, served until it is told to stop, stopped in order."""

import asyncio
import gc
import logging
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from ..core.clock import Clock, SystemClock
from ..core.redact import hide
from ..data.version import check
from .context import open_context
from .errors import CannotListenError
from .http.server import Server
from .limits import LIMITS
from .settings import GatewaySettings
from .web import malformed

_log = logging.getLogger(__name__)


def serve(settings: GatewaySettings) -> None:
    """Serve until SIGTERM or SIGINT.

    Raises a RemoteClaudeError, before anything listens, where the database is not this version's.
    """
    hide(settings.service_token)
    check(settings.database_url)
    with asyncio.Runner(loop_factory=_find_loop()) as runner:
        runner.run(_serve(settings))


def _find_loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """The faster event loop; where it is not to be had, Python's own serves as well."""
    try:
        import uvloop  # noqa: PLC0415 (perhaps it is not there)
    except ImportError:
        _log.warning("uvloop is not installed: the gateway takes more of the processor.")
        return None
    return uvloop.new_event_loop


@asynccontextmanager
async def run(settings: GatewaySettings, clock: Clock) -> AsyncIterator[int]:
    """A gateway that listens while the block lasts; gives its port."""
    async with open_context(settings, clock) as context:
        if context.swept:
            _log.warning("%d requests of a killed gateway are now unknown.", context.swept)
        server = Server(context.door.answer, malformed(), LIMITS)
        try:
            yield await _listen(server, settings)
            server.stop()
            await context.relay.stop(seconds=settings.stop_seconds)
        finally:
            await server.aclose()


async def _listen(server: Server, settings: GatewaySettings) -> int:
    try:
        return await server.listen(settings.host, settings.port)
    except OSError as error:
        raise CannotListenError(settings.host, settings.port, error.strerror or "") from None


async def _serve(settings: GatewaySettings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with run(settings, SystemClock()) as port:
        # What is there now stays: it need not be looked through again and again.
        gc.collect()
        gc.freeze()
        _log.info("The gateway listens on http://%s:%d%s", settings.host, port, settings.prefix)
        await stop.wait()
