"""How long a session may still run, and how often its owner kept it longer; noted in its folder."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from ..wire.codec import encode
from .private import write_private

STEP = timedelta(hours=1)
_NOTE = "extensions.json"


class _Note(msgspec.Struct, frozen=True):
    started: datetime
    count: int


def read_count(session: Path, started: datetime) -> int:
    """How often the session that started then was kept longer."""
    try:
        note = msgspec.json.decode((session / _NOTE).read_bytes(), type=_Note)
    except (FileNotFoundError, msgspec.MsgspecError):
        return 0
    return note.count if note.started == started.replace(tzinfo=UTC) else 0


def write_count(session: Path, started: datetime, count: int) -> None:
    """Note it; the next start begins anew."""
    note = _Note(started.replace(tzinfo=UTC), count)
    write_private(session / _NOTE, encode(note).decode())


def to_rest(started: datetime, now: datetime, *, most_seconds: int, count: int) -> timedelta:
    """How long the session still runs; negative where it should have ended."""
    return started.replace(tzinfo=UTC) + timedelta(seconds=most_seconds) + count * STEP - now
