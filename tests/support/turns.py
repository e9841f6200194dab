"""Runs of the tests that use the engine of this machine wait for one another."""

import fcntl
import os
import tempfile
from pathlib import Path

_LOCK = Path(tempfile.gettempdir()) / "remote-claude-engine-tests.lock"
_held: list[int] = []


def take_engine() -> None:
    """Return once no other run uses the engine; it is this process's until that ends."""
    if not _held:
        _held.append(os.open(_LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        fcntl.flock(_held[0], fcntl.LOCK_EX)
