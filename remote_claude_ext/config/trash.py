"""Deleted sessions: moved aside, kept for seven days, listed, put back."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ..core.errors import ConflictError, NotFoundError
from ..core.names import is_session_name
from .places import Places

KEPT = timedelta(days=7)
_TITLE = "title.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deleted:
    """A session in the trash. `entry` is its folder's name: `session.unix time`."""

    entry: str
    session: str
    title: str
    deleted_at: datetime
    gone_at: datetime
    path: Path


class Trash:
    """The trash of every user of one installation."""

    def __init__(self, places: Places, erase: Callable[[Path], bool] | None = None) -> None:
        """`erase` removes what a session has elsewhere; while it says False, the session stays."""
        self._places = places
        self._erase = erase

    def put(self, user: str, session: str, *, title: str, at: datetime) -> None:
        """Move everything of a session aside; harmless when there is nothing."""
        source = self._places.session(user, session)
        if not source.is_dir():
            return
        (source / _TITLE).write_text(json.dumps({"title": title}))
        target = self._places.trash(user) / f"{session}.{int(at.timestamp())}"
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        source.rename(target)

    def items(self, user: str) -> list[Deleted]:
        """What a user may still put back, newest first."""
        folder = self._places.trash(user)
        found = [_read(path) for path in folder.iterdir()] if folder.is_dir() else []
        return sorted(
            (item for item in found if item), key=lambda item: item.deleted_at, reverse=True
        )

    def restore(self, user: str, entry: str) -> Deleted:
        """Put a deleted session back where it was; its name must be free again."""
        for item in self.items(user):
            if item.entry == entry:
                target = self._places.session(user, item.session)
                if target.exists():
                    raise ConflictError(f"There is a session {item.session!r} again already.")
                target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                item.path.rename(target)
                (target / _TITLE).unlink(missing_ok=True)
                return item
        raise NotFoundError("deleted session", entry)

    def expire(self, now: datetime) -> int:
        """Remove for good what is older than seven days; say how many."""
        removed = 0
        for folder in (self._places.data / "users").glob("*/trash"):
            for path in folder.iterdir():
                item = _read(path)
                is_due = item is not None and item.gone_at <= now
                if is_due and (self._erase is None or self._erase(path)):
                    shutil.rmtree(path, ignore_errors=True)
                    removed += 1
        return removed


def _read(path: Path) -> Deleted | None:
    session, _, stamp = path.name.rpartition(".")
    if not is_session_name(session) or not stamp.isdecimal():
        return None
    try:
        title = str(json.loads((path / _TITLE).read_bytes())["title"])
    except (OSError, ValueError, KeyError, TypeError):
        title = session
    deleted_at = datetime.fromtimestamp(int(stamp), UTC)
    return Deleted(
        entry=path.name,
        session=session,
        title=title,
        deleted_at=deleted_at,
        gone_at=deleted_at + KEPT,
        path=path,
    )
