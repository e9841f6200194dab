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


class NewRepository(msgspec.Struct, frozen=True, kw_only=True):
    """What a session begins with: cloned into its empty workspace at its first start."""

    url: Annotated[str, Meta(min_length=1, max_length=2000)]
    """An https (or http) address, without a name or password in it."""
    branch: Annotated[str, Meta(max_length=255)] = ""
    """A branch or tag; empty: the one that the server names."""
    folder: Annotated[str, Meta(max_length=1000)] = ""
    """The only folder that is checked out, beside the files at the top; empty: all of them."""
    shallow: bool = False
    """Whether the newest state is enough, without the history."""
    token: Annotated[str, Meta(max_length=4096)] = ""
    """What may read a private repository. It is forgotten as soon as the clone is made."""


class Cloned(msgspec.Struct, frozen=True, kw_only=True):
    """What a session tells the hub of its clone. `error` is a sentence; null: it is made."""

    error: Annotated[str, Meta(max_length=2000)] | None = None


class ClonePhase(StrEnum):
    """What a clone is at: the server packs, objects come, they are put together, files written."""

    PACKING = "packing"
    RECEIVING = "receiving"
    RESOLVING = "resolving"
    WRITING = "writing"


class Cloning(msgspec.Struct, frozen=True, kw_only=True):
    """How far a clone is, as git says it: a share of its phase, and what has come so far."""

    phase: ClonePhase
    percent: Annotated[int, Meta(ge=0, le=100)]
    bytes: Annotated[int, Meta(ge=0)] | None = None


class Lifetime(msgspec.Struct, frozen=True, kw_only=True):
    """How long a session still runs in any case, and how often it may be kept one hour longer."""

    stops_in_seconds: int
    extensions_left: int


class NewSession(msgspec.Struct, frozen=True, kw_only=True):
    """`POST sessions`: its display name; the name in addresses is made from it."""

    title: Annotated[str, Meta(min_length=1, max_length=120)] | UnsetType = UNSET
    start: bool = True
    repository: NewRepository | UnsetType = UNSET


class User(msgspec.Struct, frozen=True, kw_only=True):
    """Who the caller is."""

    name: str
    admin: bool
    groups: list[str]
