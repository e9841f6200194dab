"""Programs are started, watched, started again, ended with all that they started."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path

import psutil
import pytest
import pytest_asyncio

from remote_claude_ext.cli.logs import bound_log, last_lines
from remote_claude_ext.cli.problems import CannotStartError
from remote_claude_ext.cli.supervise import Program, Supervisor
from remote_claude_ext.config.run import Child

SECONDS = 15


class Recorder:
    """What a supervisor said and recorded."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.said: list[str] = []
        self.restarted: list[str] = []
        self.children: dict[str, Child] = {}
        self.supervisor = Supervisor(
            logs=folder / "logs",
            folder=folder,
            record=self.record,
            say=self.said.append,
            restarts=self.restarted.append,
        )

    def record(self, children: Mapping[str, Child]) -> None:
        self.children = dict(children)

    def start(self, script: str, *, name: str = "program", key: bytes | None = None) -> None:
        program = Program(
            name=name,
            command=[sys.executable, "-c", script],
            environment={"PATH": os.environ["PATH"]},
            key=key,
        )
        self.supervisor.start(program)

    def log(self, name: str = "program") -> str:
        log = self.supervisor.log(name)
        return log.read_text() if log.exists() else ""


@pytest_asyncio.fixture
async def recorder(tmp_path: Path) -> AsyncIterator[Recorder]:
    recorder = Recorder(tmp_path)
    yield recorder
    await recorder.supervisor.stop(grace_seconds=1)


async def until(found: Callable[[], object]) -> None:
    deadline = time.monotonic() + SECONDS
    while not found():
        assert time.monotonic() < deadline, "it never came true"
        await asyncio.sleep(0.02)


@pytest.mark.asyncio
async def test_a_program_runs_in_a_group_of_its_own(recorder: Recorder) -> None:
    recorder.start(
        "import os, time; print(os.getpgid(0) == os.getpid(), flush=True); time.sleep(60)"
    )
    await until(lambda: "True" in recorder.log())
    child = recorder.children["program"]
    assert psutil.Process(child.pid).create_time() == pytest.approx(child.started_at, abs=1)


@pytest.mark.asyncio
async def test_a_killed_program_is_started_again(recorder: Recorder) -> None:
    recorder.start("import time; print('up', flush=True); time.sleep(60)")
    recorder.supervisor.settle()
    await until(lambda: recorder.log().count("up") == 1)
    first = recorder.children["program"].pid
    os.kill(first, signal.SIGKILL)
    await until(lambda: recorder.log().count("up") == 2)
    assert recorder.children["program"].pid != first
    assert recorder.restarted == ["program"]
    assert recorder.said == ["program was ended by signal 9; it is started again in 0.2 s."]


@pytest.mark.asyncio
async def test_pauses_between_starts_grow(recorder: Recorder) -> None:
    recorder.supervisor.settle()
    recorder.start("raise SystemExit(3)")
    await until(lambda: len(recorder.said) == 3)
    assert [line.rpartition(" in ")[2] for line in recorder.said] == ["0.2 s.", "0.4 s.", "0.8 s."]


@pytest.mark.asyncio
async def test_a_program_that_cannot_start_is_named_with_its_last_lines(
    recorder: Recorder,
) -> None:
    recorder.start("print('first'); raise SystemExit('no such thing')", name="hub")
    with pytest.raises(CannotStartError) as caught:
        await asyncio.wait_for(recorder.supervisor.failed(), SECONDS)
    assert "hub could not be started: it ended with status 1." in caught.value.message
    assert "no such thing" in caught.value.message
    assert str(recorder.supervisor.log("hub")) in (caught.value.remedy or "")


@pytest.mark.asyncio
async def test_a_key_reaches_its_program_at_each_start_and_no_other(recorder: Recorder) -> None:
    reads = (
        "import os, time\n"
        "fd = os.environ.get('REMOTE_CLAUDE_KEY_FD')\n"
        "print(fd and os.fdopen(int(fd)).read(), os.listdir('/proc/self/fd'), flush=True)\n"
        "time.sleep(60)"
    )
    recorder.supervisor.settle()
    recorder.start(reads, name="gateway", key=b"canary-key")
    recorder.start(reads, name="other")
    await until(lambda: recorder.log("gateway") and recorder.log("other"))
    os.kill(recorder.children["gateway"].pid, signal.SIGKILL)
    await until(lambda: recorder.log("gateway").count("canary-key") == 2)
    assert recorder.log("other").startswith("None")
    for child in recorder.children.values():
        assert "canary-key" not in str(psutil.Process(child.pid).environ())
        assert "canary-key" not in str(psutil.Process(child.pid).cmdline())


@pytest.mark.asyncio
async def test_what_a_program_started_ends_with_it(recorder: Recorder) -> None:
    starts = (
        "import subprocess, signal, sys, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "print(child.pid, flush=True); time.sleep(60)"
    )
    recorder.start(starts)
    await until(lambda: recorder.log().strip())
    grandchild = int(recorder.log())
    leader = recorder.children["program"].pid
    await recorder.supervisor.stop(grace_seconds=0.3)
    assert recorder.children == {}
    assert not psutil.pid_exists(leader)
    await until(lambda: not is_running(grandchild))


def is_running(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_a_long_log_moves_aside_while_its_writer_goes_on(tmp_path: Path) -> None:
    log = tmp_path / "hub.log"
    with log.open("ab", buffering=0) as writer:
        writer.write(b"old\n" * 100)
        bound_log(log, most_bytes=200)
        writer.write(b"new\n")
    assert log.read_bytes() == b"new\n"
    assert (tmp_path / "hub.log.1").read_bytes() == b"old\n" * 100


def test_the_last_lines_of_a_log_hold_no_secret_and_no_colours(tmp_path: Path) -> None:
    log = tmp_path / "hub.log"
    log.write_text("before\n\x1b[31mred\x1b[0m sk-ant-api03-abcdefgh\n\n")
    assert last_lines(log) == ["before", "red [redacted]"]
    assert last_lines(log, since=7) == ["red [redacted]"]
    assert last_lines(tmp_path / "none.log") == []
