"""Containers that wait for a session: a note each below DATA. Asks no engine.

A note is `NAME.making` before there is a container, `NAME.ready` while it may be taken, and
`NAME.taken` until the session has it: without the note nobody would find what a kill left over.
"""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from .docker_names import read_volume, waiting_volume_name
from .places import Places
from .private import write_private

MAKING, READY, TAKEN = ".making", ".ready", ".taken"


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """A container by its name and id; where it listens, and the secret by which it is taken."""

    name: str
    container: str = ""
    host: str = ""
    secret: str = ""

    @property
    def volume(self) -> str:
        """The volume that was made with it."""
        return waiting_volume_name(self.name)


def note_making(places: Places, name: str) -> None:
    """Before its container is made."""
    places.waiting.mkdir(mode=0o700, exist_ok=True)
    _write(places, Waiting(name=name), MAKING)


def note_ready(places: Places, waiting: Waiting) -> None:
    """It may be taken from now on."""
    _write(places, waiting, READY)
    _path(places, waiting.name, MAKING).unlink(missing_ok=True)


def take(places: Places) -> Waiting | None:
    """The one that has waited longest, for the caller alone; None where none waits."""
    for path in sorted(places.waiting.glob(f"*{READY}"), key=_age):
        if waiting := _take(path):
            return waiting
    return None


def take_this(places: Places, waiting: Waiting) -> bool:
    """Take a certain one; False where somebody else has it."""
    return _take(_path(places, waiting.name, READY)) is not None


def forget(places: Places, waiting: Waiting) -> None:
    """It is a session's, or gone."""
    for state in (MAKING, READY, TAKEN):
        _path(places, waiting.name, state).unlink(missing_ok=True)


def find_waiting(places: Places, *states: str) -> Iterator[tuple[Waiting, float]]:
    """Those with a note in one of these states, and since when (seconds since 1970)."""
    for state in states:
        for path in places.waiting.glob(f"*{state}"):
            since = _age(path)
            yield _read(path) or Waiting(name=path.name.removesuffix(state)), since


def is_of_session(places: Places, volume: str) -> bool:
    """Whether a session, or one in the trash, has this volume."""
    notes = (places.data / "users").glob("*/*/*/volume")
    return any(read_volume(note.parent) == volume for note in notes)


def _take(path: Path) -> Waiting | None:
    taken = path.with_suffix(TAKEN)
    try:
        path.rename(taken)
        taken.touch()
    except OSError:  # somebody else was faster; or the start goes on without it
        return None
    return _read(taken)


def _write(places: Places, waiting: Waiting, state: str) -> None:
    text = msgspec.json.encode(waiting).decode()
    write_private(_path(places, waiting.name, state), text)


def _read(path: Path) -> Waiting | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Waiting)
    except (OSError, msgspec.MsgspecError):
        return None


def _path(places: Places, name: str, state: str) -> Path:
    return places.waiting / f"{name}{state}"


def _age(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0
