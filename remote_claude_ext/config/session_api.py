"""What a session and the hub say to each other: what to clone, what waits, to be kept longer."""

# mypy: disallow-untyped-calls=False
# JupyterHub has no types.

from http import HTTPStatus
from typing import Any

from tornado import web

from ..core.scopes import to_session
from ..wire.approvals import WaitingCount
from ..wire.codec import decode, encode
from ..wire.sessions import Cloned, Cloning
from .asked import note_waiting
from .pages import OwnHandler
from .places import Places
from .repositories import note_cloned, read_owed


class SessionItselfHandler(OwnHandler):
    """Base of routes for a session's own token alone."""

    def require_itself(self, user_name: str, session: str) -> None:
        """Return if the caller is that session; else 403."""
        caller = self.current_user
        own = caller and to_session(caller.name, self.expanded_scopes)
        if not own or caller.name != user_name or own != session:
            raise web.HTTPError(403, "Only the session itself may do this.")

    def find_itself(self, user_name: str, session: str) -> Any:
        """The spawner of the session that calls; 404 where it is deleted, or never was."""
        self.require_itself(user_name, session)
        user = self.owner(user_name)
        if session not in user.orm_spawners:
            raise web.HTTPError(404, "There is no such session.")
        return user.spawners[session]


class RepositoryHandler(SessionItselfHandler):
    """`GET|PATCH|POST /hub/api/users/U/sessions/S/repository`."""

    async def get(self, user_name: str, session: str) -> None:
        """What is to be cloned yet, with its token; 404 where that is nothing."""
        self.require_itself(user_name, session)
        owed = read_owed(self._places.session(user_name, session))
        if owed is None:
            raise web.HTTPError(404, "This session has nothing to clone.")
        self.finish(encode(owed.wish))

    async def patch(self, user_name: str, session: str) -> None:
        """Take how far it is, for who looks at the start."""
        spawner = self.find_itself(user_name, session)
        spawner.cloning = decode(self.request.body, Cloning)
        self.set_status(HTTPStatus.NO_CONTENT)

    async def post(self, user_name: str, session: str) -> None:
        """Take how it went."""
        self.require_itself(user_name, session)
        error = decode(self.request.body, Cloned).error
        note_cloned(self._places.session(user_name, session), error)
        self.set_status(HTTPStatus.NO_CONTENT)


class WaitingHandler(SessionItselfHandler):
    """`PUT /hub/api/users/U/sessions/S/waiting`."""

    async def put(self, user_name: str, session: str) -> None:
        """Take how many questions wait in the session, for the list of sessions."""
        user = self.find_itself(user_name, session).user
        note_waiting(user, session, decode(self.request.body, WaitingCount).waiting)
        self.set_status(HTTPStatus.NO_CONTENT)


class ExtensionHandler(SessionItselfHandler):
    """`POST /hub/api/users/U/sessions/S/extension`."""

    async def post(self, user_name: str, session: str) -> None:
        """Keep the session longer than its age allows; 409 where that is over."""
        self.finish(encode(self.find_itself(user_name, session).keep_longer()))


def to_session_routes(places: Places) -> list[tuple[Any, ...]]:
    """Our routes for sessions, relative to `/hub`."""
    own, given = r"/api/users/([^/]+)/sessions/([^/]+)", {"places": places}
    return [
        (rf"{own}/repository", RepositoryHandler, given),
        (rf"{own}/waiting", WaitingHandler, given),
        (rf"{own}/extension", ExtensionHandler, given),
    ]
