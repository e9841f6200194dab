"""REST routes of rewinding."""

# mypy: disallow-untyped-calls=False, disallow-untyped-decorators=False
# Jupyter Server's decorators have no types.

from typing import Any

from jupyter_server.auth.decorator import authorized
from tornado import web

from ...wire.rewinding import Rewind, UndoRewind
from ..web import RestHandler
from .service import RewindService


class RewindBase(RestHandler):
    """Has the service."""

    def initialize(self, rewind: RewindService) -> None:
        """Keep the service."""
        self.rewind = rewind


class RewindHandler(RewindBase):
    """`conversations/{id}/rewind`."""

    @web.authenticated
    @authorized
    async def post(self, conversation: str) -> None:
        """Go back to before a turn, or say what that would do."""
        wish = self.read(Rewind)
        await self.answer(await self.rewind.rewind(conversation, wish, by=self.who))


class UndoHandler(RewindBase):
    """`conversations/{id}/rewinds/{rewind}/undo`."""

    @web.authenticated
    @authorized
    async def post(self, conversation: str, rewind: str) -> None:
        """Take a rewind back, or say what that would do."""
        dry_run = self.read(UndoRewind).dry_run
        await self.answer(
            await self.rewind.undo(conversation, rewind, dry_run=dry_run, by=self.who)
        )


def routes(rewind: RewindService) -> list[tuple[str, type[RestHandler], dict[str, Any]]]:
    """All routes, below `api/`."""
    return [
        (r"conversations/([^/]+)/rewind", RewindHandler, {"rewind": rewind}),
        (r"conversations/([^/]+)/rewinds/([^/]+)/undo", UndoHandler, {"rewind": rewind}),
    ]
