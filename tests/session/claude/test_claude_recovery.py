"""The server is killed, or claude is: what was done is found again, and told truthfully."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
import uuid
from dataclasses import dataclass

import psutil
import pytest

from remote_claude_ext.session.chat.ports import Unfinished
from remote_claude_ext.session.claude.leftovers import is_alive
from remote_claude_ext.session.claude.options import MARK
from remote_claude_ext.wire.frames import Text, ToolFinished, ToolStarted
from tests.session.claude.desk import Desk, wait_until
from tests.support.model import ScriptedModel

pytestmark = pytest.mark.asyncio


@dataclass
class Server:
    """A server in a process of its own, with one turn running."""

    process: subprocess.Popen[str]
    session: str
    message: str
    pid: int
    started_at: float

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()

    def unfinished(self, known: frozenset[str] = frozenset()) -> Unfinished:
        return Unfinished(
            claude_session=self.session,
            turn="t",
            messages=[self.message],
            pid=self.pid,
            started_at=self.started_at,
            known=known,
        )


def start_server(desk: Desk, prompt: str, *more: str) -> Server:
    session, message = str(uuid.uuid4()), str(uuid.uuid4())
    arguments = [str(desk.root), desk.url, session, message, *more]
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.session.claude.server", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin
    assert process.stdout
    told = json.loads(process.stdout.readline())
    process.stdin.write(prompt + "\n")
    process.stdin.flush()
    return Server(process, session, message, told["pid"], told["started_at"])


def left_of(session: str) -> list[int]:
    """Processes that still carry the mark of a session."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get(MARK) == session:
                found.append(process.pid)
        except (psutil.Error, OSError):
            continue
    return found


def transcript(desk: Desk, session: str) -> str:
    """What Claude Code has written down so far; it does so a moment after it acts."""
    return "".join(path.read_text() for path in desk.config.rglob(f"{session}.jsonl"))


async def test_a_turn_that_outlived_its_server_is_found_whole(desk: Desk):
    script = '@@ say first ;; tool Bash {"command": "touch begun; sleep 2; ls"} >> say last'
    server = start_server(desk, script)
    await wait_until((desk.workspace / "begun").exists)
    server.kill()
    recovered = await desk.claude.recover(server.unfinished())
    kinds = [type(body) for body in recovered.bodies]
    assert kinds == [Text, ToolStarted, ToolFinished, Text]
    assert (recovered.outcome, recovered.reason) == ("completed", None)
    assert recovered.cost_usd is not None
    assert not is_alive(server.pid, server.started_at)


async def test_what_the_journal_has_does_not_come_again(desk: Desk):
    await desk.start()
    message = await desk.send('@@ say first ;; tool Bash {"command": "ls"} >> say last')
    await wait_until(desk.has_rested)
    await desk.process.aclose()
    first = next(body for body in desk.bodies(Text))
    started = next(body for body in desk.bodies(ToolStarted))
    recovered = await desk.claude.recover(
        Unfinished(
            claude_session=desk.session,
            turn="t",
            messages=[message],
            pid=desk.process.pid,
            started_at=desk.process.started_at,
            known=frozenset({first.block, started.tool_use}),
        )
    )
    assert list(recovered.bodies) == [
        next(body for body in desk.bodies(ToolFinished)),
        desk.bodies(Text)[-1],
    ]


async def test_a_question_that_nobody_can_answer_any_more_is_refused(desk: Desk):
    script = '@@ tool Bash {"command": "touch made"} >> say refused'
    server = start_server(desk, script, "nobody answers")
    transcript = desk.settings.home.transcript(desk.workspace, server.session)
    await wait_until(lambda: transcript.is_file() and '"name":"Bash"' in transcript.read_text())
    server.kill()
    recovered = await desk.claude.recover(server.unfinished())
    started, finished, text = recovered.bodies
    assert (started.name, finished.status, text.text) == ("Bash", "denied", "refused")
    assert recovered.outcome == "completed"
    assert not (desk.workspace / "made").exists()


async def test_a_claude_that_does_not_come_to_an_end_is_ended(desk: Desk):
    server = start_server(desk, '@@ tool Bash {"command": "touch begun; sleep 600"}')
    await wait_until((desk.workspace / "begun").exists)
    server.kill()
    begun = time.monotonic()
    recovered = await desk.claude.recover(server.unfinished())
    assert 18 < time.monotonic() - begun < 40
    assert recovered.outcome == "interrupted"
    assert "the server had ended" in recovered.reason
    assert left_of(server.session) == []


async def test_after_kill_9_of_claude_in_a_tool_its_end_is_not_known(desk: Desk):
    server = start_server(desk, '@@ tool Bash {"command": "touch begun; sleep 600"}')
    await wait_until((desk.workspace / "begun").exists)
    await wait_until(lambda: "tool_use" in transcript(desk, server.session))
    os.kill(server.pid, signal.SIGKILL)
    server.kill()
    recovered = await desk.claude.recover(server.unfinished())
    assert recovered.outcome == "lost"
    assert [body.status for body in recovered.bodies if isinstance(body, ToolFinished)] == [
        "unknown"
    ]
    assert left_of(server.session) == []


async def test_a_message_that_never_reached_claude_is_lost(desk: Desk):
    recovered = await desk.claude.recover(
        Unfinished(
            claude_session=str(uuid.uuid4()), turn="t", messages=["m"], pid=None, started_at=None
        )
    )
    assert (list(recovered.bodies), recovered.outcome) == ([], "lost")
    assert "Send it again" in recovered.reason


async def test_a_pid_that_another_process_has_now_is_left_alone(desk: Desk):
    other = await asyncio.create_subprocess_exec("sleep", "60")
    unfinished = Unfinished(
        claude_session=str(uuid.uuid4()),
        turn="t",
        messages=["m"],
        pid=other.pid,
        started_at=1.0,
    )
    async with asyncio.timeout(10):
        await desk.claude.recover(unfinished)
    assert other.returncode is None
    other.kill()
    await other.wait()


async def test_what_a_killed_claude_leaves_behind_is_ended(desk: Desk):
    await desk.start()
    command = "(setsid sleep 611 &) ; sleep 612 & touch begun; sleep 613"
    await desk.send(f'@@ tool Bash {{"command": "{command}"}}')
    await wait_until((desk.workspace / "begun").exists)
    os.kill(desk.process.pid, signal.SIGKILL)
    await wait_until(lambda: bool(desk.exits()))
    assert left_of(desk.session) == []


async def test_what_a_closed_claude_leaves_behind_is_ended(desk: Desk):
    await desk.start()
    await desk.say('@@ tool Bash {"command": "(setsid sleep 621 &) ; touch begun"} >> say done')
    assert len(left_of(desk.session)) > 1
    await desk.process.aclose()
    assert left_of(desk.session) == []


async def test_a_conversation_that_a_terminal_has_is_held_elsewhere(
    desk: Desk, model: ScriptedModel
):
    await desk.start()
    await desk.say("@@ say hello")
    assert not desk.claude.is_held_elsewhere(desk.session)
    another = Desk(desk.root, desk.url)
    assert another.claude.is_held_elsewhere(desk.session)
    assert not another.claude.is_held_elsewhere(str(uuid.uuid4()))
    await desk.process.aclose()
    assert not another.claude.is_held_elsewhere(desk.session)
