"""`user add|passwd|admin|list|remove`: the users of the `local` sign-in."""

import getpass
import secrets
import sys
from collections.abc import Callable
from pathlib import Path

from ..config.deeds import BY_COMMAND, Deeds
from ..config.passwords import PasswordStore
from ..config.places import Places
from ..core.errors import MalformedError, NotFoundError
from ..wire.audit import AuditKind


class Users:
    """The users of one installation, whether it runs or not."""

    def __init__(self, data: Path, say: Callable[[str], None]) -> None:
        places = Places(data.absolute())
        if not places.data.is_dir():
            raise NotFoundError("data folder", str(places.data))
        self._store = PasswordStore(places.passwords)
        self._deeds = Deeds(places)
        self._say = say

    def add(self, name: str, *, admin: bool, password_file: Path | None) -> None:
        """Make a user; a password that was made up here is printed."""
        password, shown = _new_password(name, password_file)
        self._store.add(name, password, admin=admin)
        self._tell(AuditKind.PERSON_ADDED, name, **({"role": "administrator"} if admin else {}))
        self._say(f"Added {name}{' as administrator' if admin else ''}.")
        if shown:
            self._say(f"Password: {password}")

    def passwd(self, name: str, *, password_file: Path | None) -> None:
        """Set a new password."""
        if self._store.find(name) is None:
            raise NotFoundError("user", name)
        password, shown = _new_password(name, password_file)
        self._store.set_password(name, password)
        self._tell(AuditKind.PERSON_PASSWORD, name)
        self._say(f"{name} has a new password; earlier sign-ins end.")
        if shown:
            self._say(f"Password: {password}")

    def admin(self, name: str, *, is_on: bool) -> None:
        """Make a user an administrator, or no longer; a hub that runs follows and logs it."""
        self._store.set_admin(name, admin=is_on)
        self._say(f"{name} is {'an' if is_on else 'no'} administrator now.")

    def list(self) -> None:
        """Print every user."""
        for user in self._store.list():
            self._say(f"{user.name}{'  administrator' if user.admin else ''}")

    def remove(self, name: str) -> None:
        """Remove a user, unless it is the last administrator; the files stay."""
        self._store.remove(name)
        self._tell(AuditKind.PERSON_REMOVED, name)
        self._say(f"Removed {name}. The user's files stay in the data folder.")

    def _tell(self, kind: AuditKind, name: str, **said: str) -> None:
        self._deeds.tell(kind, by=BY_COMMAND, user=name, said=said)


def _new_password(name: str, password_file: Path | None) -> tuple[str, bool]:
    """A password from a file or a person, else one made up here, and whether to print it."""
    if password_file is not None:
        return _read(password_file), False
    if not sys.stdin.isatty():
        return secrets.token_urlsafe(12), True
    first = getpass.getpass(f"New password of {name} (empty: make one up): ")
    if not first:
        return secrets.token_urlsafe(12), True
    if getpass.getpass("Again: ") != first:
        raise MalformedError("The two passwords differ.", remedy="Type it again.")
    return first, False


def _read(password_file: Path) -> str:
    try:
        text = sys.stdin.read() if str(password_file) == "-" else password_file.read_text()
    except OSError as error:
        raise MalformedError(
            f"{password_file} cannot be read: {error.strerror}.",
            remedy="Write the password as its first line.",
        ) from None
    return text.partition("\n")[0].rstrip("\r")
