"""What control groups of both versions say, and when disk is short."""

import pytest

from remote_claude_ext.session.resources.rules import Disk, Read, Taken, to_shortage, to_taken

GIB = 2**30
SECOND = {
    "cgroup.controllers": "cpu memory pids\n",
    "memory.current": f"{3 * GIB}\n",
    "memory.max": f"{4 * GIB}\n",
    "memory.stat": f"anon 5\ninactive_file {GIB}\nactive_file 7\n",
    "cpu.stat": "usage_usec 2500000\nuser_usec 1\n",
    "cpu.max": "150000 100000\n",
    "pids.current": "12\n",
    "pids.max": "512\n",
}
FIRST = {
    "memory/memory.usage_in_bytes": f"{3 * GIB}\n",
    "memory/memory.limit_in_bytes": f"{4 * GIB}\n",
    "memory/memory.stat": f"inactive_file 9\ntotal_inactive_file {GIB}\n",
    "cpuacct/cpuacct.usage": "2500000000\n",
    "cpu/cpu.cfs_quota_us": "150000\n",
    "cpu/cpu.cfs_period_us": "100000\n",
    "pids/pids.current": "12\n",
    "pids/pids.max": "512\n",
}
TAKEN = Taken(
    memory_bytes=2 * GIB,
    memory_limit_bytes=4 * GIB,
    processor_seconds=2.5,
    processors_limit=1.5,
    processes=12,
    processes_limit=512,
)


def reading(files: dict[str, str]) -> Read:
    return lambda name: files.get(name, "")


@pytest.mark.parametrize("files", [FIRST, SECOND])
def test_both_versions_say_the_same(files: dict[str, str]) -> None:
    found = to_taken(reading(files))
    assert found is not None
    assert found.processor_seconds == pytest.approx(TAKEN.processor_seconds)
    assert (found.memory_bytes, found.memory_limit_bytes) == (2 * GIB, 4 * GIB)
    assert (found.processes, found.processes_limit, found.processors_limit) == (12, 512, 1.5)


@pytest.mark.parametrize(
    ("files", "endless"),
    [
        (SECOND, {"memory.max": "max\n", "pids.max": "max\n", "cpu.max": "max 100000\n"}),
        (
            FIRST,
            {
                "memory/memory.limit_in_bytes": "9223372036854771712\n",
                "pids/pids.max": "max\n",
                "cpu/cpu.cfs_quota_us": "-1\n",
            },
        ),
    ],
)
def test_no_limit_is_none(files: dict[str, str], endless: dict[str, str]) -> None:
    found = to_taken(reading({**files, **endless}))
    assert found is not None
    assert found.memory_limit_bytes is None
    assert found.processes_limit is None
    assert found.processors_limit is None


@pytest.mark.parametrize("files", [FIRST, SECOND])
@pytest.mark.parametrize("text", ["", "garbage", "-5", "\0"])
def test_what_cannot_be_read_is_nothing_and_never_a_number(
    files: dict[str, str], text: str
) -> None:
    kept = {"cgroup.controllers"}
    assert to_taken(reading({k: v if k in kept else text for k, v in files.items()})) is None
    limits = {
        k: text if "max" in k or "limit" in k or "quota" in k else v for k, v in files.items()
    }
    found = to_taken(reading(limits))
    assert found is not None
    assert found.memory_limit_bytes is None
    assert to_taken(reading({})) is None


def test_more_of_files_than_of_all_is_nothing_taken() -> None:
    found = to_taken(reading({**SECOND, "memory.current": "5\n"}))
    assert found is not None
    assert found.memory_bytes == 0


@pytest.mark.parametrize(
    ("disk", "level", "used"),
    [
        (Disk(free_bytes=50 * GIB), None, None),
        (Disk(free_bytes=50 * GIB, used_bytes=99 * GIB), None, None),
        (Disk(free_bytes=GIB - 1), "near", None),
        (Disk(free_bytes=GIB - 1, used_bytes=5, limit_bytes=GIB), "near", None),
        (Disk(free_bytes=1000), "full", None),
        (Disk(free_bytes=50 * GIB, used_bytes=90, limit_bytes=100), None, None),
        (Disk(free_bytes=50 * GIB, used_bytes=91, limit_bytes=100), "near", 91),
        (Disk(free_bytes=50 * GIB, used_bytes=100, limit_bytes=100), "full", 100),
        (Disk(free_bytes=50 * GIB, limit_bytes=100), None, None),
        # A wall: what is free ends there, so that a small volume is not short from the beginning.
        (Disk(free_bytes=9, used_bytes=1, limit_bytes=10, is_bound=True), None, None),
        (Disk(free_bytes=1, used_bytes=9 * GIB, limit_bytes=9 * GIB + 1, is_bound=True), "full", 9),
        (Disk(free_bytes=GIB, used_bytes=19 * GIB, limit_bytes=20 * GIB, is_bound=True), "near", 1),
    ],
)
def test_shortage_of_disk(disk: Disk, level: str | None, used: int | None) -> None:
    found = to_shortage(disk)
    assert (found and found.level) == level
    assert found is None or (found.used_bytes is None) == (used is None)
