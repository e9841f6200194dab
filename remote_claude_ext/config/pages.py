"""The hub's own pages and routes: home, no default server, making and restoring sessions."""

# mypy: disallow-untyped-calls=False
# JupyterHub has no types.

import re
import shutil
from pathlib import Path
from typing import Annotated, Any

import msgspec
from jupyterhub.apihandlers.base import APIHandler
from jupyterhub.handlers.base import BaseHandler, UserUrlHandler
from jupyterhub.handlers.static import CacheControlStaticFilesHandler
from jupyterhub.scopes import needs_scope
from jupyterhub.utils import maybe_future, url_path_join
from msgspec import UNSET, UnsetType
from tornado import web
from tornado.httputil import url_concat

from ..core.assets import CHART, CHARTS, PAGE_POLICY, STATIC
from ..core.errors import (
    ConflictError,
    MalformedError,
    RemoteClaudeError,
    UnavailableError,
)
from ..core.names import is_user_name, new_session_name, to_line
from ..core.sentences import say
from ..wire.codec import decode, encode
from ..wire.sessions import NewRepository, SessionState
from .docker_names import write_size
from .listing import to_listing, to_state
from .places import Places
from .repositories import (
    Repository,
    forget_repository,
    read_repository,
    to_repository,
    write_repository,
)
from .speaking import language_of
from .trash import Trash


class WantedSession(msgspec.Struct, frozen=True, kw_only=True):
    """A session, as the home page asks for it."""

    title: Annotated[str, msgspec.Meta(max_length=120)] = ""
    size: str | None = None
    """One of `containers.sizes`; None takes the first."""
    repository: NewRepository | UnsetType | None = UNSET
    """What it begins with; null: with nothing, also where something was to be cloned."""


class PageHandler(BaseHandler):
    """A page of ours: nothing inline, nothing from elsewhere."""

    @property
    def content_security_policy(self) -> str:
        """Scripts and styles come from files of this server only."""
        return PAGE_POLICY


class HomeHandler(PageHandler):
    """The user's sessions."""

    def initialize(self, places: Places) -> None:
        """Take the places of the installation."""
        self._places = places

    @web.authenticated
    async def get(self) -> None:
        """The page with what it shows first, so that nothing moves while it loads."""
        limit = await self.get_current_user_named_server_limit()
        listing = to_listing(
            self._places, self.current_user, limit=limit, language=language_of(self)
        )
        opened = self.get_argument("open", "")
        page = await self.render_template(
            "home.html", listing=encode(listing).decode().replace("<", "\\u003c"), opened=opened
        )
        self.finish(page)


class StartHandler(PageHandler):
    """The start of one session, and a box for the first words. To open it starts nothing."""

    def initialize(self, places: Places) -> None:
        """Take the places of the installation."""
        self._places = places

    @web.authenticated
    async def get(self, name: str) -> None:
        """The page with what is known now; home where the user has no such session."""
        listing = to_listing(self._places, self.current_user, limit=0, language=language_of(self))
        session = next((item for item in listing.items if item.name == name), None)
        if session is None:
            self.redirect(url_path_join(self.hub.base_url, "home"))
            return
        owes = session.repository is not None and not session.repository.cloned
        clone = ["repository"] if owes else []
        page = await self.render_template(
            "start.html",
            title=session.title,
            steps=["workspace", "server", *clone, "answer", "ready"],
            session=encode(session).decode().replace("<", "\\u003c"),
        )
        self.finish(page)


class ToHomeHandler(BaseHandler):
    """No default server, and no start by a mere link: whoever asks for it gets the home page."""

    @web.authenticated
    async def get(self, _user: str = "", name: str = "") -> None:
        """Go home; with a session's name, to that session."""
        home = url_path_join(self.hub.base_url, "home")
        self.redirect(url_concat(home, {"open": name}) if name else home)


class SessionUrlHandler(UserUrlHandler):
    """A page of a session that does not run (or of none) leads to the home page."""

    @web.authenticated
    async def get(self, user_name: str, user_path: str | None) -> None:
        """Own pages lead home, where the session starts; all others as JupyterHub has it."""
        path = (user_path or "/").lstrip("/")
        name = path.split("/", 1)[0]
        own = user_name == self.current_user.name
        home = url_path_join(self.hub.base_url, "home")
        if own and (not name or name not in self.current_user.orm_user.orm_spawners):
            self.redirect(home)
        elif own and self._is_for_people(path) and not self._is_ready(name):
            self.redirect(url_concat(home, {"open": name}))
        else:
            await maybe_future(super().get(user_name, user_path))

    def _is_for_people(self, path: str) -> bool:
        accept = self.request.headers.get("Accept", "")
        return "api" not in path.split("/") and "application/json" not in accept

    def _is_ready(self, name: str) -> bool:
        return to_state(self.current_user.spawners[name]) is SessionState.RUNNING


class OwnHandler(APIHandler):
    """Base of the routes below: a user known to the hub, our errors as sentences."""

    def initialize(self, places: Places) -> None:
        """Take the places of the installation."""
        super().initialize()
        self._places = places

    def owner(self, name: str) -> Any:
        """The user that the route names; 404 where there is none."""
        user = self.find_user(name) if is_user_name(name) else None
        if user is None:
            raise web.HTTPError(404, "There is no such user.")
        return user

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Errors of ours keep their sentence."""
        error = kwargs.get("exc_info", (None, None, None))[1]
        if isinstance(error, RemoteClaudeError):
            self.set_status(error.status)
            message = say(f"{error.message} {error.remedy or ''}".strip(), language_of(self)).text
            kwargs["exc_info"] = (None, web.HTTPError(error.status, message), None)
            kwargs["exc_info"][1].jupyterhub_message = message
        super().write_error(self.get_status(), **kwargs)

    def log_exception(self, *exc_info: Any) -> None:
        """An error of ours is an answer, not a fault."""
        if not isinstance(exc_info[1], RemoteClaudeError):
            super().log_exception(*exc_info)


class SessionsHandler(OwnHandler):
    """`GET|POST /hub/api/users/U/sessions`: what the home page shows; a new session."""

    @needs_scope("read:servers")  # type: ignore[untyped-decorator]
    async def get(self, user_name: str) -> None:
        """Everything that changes on the home page."""
        limit = await self.get_current_user_named_server_limit()
        owner, language = self.owner(user_name), language_of(self)
        self.finish(encode(to_listing(self._places, owner, limit=limit, language=language)))

    @needs_scope("start:servers")  # type: ignore[untyped-decorator]
    async def post(self, user_name: str) -> None:
        """Make a session from its title; it is not started."""
        user = self.owner(user_name)
        wanted = decode(self.request.body or b"{}", WantedSession)
        if wanted.size:
            user.spawner.require_size(wanted.size)
        repository = to_repository(wanted.repository) if wanted.repository else None
        title = to_title(wanted.title or (repository.name if repository else ""))
        name = new_session_name(title)
        await self._check_named_server_request(user, name, title)
        # Its notes come first: with a full disk there is no session either.
        self._note(self._places.session(user.name, name), wanted.size, repository)
        user.get_or_create_spawner(name, title)
        self.set_status(201)
        self.finish(encode({"name": name, "title": title, "url": f"{user.url}{name}/"}))

    def _note(self, folder: Path, size: str | None, repository: Repository | None) -> None:
        try:
            if size:
                write_size(folder, size)
            if repository:
                write_repository(folder, repository)
        except OSError as error:
            shutil.rmtree(folder, ignore_errors=True)
            raise UnavailableError(
                f"The session could not be made: {error.strerror}.",
                remedy="Tell an administrator: the disk of the hub may be full.",
            ) from error


class SessionHandler(OwnHandler):
    """`PATCH /hub/api/users/U/sessions/S`: another title, size or beginning, for the next start."""

    @needs_scope("start:servers")  # type: ignore[untyped-decorator]
    async def patch(self, user_name: str, server_name: str) -> None:
        """Rename, choose a size, or what to clone at the next start."""
        user = self.owner(user_name)
        row = user.orm_spawners.get(server_name)
        if not row or not server_name:
            raise web.HTTPError(404, "There is no such session.")
        wanted = decode(self.request.body, WantedSession)
        folder = self._places.session(user.name, server_name)
        if wanted.repository:
            known = read_repository(folder)
            if known is not None and known.is_cloned:
                raise ConflictError(f"This session has its repository already: {known.url}.")
            write_repository(folder, to_repository(wanted.repository))
        elif wanted.repository is None:
            forget_repository(folder)
        if wanted.size:
            user.spawner.require_size(wanted.size)
            write_size(folder, wanted.size)
        if wanted.title or not (wanted.size or wanted.repository is not UNSET):
            row.display_name = to_title(wanted.title)
            self.db.commit()
        self.finish(encode({"name": server_name, "title": row.display_name or server_name}))


class RestoreHandler(OwnHandler):
    """`POST /hub/api/users/U/deleted-sessions/ENTRY`: put a deleted session back."""

    @needs_scope("delete:servers")  # type: ignore[untyped-decorator]
    async def post(self, user_name: str, entry: str) -> None:
        """Restore; the session is stopped and has its title again."""
        user = self.owner(user_name)
        trash = Trash(self._places)
        name = entry.rpartition(".")[0]
        await self._check_named_server_request(user, name, name)
        item = trash.restore(user.name, entry)
        user.get_or_create_spawner(item.session, item.title)
        self.set_status(201)
        self.finish(encode({"name": item.session, "title": item.title}))


def to_title(text: str) -> str:
    """A session's title as the hub accepts it: no control characters, single spaces."""
    title = to_line(text)
    if not title:
        raise MalformedError("A session needs a name.", remedy="Type one.")
    return title[:120].rstrip()


def to_routes(places: Places) -> list[tuple[Any, ...]]:
    """Our routes, relative to `/hub`; they come before JupyterHub's own."""
    given = {"places": places}
    return [
        (r"/home", HomeHandler, given),
        (r"/start/([^/]+)", StartHandler, given),
        (r"/spawn", ToHomeHandler),
        (r"/spawn/([^/]+)", ToHomeHandler),
        (r"/spawn/([^/]+)/([^/]+)", ToHomeHandler),
        (r"/user/(?P<user_name>[^/]+)(?P<user_path>/.*)?", SessionUrlHandler),
        (r"/api/users/([^/]+)/sessions", SessionsHandler, given),
        (r"/api/users/([^/]+)/sessions/([^/]+)", SessionHandler, given),
        (r"/api/users/([^/]+)/deleted-sessions/([^/]+)", RestoreHandler, given),
        (
            rf"/remote-claude/static/({re.escape(CHART)})",
            CacheControlStaticFilesHandler,
            {"path": str(CHARTS)},
        ),
        (r"/remote-claude/static/(.*)", CacheControlStaticFilesHandler, {"path": str(STATIC)}),
    ]
