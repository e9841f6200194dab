"""Scenarios from YAML and from prompts."""

import pytest

from remote_claude_ext.core.errors import RemoteClaudeError
from remote_claude_ext.demo.inline import read_inline
from remote_claude_ext.demo.library import Library
from remote_claude_ext.demo.request import read_request
from remote_claude_ext.demo.scenario import load_scenarios, read_scenarios
from remote_claude_ext.demo.script import Lorem, Say, Tool
from tests.demo.shapes import assistant, called, request, result, user

BRANCHES = """
pace: 40
signature: Signed.
scenarios:
  - name: work
    match: [work, labour]
    turns:
      - - tool: Bash
          input: {command: make}
      - cases:
          - when: denied
            steps: [{say: Not allowed.}]
          - when: {outcome: ok, result: warning}
            steps: [{say: It warns.}]
          - steps: [{say: Done.}, {lorem: 3, pace: 9}]
"""


def said(text: str, *messages: dict) -> str:
    library = Library(read_scenarios(text, "file.yaml"), inline_scripts=False)
    turn = library.choose(read_request(request(*messages)))
    return " | ".join(step.say for step in turn.steps if isinstance(step, Say))


@pytest.mark.parametrize(
    ("told", "is_error", "answer"),
    [
        ("no", True, "Not allowed.\n\nSigned."),
        ("1 warning", False, "It warns.\n\nSigned."),
        ("fine", False, "Done.\n\nSigned."),
        ("Exit code 2", True, "Done.\n\nSigned."),
    ],
)
def test_a_turn_depends_on_the_last_result(told: str, *, is_error: bool, answer: str) -> None:
    assert said(BRANCHES, user("Labour!"), called(), result(told, is_error=is_error)) == answer


def test_steps_without_a_pace_take_that_of_the_file() -> None:
    (scenario,) = read_scenarios(BRANCHES, "file.yaml")
    (tool,) = scenario.turns[0][0].turn.steps
    say, lorem = scenario.turns[1][2].turn.steps
    assert isinstance(tool, Tool)
    assert isinstance(say, Say)
    assert isinstance(lorem, Lorem)
    assert (tool.pace, say.pace, lorem.pace) == (40, 40, 9)


def test_a_scene_that_is_over_says_so() -> None:
    over = said(BRANCHES, user("work"), called(), result("x"), assistant("Done."), result("y"))
    assert "all of this scene" in over


@pytest.mark.parametrize(
    ("text", "where", "why"),
    [
        ("a: [", "file.yaml: ", "not YAML"),
        ("scenario: []", "file.yaml: ", "unknown field `scenario`"),
        ("scenarios: []\npace: 0", "file.yaml: ", "above 0"),
        ("scenarios: [{name: x, match: '', turns: []}]", "scenario 'x'", "at least one"),
        ("scenarios: [{name: x, match: '(', turns: [[{say: a}]]}]", "scenario 'x'", "regular"),
        ("scenarios: [{match: '', turns: [[{say: a}]]}]", "scenario 1", "`name`"),
        ("scenarios: [{name: x, match: '', turns: [[]]}]", "'x', turn 1", "no steps"),
        (
            "scenarios: [{name: x, match: '', turns: [[{say: a}], [{say: a}, {shout: b}]]}]",
            "'x', turn 2, step 2",
            "exactly one of say",
        ),
        (
            "scenarios: [{name: x, match: '', turns: [[{say: 3}]]}]",
            "'x', turn 1, step 1",
            "Expected `str`",
        ),
        (
            "scenarios: [{name: x, match: '', turns: [[{say: 'in {{wrokspace}}'}]]}]",
            "'x', turn 1, step 1",
            "nothing fills {{wrokspace}}",
        ),
        (
            "scenarios: [{name: x, match: '', turns: [{cases: [{when: ok, steps: [{say: a}]}]}]}]",
            "'x', turn 1",
            "last case must have no `when`",
        ),
        (
            "scenarios: [{name: x, match: '', turns: [{cases: [{when: never, steps: []}]}]}]",
            "'x', turn 1, case 1",
            "`when` may be ok",
        ),
    ],
)
def test_a_mistake_is_told_with_its_place(text: str, where: str, why: str) -> None:
    with pytest.raises(RemoteClaudeError) as caught:
        read_scenarios(text, "file.yaml")
    assert caught.value.message.startswith("file.yaml")
    assert where in caught.value.message
    assert why in caught.value.message


def test_a_place_that_is_not_there_is_named(tmp_path) -> None:
    with pytest.raises(RemoteClaudeError, match=r"missing\.yaml: there is no such file"):
        load_scenarios([tmp_path / "missing.yaml"])


def test_a_folder_is_read_in_the_order_of_its_names(tmp_path) -> None:
    for name in ("b", "a"):
        text = f"scenarios: [{{name: {name}, match: '', turns: [[{{say: x}}]]}}]"
        (tmp_path / f"{name}.yaml").write_text(text)
    assert [scenario.name for scenario in load_scenarios([tmp_path])] == ["a", "b"]


def test_a_prompt_carries_a_script_only_where_that_is_allowed() -> None:
    asked = read_request(request(user("please @@ say from the script")))
    allowed = Library([], inline_scripts=True).choose(asked)
    assert allowed.steps == (Say("from the script"),)
    assert Library([], inline_scripts=False).choose(asked).steps != allowed.steps


def test_turns_of_an_inline_script_follow_each_other() -> None:
    script = '@@ tool Bash {"command": "ls"} >> say it was {{result}} ;; lorem 3 9'
    turns = read_inline(script).turns
    assert [case.turn.is_last for (case,) in turns] == [False, True]
    assert turns[1][0].turn.steps == (Say("it was {{result}}"), Lorem(3, 9))


@pytest.mark.parametrize(
    "script",
    ["@@ sing", "@@ lorem many", "@@ lorem", "@@ tool Bash {", "@@ error 200", "@@ stop x"],
)
def test_an_inline_script_that_cannot_be_read_is_refused(script: str) -> None:
    with pytest.raises(RemoteClaudeError, match="does not fit at"):
        read_inline(script)
