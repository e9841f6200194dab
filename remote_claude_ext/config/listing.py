"""What the home page shows of a user's sessions: from the hub's spawners to plain values."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import msgspec

from ..core.sentences import say
from ..wire.sessions import Session, SessionState
from .asked import waiting_in
from .docker_names import read_size
from .places import Places
from .repositories import read_repository
from .startlog import Failure, read_failure
from .trash import Trash


class ShownRepository(msgspec.Struct, frozen=True, kw_only=True):
    """What a session begins or began with."""

    url: str
    cloned: bool


class ShownFailure(msgspec.Struct, frozen=True, kw_only=True):
    """Why a session does not run, in the language `lang`; the log is as the server wrote it."""

    message: str
    lang: str
    at: str
    log: str
    has_run: bool
    step: str


class Shown(Session, frozen=True, kw_only=True):
    """A session with what only its owner's home page needs."""

    progress_url: str
    failure: ShownFailure | None
    size: str
    """The one that was chosen for it; empty where none was."""
    repository: ShownRepository | None
    waiting: int
    """How many questions of Claude wait in it, as it told last."""


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """A deleted session that can still be put back."""

    entry: str
    title: str
    deleted_at: datetime
    gone_at: datetime
    path: str


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that changes on the home page. `limit` is 0 where there is none."""

    items: list[Shown]
    deleted: list[Kept]
    trash: str
    limit: int


def to_listing(places: Places, user: Any, *, limit: int, language: str) -> Listing:
    """A user's sessions, newest first, and the trash; for who reads a language."""
    spawners: Iterable[Any] = user.all_spawners(include_default=False)
    newest_first = sorted(spawners, key=lambda spawner: _row(spawner).id, reverse=True)
    items = [_to_shown(places, user, spawner, language) for spawner in newest_first]
    kept = [
        Kept(
            entry=item.entry,
            title=item.title,
            deleted_at=item.deleted_at,
            gone_at=item.gone_at,
            path=str(item.path),
        )
        for item in Trash(places).items(user.name)
    ]
    return Listing(items=items, deleted=kept, trash=str(places.trash(user.name)), limit=limit)


def to_state(spawner: Any) -> SessionState:
    """The life of a session as people see it, from a spawner or its row in the database."""
    pending = getattr(spawner, "pending", None)
    if pending == "stop":
        return SessionState.STOPPING
    if pending:
        return SessionState.STARTING
    return SessionState.RUNNING if getattr(spawner, "ready", False) else SessionState.STOPPED


def _to_shown(places: Places, user: Any, spawner: Any, language: str) -> Shown:
    row = _row(spawner)
    state = to_state(spawner)
    stopped = state is SessionState.STOPPED
    folder = places.session_state(user.name, row.name)
    begun = read_repository(places.session(user.name, row.name))
    return Shown(
        id=f"{user.name}/{row.name}",
        user=user.name,
        name=row.name,
        title=row.display_name or row.name,
        state=state,
        url=f"{user.url}{row.name}/",
        started_at=_aware(row.started),
        last_activity_at=_aware(row.last_activity),
        progress_url=user.progress_url(row.name),
        failure=_to_failure(read_failure(folder), language) if stopped else None,
        size=read_size(places.session(user.name, row.name)),
        repository=ShownRepository(url=begun.url, cloned=begun.is_cloned) if begun else None,
        waiting=waiting_in(user, row.name),
    )


def _to_failure(failure: Failure | None, language: str) -> ShownFailure | None:
    if failure is None:
        return None
    told = asdict(failure)
    message, lang = say(told.pop("message"), language)
    return ShownFailure(message=message, lang=lang, **told)


def _row(spawner: Any) -> Any:
    return getattr(spawner, "orm_spawner", spawner)


def _aware(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=UTC) if moment else None
