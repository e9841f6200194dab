"""The packaged tour, as a script: what people can meet in it."""

import re

import pytest

from remote_claude_ext.demo.library import Library
from remote_claude_ext.demo.request import read_request
from remote_claude_ext.demo.scenario import PACKAGED, load_scenarios
from remote_claude_ext.demo.script import Fail, Say, Step, Think, Tool
from tests.demo.shapes import request, system, user

TOUR = load_scenarios([PACKAGED])
TURNS = [
    pytest.param(case.turn, id=f"{scenario.name}-{number}-{index}")
    for scenario in TOUR
    for number, cases in enumerate(scenario.turns, 1)
    for index, case in enumerate(cases, 1)
]


def steps(prompt: str, **more) -> tuple[Step, ...]:
    asked = read_request(request(user(prompt), system(), **more))
    return Library(TOUR, inline_scripts=False).choose(asked).steps


def said(prompt: str, **more) -> str:
    return " ".join(step.say for step in steps(prompt, **more) if isinstance(step, Say))


@pytest.mark.parametrize("turn", [turn for turn in TURNS if turn.values[0].is_last])
def test_every_answer_says_that_it_is_the_demo_model(turn) -> None:
    last = turn.steps[-1]
    told = last.error.message if isinstance(last, Fail) else last.say
    assert "scripted demo model" in told


@pytest.mark.parametrize("turn", TURNS)
def test_every_text_has_a_pace_for_people(turn) -> None:
    for step in turn.steps:
        if isinstance(step, Say | Think):
            assert 30 <= (step.pace or 0) <= 100


def test_help_lists_scenes_that_are_there() -> None:
    listed = re.findall(r"^\| `(.+?)` \|", said("help"), re.MULTILINE)
    assert len(listed) == 7
    for prompt in listed:
        assert "I would gladly help" not in said(prompt)


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        ("Hello!", "welcome"),
        ("hi", "welcome"),
        ("Help", "I play these scenes"),
        ("what can you do?", "I play these scenes"),
        ("please show me", "hello.py"),
        ("Show me!", "hello.py"),
        ("ask me something", "two questions"),
        ("a long answer, please", "How an answer reaches you"),
        ("stream", "How an answer reaches you"),
        ("think about it", "thinking"),
        ("make a plan", "prepare a plan"),
        ("Write a parser for TOML", "I would gladly help"),
        ("explain\nshow me\nplan", "I would gladly help"),
        ("", "I play these scenes"),
    ],
)
def test_prompts_find_their_scene(prompt: str, expected: str) -> None:
    assert expected in said(prompt)


def test_the_first_scene_writes_into_the_workspace() -> None:
    (tool,) = [step for step in steps("show me") if isinstance(step, Tool)]
    assert tool.tool == "Write"
    assert tool.input["file_path"] == "{{workspace}}/hello.py"
    compile(str(tool.input["content"]), "hello.py", "exec")


def test_a_title_is_the_beginning_of_what_was_said() -> None:
    schema = {"type": "object", "properties": {"title": {"type": "string"}}}
    prompt = "<session>\nmake the parser of the configuration faster, please\n</session>\nWrite it."
    answer = said(prompt, output_config={"format": {"type": "json_schema", "schema": schema}})
    assert answer == '{"title": "Make the parser of the configuration"}'


@pytest.mark.parametrize(
    ("prompt", "more", "expected"),
    [
        ("Hi", {"max_tokens": 1}, "Hi"),
        ("Your task is to create a detailed summary of it", {}, "<summary>"),
        ("[SUGGESTION MODE: what next?]", {}, "show me"),
    ],
)
def test_side_requests_are_answered_as_claude_code_wants_them(prompt, more, expected) -> None:
    assert expected in said(prompt, **more)


def test_a_schema_with_every_kind_of_field_is_filled() -> None:
    properties = {
        "state": {"enum": ["idle", "busy"]},
        "done": {"type": "boolean"},
        "tags": {"type": "array", "items": {"type": "string"}},
        "count": {"type": "integer"},
        "fixed": {"const": 3},
        "why": {"type": "string"},
    }
    schema = {"type": "object", "properties": properties}
    answer = said("x", output_config={"format": {"type": "json_schema", "schema": schema}})
    assert answer == (
        '{"state": "idle", "done": false, "tags": [], "count": 0, "fixed": 3, '
        '"why": "scripted demo"}'
    )
