"""One server at a time on a state folder: two would each take the other's processes for lost."""

import fcntl
import os
from pathlib import Path

from ..core.errors import UnavailableError


class ClaimedError(UnavailableError):
    """Another server works on this folder."""

    code = "state_in_use"

    def __init__(self, path: Path, holder: str) -> None:
        who = f"Another server (process {holder})" if holder else "Another server"
        super().__init__(
            f"{who} has the conversations of this folder open: {path.parent}.",
            remedy="Use that one, or stop it: this one goes on by itself then.",
        )


class Claim:
    """Held until `release`, or until the process ends however it ends."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def take(self) -> None:
        """Hold the folder; ClaimedError names who else does."""
        if self._descriptor is not None:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(descriptor, 32, 0).decode(errors="replace").strip()
            os.close(descriptor)
            raise ClaimedError(self._path, holder) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        self._descriptor = descriptor

    def release(self) -> None:
        """Let another server have it."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
