"""A process by its id and start time, and how one and what it left behind is ended."""

import asyncio
import contextlib
import os
import signal
from collections.abc import Iterable
from pathlib import Path

import psutil

from ..core.births import read_birth
from .run import Child

_SAME_START_SECONDS = 2.0
"""Notes of earlier versions have nothing better; the clock may be corrected by a second."""


def find_child(pid: int) -> Child | None:
    """The living process with this id and when it began; None where there is none."""
    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return None
        return _to_child(process)
    except psutil.Error:
        return None


def is_alive(child: Child) -> bool:
    """Whether this very process still lives; another one under its old id does not count."""
    found = find_child(child.pid)
    if found is None:
        return False
    if child.birth:
        return found.birth == child.birth
    return abs(found.started_at - child.started_at) < _SAME_START_SECONDS


def find_marked(variables: Iterable[str], folder: Path) -> list[Child]:
    """Every process of ours whose environment has a path in `folder` (or it) in a variable.

    It need not be in the process group of whoever started it. Several variables, since programs
    take away some of what they inherit.
    """
    names, below = tuple(variables), f"{folder}/"
    found = []
    for process in psutil.process_iter():
        try:
            environ = process.environ()
            marked = any(f"{environ.get(name, '')}/".startswith(below) for name in names)
            if marked and process.pid != os.getpid():
                found.append(_to_child(process))
        except (psutil.Error, OSError):
            continue
    return found


def _to_child(process: psutil.Process) -> Child:
    birth = read_birth(process.pid)
    return Child(pid=process.pid, started_at=process.create_time(), birth=birth)


async def end(children: Iterable[Child], *, grace_seconds: float) -> None:
    """Ask processes to end; kill those that still live after the grace."""
    living = [child for child in children if is_alive(child)]
    for number in (signal.SIGTERM, signal.SIGKILL):
        for child in living:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(child.pid, number)
        living = await _wait(living, grace_seconds)
        if not living:
            return


async def _wait(children: list[Child], grace_seconds: float) -> list[Child]:
    deadline = asyncio.get_running_loop().time() + grace_seconds
    while children and asyncio.get_running_loop().time() < deadline:
        await asyncio.sleep(0.05)
        children = [child for child in children if is_alive(child)]
    return children
