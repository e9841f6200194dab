"""Users and password hashes of the `local` sign-in, in one SQLite file."""

import hashlib
import hmac
import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ..core.errors import ConflictError, MalformedError, NotFoundError
from ..core.names import is_user_name

MIN_LENGTH = 8
MAX_LENGTH = 1024
_N, _R, _P = 2**15, 8, 1
_MEMORY_BYTES = 64 * 1024 * 1024
_SALT_BYTES = 16
_HASH_BYTES = 32
_SCHEMA = """
CREATE TABLE IF NOT EXISTS users (
    name TEXT PRIMARY KEY,
    admin INTEGER NOT NULL,
    hash TEXT NOT NULL,
    revision TEXT NOT NULL,
    seen TEXT NOT NULL DEFAULT ''
) STRICT
"""


@dataclass(frozen=True, slots=True)
class LocalUser:
    """A user of the `local` sign-in. `fresh`: the hub has not acted on the newest password yet."""

    name: str
    admin: bool
    fresh: bool


class _LastAdminError(ConflictError):
    """Nobody would be left who lets people in."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} is the last administrator here.", remedy="Make somebody else one first."
        )


class PasswordStore:
    """The users of one installation. The hub and the command line may use it at the same time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        path.chmod(0o600)
        with self._connection() as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute(_SCHEMA)

    def add(self, name: str, password: str, *, admin: bool = False) -> None:
        """Make a user; ConflictError when there is one of this name."""
        if not is_user_name(name):
            raise MalformedError(
                f"{name!r} cannot be a user's name.",
                remedy="Use a lower-case letter, then at most 31 lower-case letters, digits, _ and"
                " hyphens.",
            )
        row = (name, int(admin), to_hash(_checked(password)), secrets.token_hex(8))
        try:
            with self._connection() as connection:
                connection.execute(
                    "INSERT INTO users (name, admin, hash, revision) VALUES (?, ?, ?, ?)", row
                )
        except sqlite3.IntegrityError:
            raise ConflictError(
                f"There is a user {name!r} already.",
                remedy=f"Set a new password: remote-claude user passwd {name}",
            ) from None

    def set_password(self, name: str, password: str) -> None:
        """Replace a password; who signed in with the old one is signed out."""
        row = (to_hash(_checked(password)), secrets.token_hex(8), name)
        with self._connection() as connection:
            done = connection.execute("UPDATE users SET hash = ?, revision = ? WHERE name = ?", row)
            if not done.rowcount:
                raise NotFoundError("user", name)

    def set_admin(self, name: str, *, admin: bool) -> bool:
        """Say whether a user is an administrator, and whether that is new; one always is left."""
        # One statement: two who take it from each other at the same moment do not both succeed.
        query = (
            "UPDATE users SET admin = :admin WHERE name = :name AND admin != :admin"
            " AND (:admin OR (SELECT count(*) FROM users WHERE admin) > 1)"
        )
        with self._connection() as connection:
            if connection.execute(query, {"name": name, "admin": int(admin)}).rowcount:
                return True
        found = self.find(name)
        if found is None:
            raise NotFoundError("user", name)
        if found.admin != admin:
            raise _LastAdminError(name)
        return False

    def remove(self, name: str) -> None:
        """Remove a user, whose files stay; an administrator always is left."""
        # One statement: two who remove each other at the same moment do not both succeed.
        query = (
            "DELETE FROM users WHERE name = ?"
            " AND (NOT admin OR (SELECT count(*) FROM users WHERE admin) > 1)"
        )
        with self._connection() as connection:
            if connection.execute(query, (name,)).rowcount:
                return
        if self.find(name) is None:
            raise NotFoundError("user", name)
        raise _LastAdminError(name)

    def list(self) -> list[LocalUser]:
        """Every user, by name."""
        with self._connection() as connection:
            query = "SELECT name, admin, revision != seen FROM users ORDER BY name"
            return [
                LocalUser(row[0], bool(row[1]), bool(row[2])) for row in connection.execute(query)
            ]

    def find(self, name: str) -> LocalUser | None:
        """One user; None where there is none of this name."""
        with self._connection() as connection:
            query = "SELECT name, admin, revision != seen FROM users WHERE name = ?"
            row = connection.execute(query, (name,)).fetchone()
        return LocalUser(row[0], bool(row[1]), bool(row[2])) if row else None

    def acknowledge(self, name: str) -> None:
        """The hub ended every login with an earlier password."""
        with self._connection() as connection:
            connection.execute("UPDATE users SET seen = revision WHERE name = ?", (name,))

    def verify(self, name: str, password: str) -> LocalUser | None:
        """The user whose password this is, else None; an unknown name takes as long as a known."""
        with self._connection() as connection:
            query = "SELECT admin, hash, revision != seen FROM users WHERE name = ?"
            row = connection.execute(query, (name,)).fetchone()
        right = is_right(password, row[1] if row else _NOBODY)
        return LocalUser(name, bool(row[0]), bool(row[2])) if row and right else None

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        connection = sqlite3.connect(self._path, timeout=10)
        try:
            with connection:
                yield connection
        finally:
            connection.close()


def to_hash(password: str) -> str:
    """A password's scrypt hash with its parameters and salt."""
    salt = os.urandom(_SALT_BYTES)
    digest = _scrypt(password, salt, n=_N, r=_R, p=_P)
    return f"scrypt${_N}${_R}${_P}${salt.hex()}${digest.hex()}"


def is_right(password: str, stored: str) -> bool:
    """Whether a hash is this password's, in constant time, with the parameters it was made with."""
    _, n, r, p, salt, digest = stored.split("$")
    if len(password) > MAX_LENGTH:
        password = ""
    found = _scrypt(password, bytes.fromhex(salt), n=int(n), r=int(r), p=int(p))
    return hmac.compare_digest(found, bytes.fromhex(digest))


def _scrypt(password: str, salt: bytes, *, n: int, r: int, p: int) -> bytes:
    data = password.encode("utf-8", "surrogatepass")
    return hashlib.scrypt(data, salt=salt, n=n, r=r, p=p, maxmem=_MEMORY_BYTES, dklen=_HASH_BYTES)


def _checked(password: str) -> str:
    if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
        raise MalformedError(
            f"The password has {len(password)} characters; it needs {MIN_LENGTH} to {MAX_LENGTH}."
        )
    return password


_NOBODY = f"scrypt${_N}${_R}${_P}${bytes(_SALT_BYTES).hex()}${bytes(_HASH_BYTES).hex()}"
"""What the password of an unknown user is compared with."""
