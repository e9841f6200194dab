"""What a session's server wrote, and why it does not run: kept beside the session."""

import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path

from ..core.redact import redact

LOG = "server.log"
SERVER = "server.json"
_FAILURE = "start-failed.json"
_LINES = 12
_TAIL_BYTES = 16_384
_ESCAPES = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why a session does not run: a sentence, when, and the last lines of the server's log."""

    message: str
    at: str
    log: str
    has_run: bool = False
    """Whether it had started, and ended by itself."""
    step: str = ""
    """The step of the start that failed; empty where it is not known."""


def last_lines(state: Path, *, since: int = 0) -> str:
    """The last lines of a server's log, from byte `since` on, without colours and secrets."""
    try:
        with (state / LOG).open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(since, size - _TAIL_BYTES))
            return to_lines(file.read())
    except OSError:
        return ""


def to_lines(log: bytes) -> str:
    """The last lines of what a server wrote, without colours and secrets."""
    text = log.decode(errors="replace")
    return redact(_ESCAPES.sub("", "\n".join(text.splitlines()[-_LINES:])))


def write_failure(state: Path, failure: Failure) -> None:
    """Remember it, so that the page can show it after a reload as well."""
    (state / _FAILURE).write_text(json.dumps(asdict(failure)))


def read_failure(state: Path) -> Failure | None:
    """Why a session does not run; None where it was stopped, or runs."""
    try:
        return Failure(**json.loads((state / _FAILURE).read_bytes()))
    except (OSError, ValueError, TypeError):
        return None


def clear_failure(state: Path) -> None:
    """The session starts, or did."""
    (state / _FAILURE).unlink(missing_ok=True)
