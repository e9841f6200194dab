"""A process is known by its id and start time; ending one ends no other."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from remote_claude_ext.config.processes import end, find_child, find_marked, is_alive
from remote_claude_ext.config.run import Child

STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "print('ready', flush=True); time.sleep(600)"
)


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(["sleep", "600"], env={"MARKED_FOR_A_TEST": "/sessions/one/state"})
    yield process
    process.kill()
    process.wait()


def test_a_living_process_is_found(sleeper: subprocess.Popen[bytes]) -> None:
    child = find_child(sleeper.pid)
    assert child is not None
    assert is_alive(child)


def test_another_process_under_an_old_id_is_not_taken_for_it(
    sleeper: subprocess.Popen[bytes],
) -> None:
    child = find_child(sleeper.pid)
    assert child is not None
    for off in (0, -60):
        began = child.started_at + off
        assert not is_alive(Child(pid=child.pid, started_at=began, birth=child.birth[:-1] + "x"))


def test_a_clock_that_is_set_makes_no_other_process_of_it(sleeper: subprocess.Popen[bytes]) -> None:
    child = find_child(sleeper.pid)
    assert child is not None
    assert child.birth
    assert is_alive(replace(child, started_at=child.started_at - 3600))


def test_a_note_of_an_earlier_version_is_known_by_its_start_time(
    sleeper: subprocess.Popen[bytes],
) -> None:
    child = find_child(sleeper.pid)
    assert child is not None
    assert is_alive(Child(pid=child.pid, started_at=child.started_at + 1))
    assert not is_alive(Child(pid=child.pid, started_at=child.started_at - 60))


def test_a_dead_process_that_nobody_has_waited_for_is_dead() -> None:
    with subprocess.Popen(["sleep", "600"]) as process:
        child = find_child(process.pid)
        assert child is not None
        process.kill()
        while is_alive(child):
            pass
        assert find_child(process.pid) is None


def test_one_that_does_not_listen_is_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", STUBBORN], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        child = find_child(process.pid)
        assert child is not None
        asyncio.run(end([child], grace_seconds=0.3))
        assert process.wait() == -9


def test_processes_are_found_by_the_folder_that_their_environment_names(
    sleeper: subprocess.Popen[bytes],
) -> None:
    names = ("SOMETHING_ELSE", "MARKED_FOR_A_TEST")
    for folder in ("/sessions", "/sessions/one", "/sessions/one/state"):
        assert [child.pid for child in find_marked(names, Path(folder))] == [sleeper.pid]
    for folder in ("/sessions/on", "/sessions/one/state/more", "/session"):
        assert find_marked(names, Path(folder)) == []
