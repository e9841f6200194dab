"""The REST route of conversations in terminals."""

# mypy: disallow-untyped-calls=False, disallow-untyped-decorators=False
# Jupyter Server's decorators have no types.

from typing import Any

from jupyter_server.auth.decorator import authorized
from tornado import web

from ..web import RestHandler
from .service import Terminals


class TakeoverHandler(RestHandler):
    """`conversations/{id}/takeover`."""

    def initialize(self, terminals: Terminals) -> None:
        """Keep the service."""
        self.terminals = terminals

    @web.authenticated
    @authorized
    async def post(self, conversation: str) -> None:
        """End the terminal's process and go on in the panel."""
        await self.answer(await self.terminals.take_over(conversation))


def routes(terminals: Terminals) -> list[tuple[str, type[RestHandler], dict[str, Any]]]:
    """The route, below `api/`."""
    return [(r"conversations/([^/]+)/takeover", TakeoverHandler, {"terminals": terminals})]
