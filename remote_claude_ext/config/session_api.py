"""What a starting session asks the hub: which repository to clone; and what it says of it."""

# mypy: disallow-untyped-calls=False
# JupyterHub has no types.

from http import HTTPStatus
from pathlib import Path
from typing import Any

from tornado import web

from ..core.names import is_session_name
from ..core.scopes import to_session
from ..wire.codec import decode, encode
from ..wire.sessions import Cloned
from .pages import OwnHandler
from .places import Places
from .repositories import note_cloned, read_owed


class RepositoryHandler(OwnHandler):
    """`GET|POST /hub/api/users/U/sessions/S/repository`, for that session's own token alone."""

    async def get(self, user_name: str, session: str) -> None:
        """What is to be cloned yet, with its token; 404 where that is nothing."""
        owed = read_owed(self._folder(user_name, session))
        if owed is None:
            raise web.HTTPError(404, "This session has nothing to clone.")
        self.finish(encode(owed.wish))

    async def post(self, user_name: str, session: str) -> None:
        """Take how it went."""
        folder = self._folder(user_name, session)
        note_cloned(folder, decode(self.request.body, Cloned).error)
        self.set_status(HTTPStatus.NO_CONTENT)

    def _folder(self, user_name: str, session: str) -> Path:
        caller = self.current_user
        own = caller and to_session(caller.name, self.expanded_scopes)
        if not own or caller.name != user_name or own != session or not is_session_name(session):
            raise web.HTTPError(403, "Only the session itself is told what it begins with.")
        return self._places.session(user_name, session)


def to_repository_routes(places: Places) -> list[tuple[Any, ...]]:
    """Our route, relative to `/hub`."""
    return [
        (
            r"/api/users/([^/]+)/sessions/([^/]+)/repository",
            RepositoryHandler,
            {"places": places},
        )
    ]
