"""REST routes of the search in what was said."""

# mypy: disallow-untyped-calls=False, disallow-untyped-decorators=False
# Jupyter Server's decorators have no types.

from typing import Any

from jupyter_server.auth.decorator import authorized
from tornado import web

from ..web import RestHandler
from .service import HistoryService

_MOST_HITS = 200


class HistoryHandler(RestHandler):
    """`history`."""

    def initialize(self, history: HistoryService) -> None:
        """Keep the service."""
        self.history = history

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """A page of messages and answers in which something was said."""
        query = self.get_query_argument("q", "", strip=False)
        cursor = self.get_query_argument("cursor", None)
        limit = self.number("limit", 50, least=1, most=_MOST_HITS)
        await self.answer(await self.history.search(query, cursor=cursor, limit=limit))


def routes(history: HistoryService) -> list[tuple[str, type[RestHandler], dict[str, Any]]]:
    """Every REST route of the search, below `api/`."""
    return [("history", HistoryHandler, {"history": history})]
