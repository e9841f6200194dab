"""Who of Claude Code's own list of processes is a person's `claude` in a terminal; pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import TypeGuard

from ...wire.chat import TerminalStatus

_STATUSES: dict[str, TerminalStatus] = {"idle": "idle", "busy": "busy", "waiting": "waiting"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """One `claude` in a terminal. `since_ms` is when it came to this status."""

    pid: int
    started: str
    session: str
    cwd: str
    status: TerminalStatus
    since_ms: int


def to_program(entry: Mapping[str, object]) -> Program | None:
    """What an entry of the list says; None for the panel's own processes and for garbage."""
    pid, session, started = entry.get("pid"), entry.get("sessionId"), entry.get("procStart")
    if not _is_count(pid) or not isinstance(session, str) or not isinstance(started, str | int):
        return None
    # The SDK's processes are interactive by this list, too.
    if entry.get("kind") != "interactive" or str(entry.get("entrypoint")).startswith("sdk"):
        return None
    # It becomes the name of a file.
    if not session or PurePath(session).name != session:
        return None
    since = entry.get("statusUpdatedAt")
    return Program(
        pid=pid,
        started=str(started),
        session=session,
        cwd=str(entry.get("cwd")),
        status=_STATUSES.get(str(entry.get("status")), "idle"),
        since_ms=since if _is_count(since) else 0,
    )


def is_inside(folder: str, workspace: PurePath) -> bool:
    """Whether a program works in the workspace or below it."""
    return PurePath(folder).is_relative_to(workspace)


def _is_count(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0
