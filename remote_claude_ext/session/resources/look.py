"""Looks at what the session takes: its control group in a container, else its processes."""

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import psutil

from .rules import Taken, to_taken

GROUPS = Path("/sys/fs/cgroup")


def look_at_container(groups: Path = GROUPS) -> Taken:
    """What everything in this container takes; by its processes where no control group is shown."""

    def read(name: str) -> str:
        with suppress(OSError, UnicodeDecodeError):
            return (groups / name).read_text()
        return ""

    return to_taken(read) or _sum(psutil.process_iter())


def look_at_processes() -> Taken:
    """What this process and all that it started take."""
    own = psutil.Process()
    return _sum([own, *own.children(recursive=True)])


def _sum(processes: Iterable[psutil.Process]) -> Taken:
    memory, seconds, count = 0, 0.0, 0
    for each in processes:
        with suppress(psutil.Error):  # over, or somebody else's
            times = each.cpu_times()
            seconds += times.user + times.system + times.children_user + times.children_system
            count += 1
            # What several share counts once.
            memory += int(each.memory_full_info().pss)
    return Taken(memory_bytes=memory, processor_seconds=seconds, processes=count)


def look_at_room(folder: Path) -> tuple[int, int]:
    """All bytes of the disk or bounded volume that a folder is on, and those that are free."""
    found = os.statvfs(folder)
    return found.f_blocks * found.f_frsize, found.f_bavail * found.f_frsize
