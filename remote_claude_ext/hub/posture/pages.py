"""The page for administrators: whether each session is as closed as promised."""

from ...core.errors import ForbiddenError
from ..pages import PageHandler


class AdminPageHandler(PageHandler):
    """`admin`."""

    async def get(self) -> None:
        """The page; everything is in it, so it needs no script."""
        if not (self.is_for_all or (self.caller.admin and self.is_opened)):
            raise ForbiddenError("This page is for administrators, in a browser.")
        found = await self.context.posture.find_all()
        self.show(
            "isolation.html",
            items=found.items,
            open=found.open,
            rest=found.total - len(found.items),
            isolates=self.context.settings.isolates,
            ways_out=self.context.settings.ways_out,
        )
