"""Bodies of the sessions routes of the hub service."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType


class SessionState(StrEnum):
    """The life of a session as people see it."""

    STOPPED = "stopped"
    STARTING = "starting"
    RUNNING = "running"
    STOPPING = "stopping"


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """One JupyterHub server of a user with its workspace. `id` is `user/name`."""

    id: str
    user: str
    name: str
    title: str
    state: SessionState
    url: str
    started_at: datetime | None
    last_activity_at: datetime | None


class Sessions(msgspec.Struct, frozen=True, kw_only=True):
    """A page of sessions."""

    items: list[Session]
    next: str | None


class NewSession(msgspec.Struct, frozen=True, kw_only=True):
    """`POST sessions`: its display name; the name in addresses is made from it."""

    title: Annotated[str, Meta(min_length=1, max_length=120)] | UnsetType = UNSET
    start: bool = True


class User(msgspec.Struct, frozen=True, kw_only=True):
    """Who the caller is."""

    name: str
    admin: bool
    groups: list[str]
