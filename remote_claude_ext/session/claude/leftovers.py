"""What a `claude` process leaves behind: found by the mark in its environment, and ended."""

import contextlib
import os
import signal
from collections.abc import Iterator

import psutil

from ...core.births import read_ticks
from .options import MARK

_GRACE_SECONDS = 2.0
_EPOCH = 1e9
"""Journals of earlier versions have seconds since the epoch, which are more; none is up so long."""


def started_at(pid: int) -> float | None:
    """How long after its boot the kernel began a process, in seconds; None when there is none.

    Since the epoch where the kernel does not tell: that moves with the machine's clock.
    """
    if (ticks := read_ticks(pid)) is not None:
        return ticks / os.sysconf("SC_CLK_TCK")
    try:
        return psutil.Process(pid).create_time()
    except psutil.Error:
        return None


def is_alive(pid: int, began: float) -> bool:
    """Whether the very process that was recorded still runs (and is no zombie)."""
    try:
        process = psutil.Process(pid)
        if began > _EPOCH:
            same = abs(process.create_time() - began) < 1.0
        else:
            same = started_at(pid) == began
        return same and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def is_running(pid: int, ticks: str) -> bool:
    """Whether a process still runs (and is no zombie) that began so many of the kernel's ticks in.

    Claude Code notes its own beginning like this.
    """
    try:
        is_over = psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False
    return not is_over and str(read_ticks(pid)) == ticks


def end_leftovers(claude_session: str, pid: int) -> None:
    """End the process's kernel session and everything that it or its tools started.

    Tools run in kernel sessions of their own, so the process group alone does not reach them; they
    carry the process's mark, or its pid as Claude Code notes it. Blocks for a moment.
    """
    with contextlib.suppress(OSError):
        if os.getpgid(pid) == pid:
            os.killpg(pid, signal.SIGTERM)
    found = list(_left(claude_session, pid))
    for process in found:
        with contextlib.suppress(psutil.Error):
            process.terminate()
    _, alive = psutil.wait_procs(found, timeout=_GRACE_SECONDS)
    for process in alive:
        with contextlib.suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(alive, timeout=_GRACE_SECONDS)


def _left(claude_session: str, pid: int) -> Iterator[psutil.Process]:
    for process in psutil.process_iter():
        if process.pid == os.getpid():
            continue
        with contextlib.suppress(psutil.Error, OSError):
            variables = process.environ()
            marked = variables.get(MARK) == claude_session
            if marked or variables.get("CLAUDE_PID") == str(pid):
                yield process
