"""REST routes of the inbox: a session tells; its person reads, and answers."""

from http import HTTPStatus

from ...core.errors import NotFoundError
from ...core.names import is_session_name
from ...core.scopes import to_session
from ...wire.approvals import OpenApprovals
from ...wire.chat import ApprovalAnswer
from ..web import CallerHandler


class ApprovalsHandler(CallerHandler):
    """`api/v1/approvals`."""

    most_body_bytes = 1024 * 1024

    async def get(self) -> None:
        """All that waits for the caller; of one session, where that is whose token it is."""
        self.require_own_page()
        user, context = self.caller.name, self.context
        sessions = await context.sessions.every(self.token, user)
        own = to_session(user, self.scopes)
        shown = [each for each in sessions if own in {None, each.name}]
        self.answer(await context.inbox.find(user, shown))

    async def post(self) -> None:
        """Take all that waits in a session; its token says in which."""
        told = self.body(OpenApprovals)
        user = self.caller.name
        await self.context.inbox.take(user, to_session(user, self.scopes), told)
        self.set_status(HTTPStatus.NO_CONTENT)


class ApprovalHandler(CallerHandler):
    """`api/v1/sessions/{id}/conversations/{conversation}/approvals/{approval}`."""

    async def post(self, ident: str, conversation: str, approval: str) -> None:
        """Hand an answer on to the session, as the caller."""
        self.require_own_page()
        user, _, session = ident.partition("/")
        if user != self.caller.name or not is_session_name(session):
            raise NotFoundError("session", ident)
        said = self.body(ApprovalAnswer)
        path = (user, session, conversation, approval)
        self.answer(await self.context.session_api.answer(self.token, path, said))
