"""When the kernel began a process, counted so that the machine's clock may be set meanwhile.

A start time as seconds since the epoch is the kernel's count since it was booted, and the moment of
that, which moves with the clock.
"""

from pathlib import Path

_BEGAN = 19
"""The place of the beginning among the fields behind a process's name in /proc/PID/stat."""


def read_ticks(pid: int) -> int | None:
    """The kernel's ticks from its boot to the process's beginning; None where nobody knows."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
        return int(stat.rpartition(")")[2].split()[_BEGAN])
    except (OSError, ValueError, IndexError):
        return None


def read_birth(pid: int) -> str:
    """The same with the boot that it is counted from; empty where nobody knows."""
    ticks = read_ticks(pid)
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return ""
    return "" if ticks is None else f"{boot}:{ticks}"
