"""The page of people, for administrators: who may sign in, what they run, and its routes."""

# mypy: disallow-untyped-calls=False
# JupyterHub has no types.

import asyncio
import secrets
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec
from jupyterhub import orm
from jupyterhub.roles import assign_default_roles
from jupyterhub.scopes import Scope, needs_scope
from tornado import web

from ..core.errors import ConflictError
from ..wire.codec import decode, encode
from ..wire.sessions import SessionState
from .listing import to_state
from .login import LocalAuthenticator
from .pages import OwnHandler, PageHandler
from .passwords import MAX_LENGTH, MIN_LENGTH, LocalUser
from .places import Places

BY_ONESELF = "Your own password is below your name, at the top."
BY_ANOTHER = "Another administrator can do this."


class WantedPerson(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who shall sign in; without a password one is made up."""

    password: Annotated[str, msgspec.Meta(max_length=MAX_LENGTH)] = ""
    admin: bool = False


class WantedAdmin(msgspec.Struct, frozen=True, kw_only=True):
    """Whether somebody shall be an administrator."""

    admin: bool


class PersonSession(msgspec.Struct, frozen=True, kw_only=True):
    """A session, as an administrator sees those of others."""

    name: str
    title: str
    state: SessionState


class ShownPerson(msgspec.Struct, frozen=True, kw_only=True):
    """A user of the hub, of the sign-in, or of both."""

    name: str
    admin: bool
    can_sign_in: bool
    last_activity_at: datetime | None
    sessions: list[PersonSession]


def to_people(known: Mapping[str, LocalUser], users: Mapping[str, Any]) -> Iterator[ShownPerson]:
    """Everybody by name: those with a password, and those whom only the hub knows."""
    for name in sorted({*known, *users}):
        local, user = known.get(name), users.get(name)
        spawners = user.all_spawners(include_default=False) if user else ()
        last = user.orm_user.last_activity if user else None
        yield ShownPerson(
            name=name,
            admin=local.admin if local else False,
            can_sign_in=local is not None,
            last_activity_at=last.replace(tzinfo=UTC) if last else None,
            sessions=[_to_session(spawner) for spawner in spawners],
        )


def _to_session(spawner: Any) -> PersonSession:
    row = getattr(spawner, "orm_spawner", spawner)
    title = row.display_name or row.name
    return PersonSession(name=row.name, title=title, state=to_state(spawner))


def everybody(handler: Any) -> bytes:
    """The list for the page, as JSON."""
    known = {user.name: user for user in handler.authenticator.store.list()}
    rows = handler.db.query(orm.User)
    users = {row.name: handler._user_from_orm(row) for row in rows}  # noqa: SLF001 # (no other way)
    return encode({"items": list(to_people(known, users))})


class PeoplePageHandler(PageHandler):
    """`/hub/people`: who may sign in here."""

    @web.authenticated
    @needs_scope("admin-ui")  # type: ignore[untyped-decorator]
    async def get(self) -> None:
        """The page with what it shows first."""
        listing = everybody(self).decode().replace("<", "\\u003c")
        page = await self.render_template("people.html", listing=listing, min_length=MIN_LENGTH)
        self.finish(page)


class AdminHandler(OwnHandler):
    """Base of the routes below: for whoever may administer every user, not just some."""

    async def prepare(self) -> None:
        """Refuse others, also those to whom a role gives a part of the users."""
        await super().prepare()
        if self.parsed_scopes.get("admin:users") is not Scope.ALL:
            raise web.HTTPError(403, "This is for administrators.")

    @property
    def sign_in(self) -> LocalAuthenticator:
        """Who has a password."""
        authenticator: LocalAuthenticator = self.authenticator
        return authenticator

    def require_other(self, name: str, remedy: str = BY_ONESELF) -> None:
        """Nobody locks himself out here."""
        if self.current_user is not None and self.current_user.name == name:
            raise ConflictError("This is yourself.", remedy=remedy)


class PeopleHandler(AdminHandler):
    """`GET /hub/api/people`: what the page shows."""

    async def get(self) -> None:
        """Everybody, with the sessions of each."""
        self.finish(everybody(self))


class PersonHandler(AdminHandler):
    """`PUT|PATCH|DELETE /hub/api/people/U`: let somebody sign in, administer, or no longer."""

    async def put(self, user_name: str) -> None:
        """Give a name its first password; one that was made up here is in the answer."""
        wanted = decode(self.request.body or b"{}", WantedPerson)
        password = wanted.password or made_up()
        store = self.sign_in.store
        await asyncio.to_thread(store.add, user_name, password, admin=wanted.admin)
        self.set_status(201)
        self.finish(encode({"name": user_name, "password": password}))

    async def patch(self, user_name: str) -> None:
        """An administrator from now on, or no longer; whoever asks stays one."""
        admin = decode(self.request.body, WantedAdmin).admin
        self.require_other(user_name, BY_ANOTHER)
        is_new = self.sign_in.store.set_admin(user_name, admin=admin)
        user = self.find_user(user_name)
        if user is not None:
            user.admin = admin
            assign_default_roles(self.db, entity=user.orm_user)
            self.db.commit()
        if is_new:
            self.sign_in.note_admin(user_name, admin=admin, by=self.current_user.name)
        self.set_status(204)

    async def delete(self, user_name: str) -> None:
        """The password is forgotten, sign-ins and tokens end; sessions and files stay."""
        self.require_other(user_name)
        self.sign_in.store.remove(user_name)
        user = self.find_user(user_name)
        if user is not None and not any(user.orm_spawners):  # (one without a name is no session)
            self.users.delete(user)
        self.set_status(204)


class PersonPasswordHandler(AdminHandler):
    """`PUT /hub/api/people/U/password`: another password for somebody who lost the own."""

    async def put(self, user_name: str) -> None:
        """Set it, and end every sign-in with the old one; one made up here is in the answer."""
        self.require_other(user_name)
        password = decode(self.request.body or b"{}", WantedPerson).password or made_up()
        user = self.find_user(user_name)
        if user is None:
            await asyncio.to_thread(self.sign_in.store.set_password, user_name, password)
        else:
            await self.sign_in.change(user, password)
        self.finish(encode({"name": user_name, "password": password}))


def made_up() -> str:
    """A password that nobody has thought of."""
    return secrets.token_urlsafe(12)


def to_people_routes(places: Places) -> list[tuple[Any, ...]]:
    """The page and its routes, relative to `/hub`."""
    given = {"places": places}
    return [
        (r"/people", PeoplePageHandler),
        (r"/api/people", PeopleHandler, given),
        (r"/api/people/([^/]+)", PersonHandler, given),
        (r"/api/people/([^/]+)/password", PersonPasswordHandler, given),
    ]
