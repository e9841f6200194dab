"""Every route of the three applications, read from their own routers; nothing is listed by hand."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tornado.routing import PathMatches, Router, Rule
from tornado.web import RequestHandler
from tornado.websocket import WebSocketHandler

from remote_claude_ext.core.clock import SystemClock
from remote_claude_ext.data.migrate import upgrade
from remote_claude_ext.gateway.context import open_context
from remote_claude_ext.gateway.settings import GatewaySettings, UpstreamSettings
from remote_claude_ext.hub.app import make_application
from remote_claude_ext.hub.context import Context
from remote_claude_ext.hub.settings import HubSettings

VERBS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_NOWHERE = "http://127.0.0.1:9"


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A path of a router, as a regular expression, and what it takes."""

    pattern: str
    verbs: tuple[str, ...]
    is_socket: bool = False


def session_routes(folder: Path) -> list[Route]:
    """The routes of the session extension, as Jupyter Server has them once it is loaded."""
    environ = {
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": ":".join(path for path in sys.path if path),
        "HOME": str(folder),
        "REMOTE_CLAUDE_STATE": str(folder / "state"),
        "REMOTE_CLAUDE_WORKSPACE": str(folder),
    }
    command = [sys.executable, "-m", "tests.product.routers"]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    return [Route(pattern=p, verbs=tuple(verbs), is_socket=ws) for p, verbs, ws in found]


async def hub_routes(folder: Path) -> list[Route]:
    """The routes of the hub service."""
    context = Context(
        HubSettings(
            port=0,
            prefix="/services/remote-claude/",
            hub_api_url=_NOWHERE,
            service_name="remote-claude",
            service_token="made-up",
            database_url=f"sqlite:///{folder}/none.sqlite",
            public_url=_NOWHERE,
        )
    )
    try:
        return list(walk(make_application(context).wildcard_router))
    finally:
        await context.aclose()


async def gateway_routes(folder: Path) -> list[Route]:
    """The routes of the gateway."""
    settings = GatewaySettings(
        port=0,
        prefix="/services/claude-gateway/",
        hub_api_url=_NOWHERE,
        service_token="made-up",
        database_url=f"sqlite:///{folder}/usage.sqlite",
        upstreams=(UpstreamSettings(name="none", url=_NOWHERE),),
    )
    upgrade(settings.database_url)
    async with open_context(settings, SystemClock()) as context:
        return [Route(pattern=path, verbs=(verb,)) for verb, path in context.door.targets]


def walk(router: Router) -> Iterator[Route]:
    """The routes of a tornado router and of those in it."""
    rules: list[Rule] = getattr(router, "rules", [])
    for rule in rules:
        if isinstance(rule.target, Router):
            yield from walk(rule.target)
        elif isinstance(rule.matcher, PathMatches):
            handler = rule.target
            yield Route(
                pattern=rule.matcher.regex.pattern.rstrip("$"),
                verbs=tuple(verb for verb in VERBS if _takes(handler, verb)),
                is_socket=issubclass(handler, WebSocketHandler),
            )


def _takes(handler: type[RequestHandler], verb: str) -> bool:
    missing: object = RequestHandler._unimplemented_method
    return getattr(handler, verb.lower()) is not missing


def _print_session_routes() -> None:
    from jupyter_server.serverapp import ServerApp  # noqa: PLC0415 - only this process needs it

    app = ServerApp()
    loaded = "--ServerApp.jpserver_extensions=remote_claude_ext=True"
    app.initialize(argv=[loaded, "--ServerApp.allow_root=True"], new_httpserver=False)
    routes = walk(app.web_app.default_router)
    ours = [(r.pattern, r.verbs, r.is_socket) for r in routes if "remote-claude" in r.pattern]
    print(json.dumps(ours))  # noqa: T201 - its parent reads it


if __name__ == "__main__":
    _print_session_routes()
