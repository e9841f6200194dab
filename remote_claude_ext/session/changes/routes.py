"""REST routes of what a turn changed."""

# mypy: disallow-untyped-calls=False, disallow-untyped-decorators=False
# Jupyter Server's decorators have no types.

from typing import Any

from jupyter_server.auth.decorator import authorized
from tornado import web

from ...wire.changes import Revert
from ..web import RestHandler
from .service import ChangesService

_TURN = r"conversations/([^/]+)/turns/([^/]+)/changes"


class ChangesBase(RestHandler):
    """Has the service."""

    def initialize(self, changes: ChangesService) -> None:
        """Keep the service."""
        self.changes = changes


class ChangesHandler(ChangesBase):
    """`conversations/{id}/turns/{turn}/changes`."""

    @web.authenticated
    @authorized
    async def get(self, conversation: str, turn: str) -> None:
        """Each file that Claude edited in the turn."""
        await self.answer(await self.changes.read(conversation, turn))


class RevertHandler(ChangesBase):
    """`conversations/{id}/turns/{turn}/changes/revert`."""

    @web.authenticated
    @authorized
    async def post(self, conversation: str, turn: str) -> None:
        """Take a file or a place of it back; null where the file is no more."""
        await self.answer(await self.changes.revert(conversation, turn, self.read(Revert)))


class EditsHandler(ChangesBase):
    """`conversations/{id}/edits`."""

    @web.authenticated
    @authorized
    async def get(self, conversation: str) -> None:
        """Which files Claude edited after a number, in which turn."""
        after = self.number("after", 0, least=0, most=2**53)
        await self.answer(await self.changes.edits(conversation, after=after))


def routes(changes: ChangesService) -> list[tuple[str, type[RestHandler], dict[str, Any]]]:
    """All routes, below `api/`."""
    return [
        (r"conversations/([^/]+)/edits", EditsHandler, {"changes": changes}),
        (_TURN, ChangesHandler, {"changes": changes}),
        (rf"{_TURN}/revert", RevertHandler, {"changes": changes}),
    ]
