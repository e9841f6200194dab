"""A transcript tells the same turn as the live stream did, and how it ended."""

import json

import pytest

from remote_claude_ext.session.claude.transcript import last_meter, parse, to_turn
from remote_claude_ext.wire.frames import Text, Thinking, ToolFinished, ToolStarted
from tests.session.claude.recorded import GOLDEN, NAMES, bodies, converted, prompts, written

SHOWN = (Text, Thinking, ToolStarted, ToolFinished)
WHOLE = sorted(set(NAMES) - {"background", "commands"})
"""Recordings that show the very work that their transcript tells, and no more."""


def live(name):
    """What the live stream showed of the main thread."""
    shown = [body for body in bodies(converted(name)) if isinstance(body, SHOWN)]
    return [body for body in shown if not getattr(body, "parent", None)]


@pytest.mark.parametrize("name", WHOLE)
def test_a_transcript_gives_the_same_blocks_under_the_same_names(name):
    assert to_turn(written(name), frozenset(prompts(name))).bodies == live(name)


@pytest.mark.parametrize("name", WHOLE)
def test_what_the_journal_has_does_not_come_again(name):
    known = set()
    for body in live(name):
        key = body.block if isinstance(body, Text | Thinking) else body.tool_use
        known.add(f"{key}:finished" if isinstance(body, ToolFinished) else key)
    assert to_turn(written(name), frozenset(prompts(name)), known).bodies == []


@pytest.mark.parametrize(
    ("name", "outcome", "reason"),
    [
        ("tools", "completed", None),
        ("background", "completed", None),
        ("subagent", "completed", None),
        ("denied", "completed", None),
        ("plan", "completed", None),
        ("stopped-in-text", "interrupted", "It was stopped."),
        ("stopped-in-tool", "interrupted", "It was stopped."),
        (
            "refused",
            "failed",
            "model not allowed here. Change the prompt or the model, then send it again.",
        ),
        ("budget", "budget", "budget spent."),
    ],
)
def test_a_transcript_says_how_its_turn_ended(name, outcome, reason):
    turn = to_turn(written(name), frozenset(prompts(name)))
    assert (turn.outcome, turn.reason) == (outcome, reason)


def test_only_the_turn_of_these_messages_is_read():
    first, second = prompts("tools")
    assert len(to_turn(written("tools"), {first}).bodies) == len(live("tools"))
    assert len(to_turn(written("tools"), {second}).bodies) == len(live("tools")) - 2


@pytest.mark.parametrize("command", ["/usage", "/context", "/compact"])
def test_a_slash_command_is_completed_by_its_output(command):
    entries = written("commands")
    asked = f"<command-name>{command}</command-name>"
    begun = next(n for n, entry in enumerate(entries) if asked in json.dumps(entry))
    assert to_turn(entries[: begun + 2], {entries[begun]["uuid"]}).outcome == "completed"


def test_a_message_that_claude_never_had_is_lost():
    turn = to_turn(written("tools"), {"nobody"})
    assert (turn.bodies, turn.outcome) == ([], "lost")
    assert "before Claude had the message" in turn.reason


def test_every_cut_of_a_transcript_can_be_read_and_only_the_whole_is_completed():
    text = (GOLDEN / "transcripts" / "tools.jsonl").read_text()
    messages = frozenset(prompts("tools")[1:])
    ends = [n for n, line in enumerate(text.splitlines()) if '"stop_reason":"end_turn"' in line]
    for cut in range(0, len(text), 997):
        lines = text[:cut].splitlines()
        turn = to_turn(parse(lines), messages)
        is_whole = len(parse(lines)) > ends[-1]
        assert (turn.outcome == "completed") == is_whole, cut


def test_a_tool_whose_end_is_not_told_may_have_done_its_work():
    entries = written("tools")
    until = next(n for n, entry in enumerate(entries) if '"name": "Bash"' in json.dumps(entry))
    turn = to_turn(entries[: until + 1], frozenset(prompts("tools")[1:]))
    assert turn.outcome == "lost"
    assert isinstance(turn.bodies[-1], ToolFinished)
    assert turn.bodies[-1].status == "unknown"


def test_the_cost_that_claude_code_noted_last_is_carried_on():
    meter = last_meter(written("tools"))
    assert str(meter.cost_usd) == "0.017500"
    assert meter.tokens.output == 37


@pytest.mark.parametrize("line", ["", "null", "[]", '{"type": "user"', '{"type":"user"}', '"x"'])
def test_a_line_that_says_nothing_is_passed_over(line):
    assert to_turn(parse([line]), {"m"}).outcome == "lost"
