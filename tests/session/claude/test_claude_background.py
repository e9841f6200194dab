"""Subagents and commands that go on by themselves, as Claude Code tells of them."""

from typing import Any

import pytest

from remote_claude_ext.session.chat.ports import Emitted, Event, Progressed, Resting
from remote_claude_ext.session.claude.background import Backgrounds
from remote_claude_ext.session.claude.tools import IMAGE_CHARACTERS, to_preview
from remote_claude_ext.wire.background import Background
from remote_claude_ext.wire.frames import BackgroundChanged, BackgroundFinished
from remote_claude_ext.wire.output import Image
from tests.session.claude.desk import Desk, wait_until
from tests.session.claude.recorded import bodies, converted


def listed(*idents: str, kind: str = "local_bash") -> dict[str, Any]:
    tasks = [{"task_id": one, "task_type": kind, "description": f"do {one}"} for one in idents]
    return {"subtype": "background_tasks_changed", "tasks": tasks}


def only(events: list[Event]) -> Any:
    (event,) = events
    assert isinstance(event, Emitted | Progressed)
    return event.body


def test_a_recorded_subagent_is_listed_reports_and_is_gone() -> None:
    told = [
        body
        for body in bodies(converted("subagent"))
        if isinstance(body, BackgroundChanged | BackgroundFinished)
    ]
    tool_use = "toolu_2028bd3863a548a49d5f"
    running = [one for body in told[:2] for one in getattr(body, "background", [])]
    assert {one.id for one in running} == {"a2691f3ac7dd4ff88"}
    assert running[-1].type == "subagent"
    assert running[-1].tool_use == tool_use
    finished = told[2]
    assert isinstance(finished, BackgroundFinished)
    assert (finished.status, finished.summary) == ("ok", "subanswer ")
    assert (finished.tool_use, finished.tokens) == (tool_use, 1238)
    assert finished.duration_seconds == pytest.approx(0.319)
    assert told[3:] == [BackgroundChanged(background=[])]


def test_the_count_of_background_work_is_what_the_list_says() -> None:
    counts = [e.background for e in converted("background") if isinstance(e, Resting)]
    assert max(counts) == 1


def test_the_same_list_again_is_no_news() -> None:
    backgrounds = Backgrounds()
    assert len(backgrounds.changed(listed("a"))) == 1
    assert backgrounds.changed(listed("a")) == []
    assert backgrounds.count == 1


def test_a_command_of_the_foreground_is_told_by_its_result_alone() -> None:
    backgrounds = Backgrounds()
    started = {"task_id": "b", "tool_use_id": "t", "task_type": "local_bash"}
    assert backgrounds.started(started) == []
    assert backgrounds.notified({"task_id": "b", "status": "completed"}) == []


def test_a_subagent_that_claude_waits_for_shows_progress_and_its_report() -> None:
    backgrounds = Backgrounds()
    backgrounds.started({"task_id": "s", "tool_use_id": "t", "task_type": "local_agent"})
    usage = {"total_tokens": 70, "tool_uses": 2, "duration_ms": 1500}
    progress = {"task_id": "s", "description": "Running ls", "usage": usage}
    body = only(backgrounds.progressed(progress))
    assert (body.tool_use, body.text, body.tokens, body.tools) == ("t", "Running ls", 70, 2)
    ended = {"task_id": "s", "status": "failed", "summary": "No luck", "usage": usage}
    body = only(backgrounds.notified(ended))
    assert (body.status, body.summary, body.duration_seconds) == ("error", "No luck", 1.5)


@pytest.mark.parametrize("strange", [None, "x", 3, [1], [{}], [{"task_id": None}]])
def test_strange_lists_are_empty_ones(strange: object) -> None:
    backgrounds = Backgrounds()
    assert backgrounds.changed({"tasks": strange}) == []
    assert backgrounds.count == 0


def test_a_type_and_an_end_of_a_newer_claude_are_kept_as_such() -> None:
    backgrounds = Backgrounds()
    (one,) = only(backgrounds.changed(listed("n", kind="remote_workflow"))).background
    assert one == Background(id="n", type="other", description="do n")
    assert only(backgrounds.notified({"task_id": "n", "status": "paused"})).status == "unknown"


def test_pictures_of_a_result_are_kept_and_large_ones_named() -> None:
    def picture(data: str, media_type: str = "image/png") -> dict[str, Any]:
        source = {"type": "base64", "data": data, "media_type": media_type}
        return {"type": "image", "source": source}

    text = {"type": "text", "text": "here"}
    preview = to_preview([text, picture("QUJD"), picture("x" * IMAGE_CHARACTERS)])
    assert preview.images == [Image(media_type="image/png", data="QUJD")]
    assert preview.preview == "here\n[image]"
    assert to_preview([picture("PHN2Zz4=", "image/svg+xml")]).preview == "[image]"


@pytest.mark.asyncio
async def test_the_real_claude_stops_one_command_and_lives_on(desk: Desk) -> None:
    await desk.start()
    script = '@@ tool Bash {"command": "sleep 300", "run_in_background": true} >> say Started.'
    await desk.send(script)

    def running() -> list[Background]:
        told = desk.bodies(BackgroundChanged)
        return told[-1].background if told else []

    await wait_until(lambda: bool(running()))
    await desk.process.stop_background(running()[0].id)
    await wait_until(lambda: not running())
    assert desk.bodies(BackgroundFinished)[-1].status == "stopped"
    await desk.process.stop_background("nothing-of-this-name")
    assert desk.exits() == []
