"""The page for administrators: what each session takes of the machine."""

from ...core.errors import ForbiddenError
from ..pages import PageHandler
from .rules import ORDERS


class ResourcesPageHandler(PageHandler):
    """`resources`."""

    async def get(self) -> None:
        """The page; everything is in it, so it needs no script."""
        if not (self.is_for_all or (self.caller.admin and self.is_opened)):
            raise ForbiddenError("This page is for administrators, in a browser.")
        by = self.get_query_argument("by", ORDERS[0])
        self.show("resources.html", shown=await self.context.resources.show(by), orders=ORDERS)
