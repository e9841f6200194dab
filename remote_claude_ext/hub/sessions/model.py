"""A session's id, and a server as the hub tells of it."""

from dataclasses import dataclass
from datetime import datetime

import msgspec

from ...core.errors import NotFoundError
from ...core.names import is_session_name, is_user_name


@dataclass(frozen=True, slots=True)
class SessionRef:
    """Whose session, and which."""

    user: str
    name: str

    @property
    def id(self) -> str:
        """The id as clients know it."""
        return f"{self.user}/{self.name}"


def to_ref(ident: str) -> SessionRef:
    """A session's id taken apart; what cannot be one names nothing."""
    user, _, name = ident.partition("/")
    if not is_user_name(user) or not is_session_name(name):
        raise NotFoundError("session", ident)
    return SessionRef(user, name)


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """The one field that we read of users and groups in a list."""

    name: str


class Server(msgspec.Struct, frozen=True, kw_only=True):
    """The fields that we read of the hub's server model."""

    name: str
    display_name: str | None = None
    pending: str | None = None
    ready: bool = False
    url: str = ""
    started: datetime | None = None
    last_activity: datetime | None = None


class Servers(msgspec.Struct, frozen=True, kw_only=True):
    """The fields that we read of the hub's user model."""

    servers: dict[str, Server] = {}
