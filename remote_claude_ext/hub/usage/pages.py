"""The page of usage: a frame at once; its script asks for the numbers."""

from ..pages import PageHandler


class UsagePageHandler(PageHandler):
    """`usage`."""

    async def get(self) -> None:
        """The page, with all that the caller may choose, and room for what waits for an answer."""
        sees_all = self.caller.admin
        waits = await self.context.budgets.requests(self.caller, waiting=True) if sees_all else None
        self.show(
            "usage.html",
            xsrf=self.xsrf_token.decode(),
            zone=self.context.reports.zone,
            today=self.context.reports.today.isoformat(),
            sees_all=sees_all,
            waiting=bool(waits and waits.items),
        )
