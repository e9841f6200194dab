"""REST routes of the audit: a session reports; people search and take out."""

from http import HTTPStatus

from ...core.scopes import to_session
from ...wire.audit import ToldEvents
from ..web import CallerHandler


class AuditHandler(CallerHandler):
    """`api/v1/audit`."""

    most_body_bytes = 1024 * 1024

    async def post(self) -> None:
        """Record what was done in a session; its token says in which."""
        user = self.caller.name
        told = self.body(ToldEvents)
        await self.context.audit.take(user, to_session(user, self.scopes), told)
        self.set_status(HTTPStatus.NO_CONTENT)
