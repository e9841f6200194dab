"""A running claude: prompts, interrupts, queues, modes and models, with the real CLI."""

import asyncio
import os
import signal
from decimal import Decimal

import psutil
import pytest

from remote_claude_ext.core.errors import ClaudeGoneError, ClaudeStartError, ConflictError
from remote_claude_ext.session.chat.ports import Active, Emitted, Replaced
from remote_claude_ext.session.claude.leftovers import is_alive
from remote_claude_ext.session.claude.runtime import SdkClaude
from remote_claude_ext.wire.frames import ModeChanged, ModelChanged, ToolFinished, ToolStarted
from tests.session.claude.desk import TOKEN, Desk, wait_until
from tests.support.model import ScriptedModel, to_body

pytestmark = pytest.mark.asyncio


async def test_an_answer_streams_and_is_then_told_whole(desk: Desk):
    await desk.start()
    await desk.say("@@ think hm ;; say Hello there.")
    assert desk.texts() == ["Hello there."]
    assert desk.streamed().endswith("Hello there.")
    assert desk.results()[-1].outcome == "completed"


async def test_the_gateway_gets_the_sessions_token_and_the_conversations_id(
    desk: Desk, model: ScriptedModel
):
    await desk.start()
    await desk.say("@@ say hello")
    headers = model.turns[0].headers
    assert headers["authorization"] == f"Bearer {TOKEN}"
    assert headers["x-claude-code-session-id"] == desk.session
    assert "remote-claude/" in headers["user-agent"]


async def test_the_pid_and_start_time_are_those_of_the_real_process(desk: Desk):
    process = await desk.start()
    running = psutil.Process(process.pid)
    since_boot = running.create_time() - psutil.boot_time()
    assert process.started_at == pytest.approx(since_boot, abs=0.02)
    assert running.exe().endswith("/_bundled/claude")
    assert os.getsid(process.pid) == process.pid
    assert is_alive(process.pid, process.started_at)
    assert is_alive(process.pid, running.create_time())  # as journals of earlier versions have it
    assert not is_alive(process.pid, process.started_at + 1)


async def test_the_effort_changes_while_the_process_lives(desk: Desk, model: ScriptedModel):
    process = await desk.start()
    await desk.say("@@ say one")
    default = to_body(model.turns[-1])["output_config"]["effort"]
    await process.set_effort("low")
    await desk.say("@@ say two")
    assert to_body(model.turns[-1])["output_config"]["effort"] == "low"
    await process.set_effort(None)
    await desk.say("@@ say three")
    assert to_body(model.turns[-1])["output_config"]["effort"] == default


async def test_a_message_keeps_its_id_in_the_transcript(desk: Desk):
    await desk.start()
    message = await desk.send("@@ say hello")
    await wait_until(desk.has_rested)
    transcript = desk.settings.home.transcript(desk.workspace, desk.session)
    assert f'"uuid":"{message}"' in transcript.read_text()


async def test_an_interrupt_ends_the_answer_and_the_conversation_goes_on(desk: Desk):
    await desk.start()
    await desk.send("@@ lorem 500 20")
    await wait_until(lambda: len(desk.streamed()) > 20)
    await desk.process.interrupt()
    await wait_until(desk.has_rested)
    assert (desk.results()[-1].outcome, desk.results()[-1].reason) == (
        "interrupted",
        "It was stopped.",
    )
    assert desk.texts() == [desk.streamed()]
    await desk.say("@@ say still here")
    assert desk.texts()[-1] == "still here"


async def test_an_interrupt_when_nothing_runs_is_harmless(desk: Desk):
    await desk.start()
    await desk.process.interrupt()
    await desk.say("@@ say hello")
    await desk.process.interrupt()
    assert desk.texts() == ["hello"]


async def test_an_interrupt_in_a_tool_ends_the_tool(desk: Desk):
    await desk.start()
    await desk.send('@@ tool Bash {"command": "touch begun; sleep 300"}')
    await wait_until((desk.workspace / "begun").exists)
    await desk.process.interrupt()
    await wait_until(desk.has_rested)
    assert [body.status for body in desk.bodies(ToolFinished)] == ["stopped"]


async def test_a_message_sent_now_ends_the_running_answer(desk: Desk):
    await desk.start()
    await desk.send("@@ lorem 500 20")
    await wait_until(lambda: len(desk.streamed()) > 20)
    await desk.send("@@ say instead", now=True)
    await wait_until(lambda: "instead" in desk.texts())
    await wait_until(desk.has_rested)


async def test_the_mode_changes_at_once_and_claude_code_obeys(desk: Desk):
    await desk.start()
    await desk.process.set_mode("acceptEdits")
    path = desk.workspace / "a.txt"
    await desk.say(f'@@ tool Write {{"file_path": "{path}", "content": "x"}} >> say done')
    assert path.read_text() == "x"
    assert desk.asked == []
    assert desk.bodies(ModeChanged) == []


async def test_a_mode_that_skips_all_questions_is_refused(desk: Desk):
    await desk.start()
    with pytest.raises(ConflictError, match="Claude Code refused this"):
        await desk.process.set_mode("bypassPermissions")
    await desk.say('@@ tool Bash {"command": "touch a"} >> say done')
    assert len(desk.asked) == 1
    assert desk.bodies(ModeChanged) == []


async def test_the_model_changes_at_once(desk: Desk, model: ScriptedModel):
    await desk.start(model="claude-sonnet-5")
    await desk.say("@@ say one")
    await desk.process.set_model("claude-haiku-4-5")
    await desk.say("@@ say two")
    asked = [to_body(exchange)["model"] for exchange in model.turns]
    assert asked == ["claude-sonnet-5", "claude-haiku-4-5"]
    assert desk.bodies(ModelChanged) == []


async def test_only_models_of_the_operator_are_used(desk: Desk, model: ScriptedModel):
    desk.models = ("claude-sonnet-5",)
    desk.claude = SdkClaude(desk.settings)
    await desk.start(model="claude-opus-5-5")
    await desk.say("@@ say one")
    assert {to_body(exchange)["model"] for exchange in model.turns} == {"claude-sonnet-5"}


async def test_a_resumed_conversation_remembers_what_was_said_and_what_it_cost(
    desk: Desk, model: ScriptedModel
):
    await desk.start()
    await desk.say('@@ usage {"input_tokens": 1000} ;; say one')
    await desk.process.aclose()
    before = desk.results()[-1].cost_usd
    assert before > Decimal(0)
    await desk.start(resume=desk.session)
    await desk.say('@@ usage {"input_tokens": 1000} ;; say two')
    assert len(to_body(model.turns[-1])["messages"]) > len(to_body(model.turns[0])["messages"])
    assert desk.results()[-1].cost_usd > before


async def test_clear_goes_on_under_another_session(desk: Desk):
    await desk.start()
    await desk.say("@@ say one")
    await desk.say("/clear")
    (replaced,) = [event for event in desk.events if isinstance(event, Replaced)]
    assert replaced.claude_session != desk.session
    await desk.say("@@ say two")
    assert desk.settings.home.transcript(desk.workspace, replaced.claude_session).is_file()


async def test_a_big_image_does_not_end_the_session(desk: Desk):
    await desk.start()
    path = desk.workspace / "big.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + os.urandom(3_000_000))
    await desk.say(f'@@ tool Read {{"file_path": "{path}"}} >> say seen')
    assert desk.texts() == ["seen"]
    assert desk.exits() == []


async def test_the_activity_ends_with_the_turn(desk: Desk):
    await desk.start()
    await desk.say("@@ say hello")
    assert [event.text for event in desk.events if isinstance(event, Active)][-1] == ""


async def test_a_refusal_is_told_in_the_providers_words(desk: Desk):
    await desk.start()
    await desk.say('@@ error 400 {"type": "invalid_request_error", "message": "No such beta"}')
    result = desk.results()[-1]
    assert result.outcome == "failed"
    assert result.reason.startswith("No such beta. ")


async def test_a_process_that_is_killed_says_so_and_takes_no_more_messages(desk: Desk):
    await desk.start()
    await desk.say("@@ say hello")
    os.kill(desk.process.pid, signal.SIGKILL)
    await wait_until(lambda: bool(desk.exits()))
    (exited,) = desk.exits()
    assert exited.code == -9
    assert exited.reason.startswith("Claude's process ended unexpectedly. It was killed")
    with pytest.raises(ClaudeGoneError):
        await desk.send("@@ say more")
    await desk.process.interrupt()
    await desk.process.aclose()
    assert desk.exits() == [exited]


async def test_the_end_is_the_last_event_and_comes_once(desk: Desk):
    await desk.start()
    await desk.say("@@ say hello")
    await asyncio.gather(desk.process.aclose(), desk.process.aclose())
    assert desk.exits() == [desk.events[-1]]
    assert desk.exits()[0].reason is None
    assert not psutil.pid_exists(desk.process.pid)


async def test_closing_in_the_middle_of_an_answer_is_quick(desk: Desk):
    await desk.start()
    await desk.send("@@ lorem 500 20")
    await wait_until(lambda: len(desk.streamed()) > 20)
    async with asyncio.timeout(4):
        await desk.process.aclose()
    assert desk.results()[-1].outcome == "interrupted"


async def test_a_missing_program_is_told_as_a_sentence(desk: Desk):
    (desk.root / "workspace").rmdir()
    with pytest.raises(ClaudeStartError, match="Working directory does not exist"):
        await desk.start()


async def test_an_unknown_conversation_cannot_be_resumed(desk: Desk):
    with pytest.raises(ClaudeStartError, match="No conversation found"):
        await desk.start(resume="9d1b1c1e-0000-4000-8000-000000000000")


async def test_a_subagent_shows_its_tools_inside_its_own(desk: Desk):
    await desk.start()
    script = '@@ tool Bash {\\"command\\": \\"ls\\"} \\u003e\\u003e say found'
    prompt = f'{{"description": "look", "prompt": "{script}", "subagent_type": "general-purpose"}}'
    await desk.say(f"@@ tool Agent {prompt} >> say started >> say after")
    agent, inside = desk.bodies(ToolStarted)
    assert (agent.name, inside.name) == ("Agent", "Bash")
    assert inside.parent == agent.tool_use
    assert [text for text in desk.texts() if text in ("started", "found")] == ["started", "found"]
    assert len(desk.results()) == 2


async def test_events_come_in_order(desk: Desk):
    await desk.start()
    await desk.say('@@ say first ;; tool Bash {"command": "ls"} >> say last')
    kinds = [type(event.body).__name__ for event in desk.events if isinstance(event, Emitted)]
    shown = [kind for kind in kinds if kind != "Usage"]
    assert shown == ["Text", "ToolStarted", "ToolFinished", "Text"]
