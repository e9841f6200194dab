"""The page of the audit: a frame at once; its script asks for the events."""

from ..pages import PageHandler


class AuditPageHandler(PageHandler):
    """`audit`."""

    async def get(self) -> None:
        """The page, with all that the caller may choose."""
        xsrf = self.xsrf_token.decode()
        is_on = self.context.settings.audit
        self.show("audit.html", sees_all=self.caller.admin, is_on=is_on, xsrf=xsrf)
