"""What the files of a control group say, of both versions, and when disk is short. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ...wire.resources import DiskShort

Read = Callable[[str], str]
"""The text of a file by its name below the folder of control groups; empty where there is none."""
_UNLIMITED = 2**60
"""The first version says no limit by a number near 2**63."""
_NEAR_SHARE = 0.9
_NEAR_BYTES, _FULL_BYTES = 2**30, 64 * 2**20
_MICRO, _NANO = 1e-6, 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What all processes of a session take together; a limit is None where there is none."""

    memory_bytes: int
    memory_limit_bytes: int | None = None
    processor_seconds: float
    processors_limit: float | None = None
    processes: int
    processes_limit: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Disk:
    """The place of a session's files. `is_bound`: the limit is a wall, and `free_bytes` ends there.

    `used_bytes` is None until the files are counted; `at_least` where not all of them were.
    """

    free_bytes: int
    used_bytes: int | None = None
    at_least: bool = False
    limit_bytes: int | None = None
    is_bound: bool = False


def to_taken(read: Read) -> Taken | None:
    """What the session's own control group says; None where none can be read."""
    return _to_second(read) if read("cgroup.controllers") else _to_first(read)


def to_shortage(disk: Disk) -> DiskShort | None:
    """What a person has to know of it: over nine tenths of a bound, or less than 1 GiB free."""
    used, limit = disk.used_bytes, disk.limit_bytes
    if limit is not None and used is not None and used > _NEAR_SHARE * limit:
        is_full = used >= limit or (disk.is_bound and disk.free_bytes < _FULL_BYTES)
        return DiskShort(
            level="full" if is_full else "near",
            free_bytes=disk.free_bytes,
            used_bytes=used,
            limit_bytes=limit,
        )
    if disk.is_bound or disk.free_bytes >= _NEAR_BYTES:
        return None
    is_full = disk.free_bytes < _FULL_BYTES
    return DiskShort(level="full" if is_full else "near", free_bytes=disk.free_bytes)


def _to_second(read: Read) -> Taken | None:
    memory = _to_number(read("memory.current"))
    busy = _to_fields(read("cpu.stat")).get("usage_usec")
    processes = _to_number(read("pids.current"))
    if memory is None or busy is None or processes is None:
        return None
    quota, _, period = read("cpu.max").strip().partition(" ")
    return Taken(
        # What was read from files and can be dropped at once is nobody's need.
        memory_bytes=max(0, memory - _to_fields(read("memory.stat")).get("inactive_file", 0)),
        memory_limit_bytes=_to_limit(read("memory.max")),
        processor_seconds=busy * _MICRO,
        processors_limit=_to_processors(_to_number(quota), _to_number(period)),
        processes=processes,
        processes_limit=_to_limit(read("pids.max")),
    )


def _to_first(read: Read) -> Taken | None:
    memory = _to_number(read("memory/memory.usage_in_bytes"))
    busy = _to_number(read("cpuacct/cpuacct.usage"))
    processes = _to_number(read("pids/pids.current"))
    if memory is None or busy is None or processes is None:
        return None
    quota, period = read("cpu/cpu.cfs_quota_us"), read("cpu/cpu.cfs_period_us")
    inactive = _to_fields(read("memory/memory.stat")).get("total_inactive_file", 0)
    return Taken(
        memory_bytes=max(0, memory - inactive),
        memory_limit_bytes=_to_limit(read("memory/memory.limit_in_bytes")),
        processor_seconds=busy * _NANO,
        processors_limit=_to_processors(_to_number(quota), _to_number(period)),
        processes=processes,
        processes_limit=_to_limit(read("pids/pids.max")),
    )


def _to_processors(quota: int | None, period: int | None) -> float | None:
    return quota / period if quota and period else None


def _to_limit(text: str) -> int | None:
    found = _to_number(text)
    return found if found is not None and found < _UNLIMITED else None


def _to_number(text: str) -> int | None:
    """None for `max`, for the `-1` of no quota, and for what is no number."""
    plain = text.strip()
    return int(plain) if plain.isdecimal() else None


def _to_fields(text: str) -> Mapping[str, int]:
    pairs = (line.split() for line in text.splitlines())
    return {pair[0]: int(pair[1]) for pair in pairs if len(pair) > 1 and pair[1].isdecimal()}
