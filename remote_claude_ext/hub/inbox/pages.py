"""The page of all that waits for a person: a frame at once; its script asks and answers."""

from ..pages import PageHandler


class InboxPageHandler(PageHandler):
    """`inbox`."""

    async def get(self) -> None:
        """The page."""
        self.show("inbox.html", xsrf=self.xsrf_token.decode())
