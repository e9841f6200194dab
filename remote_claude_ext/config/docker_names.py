"""Names of containers, networks and volumes, and what the folder of a session notes of them."""

import hashlib
import secrets
from pathlib import Path

from ..core.names import is_session_name, is_user_name
from .private import write_private

LABEL = "remote-claude.installation"
USER_LABEL = "remote-claude.user"
SESSION_LABEL = "remote-claude.session"
WAITING = "WAITING"
"""Stands where a session's container has its user: no user can be called so."""
SHARED = "_"
"""Stands for the session in the name of a volume that all sessions of a user share."""
_VOLUME, _SIZE, _PLACE = "volume", "size", "place"
"""Files in a session's folder, which go to the trash and come back with it."""


def to_installation(data: Path) -> str:
    """What tells installations of one machine apart: eight characters, of their data folder."""
    return hashlib.sha256(str(data).encode()).hexdigest()[:8]


def container_name(installation: str, user: str, session: str) -> str:
    """The container of a session. Neither name can hold a dot, so no two sessions share one."""
    return f"rc-{installation}.{user}.{session}"


def to_session(installation: str, container: str) -> tuple[str, str] | None:
    """User and session of a container, by its name; None where it is no session's."""
    begin, _, rest = container.partition(".")
    user, _, session = rest.partition(".")
    is_ours = begin == f"rc-{installation}" and is_user_name(user) and is_session_name(session)
    return (user, session) if is_ours else None


def new_waiting_name(installation: str) -> str:
    """The name of a container that waits for a session."""
    return f"{waiting_prefix(installation)}{secrets.token_hex(8)}"


def waiting_prefix(installation: str) -> str:
    """What the names of all of them begin with."""
    return f"rc-{installation}.{WAITING}."


def waiting_volume_name(container: str) -> str:
    """The volume of such a container, which keeps its name when a session gets it."""
    return f"{container}.volume"


def network_name(installation: str) -> str:
    """The network of an installation's sessions."""
    return f"rc-{installation}"


def bridge_name(installation: str) -> str:
    """Its interface on this machine; the kernel takes at most 15 characters."""
    return f"rc-{installation}"


def read_volume(session: Path) -> str:
    """The volume of a session, by its folder; empty where it has none."""
    return _read(session / _VOLUME)


def write_volume(session: Path, name: str) -> None:
    """Note the volume of a session before it is made: without the note nobody would find it."""
    write_private(session / _VOLUME, name)


def read_place(session: Path) -> str:
    """The folder of a session in the volume that its user's sessions share.

    Empty where it has a volume of its own.
    """
    return _read(session / _PLACE)


def write_place(session: Path, name: str) -> None:
    """Note the folder of a session in a shared volume; empty for one of its own.

    The volume is noted after it: what is without that note begins anew.
    """
    if name:
        write_private(session / _PLACE, name)
    else:
        (session / _PLACE).unlink(missing_ok=True)


def read_size(session: Path) -> str:
    """The size that was chosen for a session, by its folder; empty where none was."""
    return _read(session / _SIZE)


def write_size(session: Path, name: str) -> None:
    """Choose a size for a session, from its next start on."""
    session.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_private(session / _SIZE, name)


def _read(note: Path) -> str:
    try:
        return note.read_text().strip()
    except FileNotFoundError:
        return ""
