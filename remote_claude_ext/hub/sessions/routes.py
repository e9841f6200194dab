"""REST routes of sessions and of the caller."""

from http import HTTPStatus

from ...wire.sessions import NewSession
from ..web import CallerHandler, to_limit
from .model import to_ref


class UserHandler(CallerHandler):
    """`api/v1/auth/user`."""

    async def get(self) -> None:
        """Who the caller is."""
        self.answer(self.caller)


class SessionsHandler(CallerHandler):
    """`api/v1/sessions`."""

    async def get(self) -> None:
        """The caller's sessions."""
        page = await self.context.sessions.list(
            self.token,
            self.caller.name,
            cursor=self.get_query_argument("cursor", ""),
            limit=to_limit(self.get_query_argument("limit", "100")),
        )
        self.answer(page)

    async def post(self) -> None:
        """Make a session."""
        new = self.body(NewSession)
        session = await self.context.sessions.create(self.token, self.caller.name, new)
        self.answer(session, HTTPStatus.CREATED)


class SessionHandler(CallerHandler):
    """`api/v1/sessions/{id}`."""

    async def get(self, ident: str) -> None:
        """One session."""
        self.answer(await self.context.sessions.find(self.token, to_ref(ident)))

    async def delete(self, ident: str) -> None:
        """Delete it: 204 when that is done, 202 while it is still stopping."""
        done = await self.context.sessions.remove(self.token, to_ref(ident))
        self.set_status(HTTPStatus.NO_CONTENT if done else HTTPStatus.ACCEPTED)
