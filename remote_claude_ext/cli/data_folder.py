"""The data folder: made, locked, filled with secrets and the first administrator."""

import contextlib
import errno
import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..config.passwords import PasswordStore
from ..config.places import Places
from ..config.private import write_private
from ..config.run import read_run
from .problems import AlreadyRunningError, CannotStartError

FIRST_ADMIN = "admin"
_LEAST_FREE_BYTES = 200 * 1024 * 1024
_SECRETS = (
    "cookie-secret",
    "proxy-token",
    "hub-service-token",
    "gateway-token",
    "supervisor-token",
    "culler-token",
    "egress-key",
)
_SECRET_BYTES = 32


def default_data() -> Path:
    """Where `remote-claude up` keeps its data unless it is told."""
    base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "remote-claude"


def make_data_folder(places: Places) -> None:
    """Make the folder, for its owner alone.

    Raises:
        CannotStartError: It cannot be made or written, or the disk is full.
    """
    try:
        places.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        places.data.chmod(0o700)
        places.logs.mkdir(mode=0o700, exist_ok=True)
        places.secrets.mkdir(mode=0o700, exist_ok=True)
        places.secrets.chmod(0o700)
        shutil.rmtree(places.tmp, ignore_errors=True)
        places.tmp.mkdir(mode=0o700, exist_ok=True)
        free = shutil.disk_usage(places.data).free
    except OSError as error:
        raise CannotStartError(
            f"The data folder {places.data} cannot be used: {error.strerror}.",
            remedy="Choose a folder that this user may write: make up DATA=/path/to/folder",
        ) from None
    if free < _LEAST_FREE_BYTES:
        raise CannotStartError(
            f"The disk of {places.data} is full: {free // 1024 // 1024} MiB are free, at least"
            f" {_LEAST_FREE_BYTES // 1024 // 1024} are needed.",
            remedy="Free some space, or choose a folder on another disk with DATA=.",
        )


@contextmanager
def locked(places: Places) -> Iterator[None]:
    """Hold the data folder alone.

    Raises:
        AlreadyRunningError: Another `up` holds it; the message names its process.
    """
    descriptor = os.open(places.lock, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno not in {errno.EWOULDBLOCK, errno.EACCES}:
                raise
            raise AlreadyRunningError(str(places.data), _holder(places)) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)


def _holder(places: Places) -> int | None:
    with contextlib.suppress(OSError, ValueError):
        return int(places.lock.read_text())
    run = read_run(places.run)
    return run.pid if run else None


def make_secrets(places: Places) -> None:
    """Make the installation's own secrets at the first start; keep them at every later one."""
    for name in _SECRETS:
        path = places.secrets / name
        if not path.is_file() or not path.read_text().strip():
            write_private(path, secrets.token_hex(_SECRET_BYTES))
        path.chmod(0o600)


def make_first_admin(places: Places) -> str | None:
    """Where there is no user yet, make `admin`; its password, which is kept in a file as well."""
    store = PasswordStore(places.passwords)
    if store.list():
        return None
    password = secrets.token_urlsafe(12)
    write_private(places.admin_password, password + "\n")
    store.add(FIRST_ADMIN, password, admin=True)
    return password
