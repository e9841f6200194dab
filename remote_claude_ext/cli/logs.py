"""Log files of the supervised processes: bounded, and their last lines for people."""

import os
import re
import shutil
from pathlib import Path
from typing import BinaryIO

from ..core.redact import redact

MOST_BYTES = 8 * 1024 * 1024
_TAIL_BYTES = 16 * 1024
_ESCAPES = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


def open_log(log: Path) -> BinaryIO:
    """A log to append to: whoever writes may outlive us, so it is a file and not a pipe."""
    log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(log, os.O_CREAT | os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC, 0o600)
    return os.fdopen(descriptor, "ab", buffering=0)


def bound_log(log: Path, most_bytes: int = MOST_BYTES) -> None:
    """Move what a log holds to `NAME.log.1` once it is long; its writers go on in the same file."""
    if log.is_file() and log.stat().st_size > most_bytes:
        shutil.copyfile(log, log.with_name(log.name + ".1"))
        log.with_name(log.name + ".1").chmod(0o600)
        with log.open("r+b") as file:
            file.truncate(0)


def last_lines(log: Path, *, count: int = 12, since: int = 0) -> list[str]:
    """The last lines of a log from byte `since` on, without colours and secrets."""
    try:
        with log.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(since if since <= size else 0, size - _TAIL_BYTES))
            text = file.read().decode(errors="replace")
    except OSError:
        return []
    lines = [line for line in text.splitlines() if line.strip()]
    return redact(_ESCAPES.sub("", "\n".join(lines[-count:]))).splitlines()
