"""The real CLI against the scripted model."""

import asyncio
import json
from pathlib import Path

import pytest

from tests.support.claude import Claude, time_deltas
from tests.support.model import ScriptedModel, to_body

NO_RETRY = '"headers": {"x-should-retry": "false"}'


def test_hello_is_answered(claude: Claude) -> None:
    done = claude.ask("hello")
    assert (done.returncode, done.stderr) == (0, "")
    assert "scripted demo model" in done.stdout


def test_the_tour_writes_and_runs_a_program(claude: Claude) -> None:
    allowed = ("--permission-mode", "acceptEdits", "--allowedTools", "Bash(python3 hello.py)")
    done = claude.ask("show me", *allowed)
    assert done.returncode == 0
    assert "5 squared is 25" in done.stdout
    assert (claude.workspace / "hello.py").is_file()


def test_the_tour_replaces_a_program_that_is_there_already(claude: Claude) -> None:
    (claude.workspace / "hello.py").write_text("print('mine')\n")
    allowed = ("--permission-mode", "acceptEdits", "--allowedTools", "Bash(python3 hello.py)")
    assert "5 squared is 25" in claude.ask("show me", *allowed).stdout


def test_nobody_there_to_ask_is_a_denial(claude: Claude) -> None:
    done = claude.ask("show me")
    assert "nothing was written" in done.stdout
    assert list(claude.workspace.iterdir()) == []


@pytest.mark.parametrize("prompt", ["plan", "ask me"])
def test_scenes_that_need_a_person_end_well_without_one(claude: Claude, prompt: str) -> None:
    done = claude.ask(prompt)
    assert done.returncode == 0
    assert "scripted demo model" in done.stdout


@pytest.mark.parametrize(
    ("script", "shown"),
    [
        ('error 400 {"message": "This is wrong."}', "API Error: 400 This is wrong."),
        (f'error 401 {{"message": "Bad key.", {NO_RETRY}}}', "API Error: 401 Bad key."),
        ('error 402 {"message": "Pay first."}', "API Error: 402 Pay first."),
        (f'error 429 {{"message": "Too much.", {NO_RETRY}}}', "rejected (429) · Too much."),
        (f'error 529 {{"message": "Later.", {NO_RETRY}}}', "API Error: 529 Later."),
    ],
)
def test_an_error_of_the_api_is_shown_with_its_message(
    claude: Claude, script: str, shown: str
) -> None:
    done = claude.ask(f"@@ {script}")
    assert done.returncode == 1
    assert shown in done.stdout


@pytest.mark.parametrize(
    "error", ["529 2", '429 1 {"headers": {"retry-after": "1"}}', "500 1", "401 1"]
)
def test_an_error_that_passes_is_retried(claude: Claude, model: ScriptedModel, error: str) -> None:
    assert claude.ask(f"@@ error {error} ;; say ok").stdout == "ok\n"
    assert [one.status for one in model.finished()][-1] == 200
    assert model.turns[0].outcome == "failed"


def test_a_dropped_stream_is_asked_for_again(claude: Claude, model: ScriptedModel) -> None:
    undisturbed = claude.ask("@@ lorem 40")
    dropped = claude.ask("@@ lorem 40 ;; drop 12")
    assert dropped.stdout == undisturbed.stdout
    assert [one.outcome for one in model.finished()] == ["answered", "dropped", "answered"]


@pytest.mark.parametrize("fault", ["drop 9", "error 529 1"])
def test_after_a_whole_block_the_cli_asks_for_the_rest_and_gets_it(
    claude: Claude, model: ScriptedModel, fault: str
) -> None:
    script = f"@@ say One. ;; {fault} ;; lorem 12"
    done = claude.ask(script, "--output-format", "stream-json", "--verbose")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    texts = [
        block["text"]
        for line in lines
        if line["type"] == "assistant"
        for block in line["message"]["content"]
    ]
    assert texts[0] == "One."
    assert texts[1].startswith("The scripted model fills")
    assert len(texts) == len(model.turns) == 2


def test_where_streaming_is_refused_the_cli_asks_for_the_whole_answer(
    claude: Claude, model: ScriptedModel
) -> None:
    assert claude.ask("@@ error 404 1 ;; say whole").stdout == "whole\n"
    assert [to_body(one)["stream"] for one in model.turns] == [True, False]


def test_a_conversation_goes_on_where_it_was(claude: Claude) -> None:
    assert claude.ask('@@ tool Bash {"command": "echo one"} >> say {{result}}').stdout == "one\n"
    done = claude.ask('@@ tool Bash {"command": "echo two"} >> say {{result}}', "--continue")
    assert done.stdout == "two\n"


def test_a_subagent_follows_a_script_of_its_own(claude: Claude, model: ScriptedModel) -> None:
    inner = '@@ tool Bash {\\"command\\": \\"echo inner\\"} \\u003e\\u003e say sub done'
    call = f'{{"description": "look", "prompt": "{inner}", "run_in_background": false}}'
    done = claude.ask(f"@@ tool Agent {call} >> say main: {{{{result}}}}")
    assert "sub done" in done.stdout
    agents = {one.headers.get("x-claude-code-agent-id") for one in model.turns}
    assert len(agents - {None}) == 1


@pytest.mark.parametrize(("verdict", "is_run"), [("not_flagged", True), ("flagged", False)])
def test_auto_mode_does_what_the_safety_check_says(
    claude: Claude, verdict: str, *, is_run: bool
) -> None:
    script = f'@@ tool Bash {{"command": "touch made"}} ;; safeguards {verdict} >> say Done.'
    claude.ask(script, "--permission-mode", "auto")
    assert (claude.workspace / "made").exists() == is_run


@pytest.mark.asyncio
async def test_sessions_beside_each_other_do_not_mix(tmp_path: Path, model: ScriptedModel) -> None:
    script = '@@ tool Bash {{"command": "echo {0}"}} >> say {0} ran {{{{result}}}}'

    async def ask(name: str) -> str:
        one = Claude(tmp_path / name, model.url)
        return (await asyncio.to_thread(one.ask, script.format(name))).stdout

    answers = await asyncio.gather(*(ask(name) for name in ("a", "b", "c")))
    assert answers == ["a ran a\n", "b ran b\n", "c ran c\n"]
    assert len({one.headers["x-claude-code-session-id"] for one in model.turns}) == 3


@pytest.mark.asyncio
async def test_deltas_reach_standard_output_one_by_one_and_in_time(claude: Claude) -> None:
    deltas = await time_deltas(claude, "@@ lorem 100 200")
    assert len(deltas.arrived) == 100
    assert deltas.last > 0.9 * 99 / 200
    assert deltas.text.startswith("The scripted model fills")
