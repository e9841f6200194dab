"""What the CLI says becomes what a person sees: recorded sessions, object by object."""

from decimal import Decimal

import pytest

from remote_claude_ext.session.chat.ports import (
    Active,
    Emitted,
    Event,
    Replaced,
    Rest,
    Resting,
    Result,
    Streamed,
)
from remote_claude_ext.session.claude.convert import Converter
from remote_claude_ext.session.claude.notices import to_notices
from remote_claude_ext.session.claude.usage import Meter
from remote_claude_ext.wire.frames import (
    ModeChanged,
    Notice,
    Text,
    Thinking,
    TodoChanged,
    ToolFinished,
    ToolStarted,
    Usage,
)
from tests.session.claude.recorded import NAMES, bodies, converted, said


def of(events: list[Event], kind: type) -> list:
    return [body for body in bodies(events) if isinstance(body, kind)]


def results(name: str) -> list[Result]:
    return [event for event in converted(name) if isinstance(event, Result)]


@pytest.mark.parametrize("name", NAMES)
def test_a_block_that_streamed_keeps_its_name_and_its_text_when_it_is_whole(name):
    streamed: dict[str, str] = {}
    whole: dict[str, str] = {}
    for event in converted(name):
        if isinstance(event, Streamed):
            streamed[event.block] = streamed.get(event.block, "") + event.text
        elif isinstance(event, Emitted) and isinstance(event.body, Text | Thinking):
            assert event.body.block not in whole
            whole[event.body.block] = event.body.text
    assert streamed == {block: whole[block] for block in streamed}


@pytest.mark.parametrize("name", NAMES)
def test_every_tool_that_started_has_finished(name):
    events = converted(name)
    started = [body.tool_use for body in of(events, ToolStarted)]
    assert started == [body.tool_use for body in of(events, ToolFinished)]


@pytest.mark.parametrize("name", NAMES)
def test_a_session_ends_at_rest_with_nothing_to_do(name):
    events = [event for event in converted(name) if isinstance(event, Active | Resting)]
    assert events[-2] == Active(text="")
    assert isinstance(events[-1], Resting)
    assert events[-1].rest is Rest.IDLE


def test_thinking_text_and_tools_come_in_order():
    kinds = [type(body).__name__ for body in bodies(converted("tools"))]
    assert [kind for kind in kinds if kind != "Usage"] == [
        "Thinking",
        "Text",
        "Text",
        "ToolStarted",
        "ToolFinished",
        "ToolStarted",
        "ToolFinished",
        "Text",
    ]


def test_the_activity_line_says_what_claude_does():
    texts = [event.text for event in converted("tools") if isinstance(event, Active)]
    assert "Thinking" in texts
    assert "Writing" in texts
    assert "Writing: /home/ada/work/a.txt" in texts
    assert "Running: ls; (sleep 37 &) ; exit 3" in texts


def test_a_tool_result_keeps_its_text_and_what_claude_code_knows_of_it():
    written, failed = of(converted("tools"), ToolFinished)
    assert written.status == "ok"
    assert written.output.preview.startswith("File created successfully")
    assert written.structured["filePath"] == "/home/ada/work/a.txt"
    assert failed.status == "error"
    assert failed.output.preview == "Exit code 3\na.txt"


@pytest.mark.parametrize(
    ("name", "status"),
    [("denied", "denied"), ("stopped-in-tool", "stopped"), ("background", "ok"), ("plan", "ok")],
)
def test_a_tool_says_whether_it_was_refused_stopped_or_done(name, status):
    assert [body.status for body in of(converted(name), ToolFinished)] == [status]


def test_usage_counts_every_request_and_the_cost_comes_with_the_result():
    events = converted("tools")
    last = of(events, Usage)[-1]
    assert (last.tokens.input, last.tokens.output) == (4000, 37)
    assert (last.tokens.cache_read, last.tokens.cache_creation) == (800, 120)
    assert last.context_used == 1000 + 200 + 30 + 8
    assert last.context_size == 1_000_000
    assert last.cost_usd == Decimal("0.0175")
    assert [result.cost_usd for result in results("tools")] == [Decimal("0.00443"), last.cost_usd]


def test_usage_never_goes_back():
    counted = [usage.tokens.output for usage in of(converted("tools"), Usage)]
    assert counted == sorted(counted)


@pytest.mark.parametrize(
    ("name", "outcome", "reason"),
    [
        ("tools", "completed", None),
        ("stopped-in-text", "interrupted", "It was stopped."),
        ("stopped-in-tool", "interrupted", "It was stopped."),
        (
            "refused",
            "failed",
            "model not allowed here. Change the prompt or the model, then send it again.",
        ),
        ("budget", "budget", "budget spent."),
        (
            "no-such-model",
            "failed",
            (
                "There's an issue with the selected model (claude-opus-5-5). It may not exist or "
                "you may not have access to it. Choose another model, then send the prompt again."
            ),
        ),
    ],
)
def test_a_result_says_how_it_ended_and_why(name, outcome, reason):
    last = results(name)[-1]
    assert (last.outcome, last.reason) == (outcome, reason)


def test_a_refused_request_is_told_once_as_the_reason_and_not_as_claudes_text():
    assert of(converted("refused"), Text) == []


def test_a_subagent_speaks_inside_the_tool_that_started_it():
    events = converted("subagent")
    agent = of(events, ToolStarted)[0]
    inside = [text for text in of(events, Text) if text.parent == agent.tool_use]
    assert [text.text for text in inside] == ["subanswer "]


def test_work_in_the_background_is_counted_and_its_end_wakes_claude():
    events = converted("subagent")
    counts = [event.background for event in events if isinstance(event, Resting)]
    assert counts[0] == 0
    assert max(counts) == 1
    assert counts[-1] == 0
    assert len(results("subagent")) == 2


def test_a_retry_is_told_while_it_lasts():
    texts = [event.text for event in converted("retried") if isinstance(event, Active)]
    assert "Provider busy, trying again (1 of 10)" in texts
    assert "Provider busy, trying again (2 of 10)" in texts


def test_a_slash_command_answers_like_claude_and_clear_begins_anew():
    events = converted("commands")
    texts = [text.text for text in of(events, Text)]
    assert any(text.startswith("Estimated cost:") for text in texts)
    assert any(text.startswith("## Context Usage") for text in texts)
    assert [notice.code for notice in of(events, Notice)] == ["compacted"]
    (replaced,) = [event for event in events if isinstance(event, Replaced)]
    assert replaced.claude_session == "d491700a-cbca-472f-a967-d29902137612"
    after = of(events[events.index(replaced) :], Usage)
    assert after[0].cost_usd == 0


def test_an_approved_plan_changes_the_mode():
    changed = of(converted("plan", mode="plan"), ModeChanged)
    assert [change.mode for change in changed] == ["default"]


def test_the_list_of_things_to_do_grows_and_is_ticked_off():
    lists = [
        [(todo.text, todo.status) for todo in body.todo]
        for body in of(converted("todo"), TodoChanged)
    ]
    assert lists == [
        [("Write tests", "pending")],
        [("Write tests", "pending"), ("Run them", "pending")],
        [("Write tests", "in_progress"), ("Run them", "pending")],
        [("Write tests", "completed"), ("Run them", "pending")],
    ]


def test_what_is_not_known_is_passed_over():
    converter = Converter(claude_session="s", mode="default", meter=Meter())
    odd = [
        {},
        {"type": "comet"},
        {"type": "system", "subtype": "comet"},
        {"type": "assistant"},
        {"type": "assistant", "message": {"content": "text"}},
        {"type": "assistant", "message": {"content": [3, {"type": "comet"}]}},
        {"type": "user", "message": None},
        {"type": "stream_event", "event": {"type": "content_block_delta"}},
        {"type": "rate_limit_event"},
    ]
    assert [event for raw in odd for event in converter.convert(raw)] == []


def test_a_message_that_did_not_stream_has_its_blocks_counted():
    converter = Converter(claude_session="s", mode="default", meter=Meter())
    whole = {"id": "m", "content": [{"type": "text", "text": text} for text in ("a", "b")]}
    events = converter.convert({"type": "assistant", "message": whole})
    assert [body.block for body in bodies(events)] == ["m:0", "m:1"]


def test_the_recorded_sessions_are_those_of_the_pinned_cli():
    inits = [raw for raw in said("tools") if raw.get("subtype") == "init"]
    assert {raw["claude_code_version"] for raw in inits} == {"2.1.330"}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"decision_reason": "It leaves the project."}, "through: It leaves the project. Choose"),
        ({}, "through: it gave no reason. Choose another permission mode"),
        ({"decision_reason_code": "auto_mode_no_check_in_session"}, None),
        ({"decision_reason_type": "rule"}, None),
    ],
)
def test_what_auto_modes_check_refused_is_told_with_its_reason(more, said):
    denied = {"subtype": "permission_denied", "decision_reason_type": "classifier", **more}
    events = to_notices({"type": "system", **denied})
    assert [said in body.message for body in of(events, Notice)] == ([True] if said else [])
