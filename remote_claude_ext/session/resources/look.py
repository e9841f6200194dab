"""Looks at what the session takes: its control group in a container, else its processes."""

import os
from contextlib import suppress
from pathlib import Path

import psutil

from .rules import Taken, to_taken

GROUPS = Path("/sys/fs/cgroup")


def look_at_container(groups: Path = GROUPS) -> Taken:
    """What everything in this container takes; its processes where it shows no control group."""

    def read(name: str) -> str:
        with suppress(OSError, UnicodeDecodeError):
            return (groups / name).read_text()
        return ""

    return to_taken(read) or look_at_processes()


def look_at_processes() -> Taken:
    """What this process and all that it started take; memory that several share counts once."""
    own = psutil.Process()
    memory, seconds, count = 0, 0.0, 0
    for each in (own, *own.children(recursive=True)):
        with suppress(psutil.Error):  # over
            times = each.cpu_times()
            seconds += times.user + times.system + times.children_user + times.children_system
            memory += int(each.memory_full_info().pss)
            count += 1
    return Taken(memory_bytes=memory, processor_seconds=seconds, processes=count)


def look_at_room(folder: Path) -> tuple[int, int]:
    """All bytes of the disk or bounded volume that a folder is on, and those that are free."""
    found = os.statvfs(folder)
    return found.f_blocks * found.f_frsize, found.f_bavail * found.f_frsize
