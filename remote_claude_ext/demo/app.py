"""The scripted model as a tornado application on loopback."""

import asyncio
import signal

import tornado.httpserver
import tornado.netutil
import tornado.web

from .attempts import Attempts
from .exchange import Watcher
from .library import Library
from .routes import CountHandler, HelloHandler, MessagesHandler, ModelsHandler
from .scenario import PACKAGED, load_scenarios
from .settings import DemoSettings
from .web import Accepts, Given, UnknownHandler

HOST = "127.0.0.1"
MAX_BODY_BYTES = 64 * 1024 * 1024


def _any_key(_: str) -> bool:
    return True


def make_app(
    settings: DemoSettings, *, accepts: Accepts = _any_key, watch: Watcher | None = None
) -> tornado.web.Application:
    """The application; ScenarioError names a scenario that cannot be played."""
    scenarios = load_scenarios([*settings.scenarios, PACKAGED])
    library = Library(scenarios, inline_scripts=settings.inline_scripts)
    given = {"given": Given(library=library, attempts=Attempts(), accepts=accepts, watch=watch)}
    return tornado.web.Application(
        [
            (r"/v1/messages", MessagesHandler, given),
            (r"/v1/messages/count_tokens", CountHandler, given),
            (r"/v1/models", ModelsHandler, given),
            (r"/", HelloHandler, given),
            (r"/api/hello", HelloHandler, given),
        ],
        default_handler_class=UnknownHandler,
        default_handler_args=given,
        log_function=lambda _: None,
    )


def listen(app: tornado.web.Application, port: int) -> tuple[tornado.httpserver.HTTPServer, int]:
    """Serve an application on loopback, on the running event loop; the port that it got."""
    server = tornado.httpserver.HTTPServer(app, max_body_size=MAX_BODY_BYTES)
    sockets = tornado.netutil.bind_sockets(port, HOST)
    server.add_sockets(sockets)
    return server, sockets[0].getsockname()[1]


def serve(settings: DemoSettings) -> None:
    """Serve until SIGTERM or SIGINT."""
    asyncio.run(_serve(settings))


async def _serve(settings: DemoSettings) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    server, _ = listen(make_app(settings), settings.port)
    await stopped.wait()
    server.stop()
    await server.close_all_connections()
