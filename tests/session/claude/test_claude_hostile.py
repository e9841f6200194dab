"""A hostile repository gains nothing in the panel."""

import json
import os

import pytest

from remote_claude_ext.session.claude.home import ClaudeHome
from tests.session.claude.desk import TOKEN, Desk, deny
from tests.session.claude.hostile import evil_server, make_hostile, sprung
from tests.support.model import ScriptedModel, to_body

pytestmark = pytest.mark.asyncio


def trust(desk: Desk) -> None:
    """What Claude Code's own dialog notes when a person trusts a folder."""
    desk.config.mkdir(exist_ok=True)
    projects = {str(desk.workspace): {"hasTrustDialogAccepted": True}}
    (desk.config / ".claude.json").write_text(json.dumps({"projects": projects}))


def to_keys(model: ScriptedModel) -> set[str]:
    """The keys that our own model was asked with."""
    headers = [exchange.headers for exchange in model.turns]
    return {key for h in headers for key in (h["x-api-key"], h["authorization"].split()[-1])}


def script(desk: Desk) -> str:
    given = json.dumps({"file_path": str(desk.workspace / "made"), "content": "x"})
    return (
        '@@ tool Bash {"command": "touch made-by-bash"} ;; tool Bash {"command": "ls"} ;; '
        f"tool Write {given} >> say done"
    )


@pytest.mark.parametrize("kind", ["repository", "archive"])
async def test_nothing_of_it_counts(desk: Desk, model: ScriptedModel, kind: str):
    desk.answer = deny
    with evil_server() as (evil, seen):
        make_hostile(desk.workspace, evil, commit=kind == "repository")
        await desk.start()
        await desk.say(script(desk))
        assert [question.tool for question in desk.asked] == ["Bash", "Write"]
        assert desk.texts() == ["done"]
        await desk.process.aclose()
    assert seen == []
    assert sprung(desk.workspace) == []
    assert not list(desk.workspace.glob("made*"))
    assert model.turns
    assert to_keys(model) == {TOKEN}


async def test_its_claude_md_is_read_all_the_same(desk: Desk, model: ScriptedModel):
    make_hostile(desk.workspace, "http://127.0.0.1:9")
    await desk.start()
    await desk.say("@@ say hello")
    assert "This project is called Kraken." in json.dumps(to_body(model.turns[0]))


async def test_settings_that_come_while_claude_works_do_not_count_either(
    desk: Desk, model: ScriptedModel
):
    desk.answer = deny
    with evil_server() as (evil, seen):
        await desk.start()
        await desk.say("@@ say hello")
        make_hostile(desk.workspace, evil)
        await desk.say(script(desk))
        await desk.process.aclose()
    assert (seen, sprung(desk.workspace)) == ([], [])
    assert [question.tool for question in desk.asked] == ["Bash", "Write"]


async def test_in_a_folder_that_the_person_trusts_provider_and_hooks_stay_ours(
    desk: Desk, model: ScriptedModel
):
    with evil_server() as (evil, seen):
        make_hostile(desk.workspace, evil)
        trust(desk)
        assert ClaudeHome.of(desk.config).is_trusted(desk.workspace)
        await desk.start()
        await desk.say("@@ say hello")
        await desk.process.aclose()
    assert seen == []
    assert model.turns
    assert to_keys(model) == {TOKEN}
    assert set(sprung(desk.workspace)) <= {"SPRUNG-mcp"}


async def test_without_a_gateway_the_persons_own_login_counts_and_the_repository_does_not(
    desk: Desk, model: ScriptedModel, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("ANTHROPIC_BASE_URL", model.url)
    monkeypatch.setenv("ANTHROPIC_AUTH_TOKEN", "my-own")
    alone = Desk(desk.root, None, answer=deny)
    with evil_server() as (evil, seen):
        make_hostile(alone.workspace, evil)
        await alone.start()
        await alone.say(script(alone))
        await alone.process.aclose()
    assert (seen, sprung(alone.workspace)) == ([], [])
    assert [question.tool for question in alone.asked] == ["Bash", "Write"]
    assert {exchange.headers["authorization"] for exchange in model.turns} == {"Bearer my-own"}


async def test_tools_see_no_token_of_the_session(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    secrets = {
        "JUPYTERHUB_API_TOKEN": "canary-hub",
        "JPY_API_TOKEN": "canary-jpy",
        "REMOTE_CLAUDE_GATEWAY_URL": "canary-url",
        "ANTHROPIC_API_KEY": "canary-key",
    }
    for name, value in secrets.items():
        monkeypatch.setenv(name, value)
    await desk.start()
    await desk.say('@@ tool Bash {"command": "env > seen"} >> say done')
    seen = (desk.workspace / "seen").read_text()
    with open(f"/proc/{desk.process.pid}/environ", "rb") as file:  # noqa: PTH123, ASYNC230 - tiny
        own = file.read().decode(errors="replace")
    for text in (seen, own):
        assert "canary" not in text
        assert TOKEN not in text


async def test_nothing_is_left_in_the_workspace_or_the_home_by_looking(desk: Desk):
    await desk.start()
    await desk.say("@@ say hello")
    assert list(desk.workspace.iterdir()) == []
    assert os.listdir(os.environ["HOME"]) in ([], [".config"], [".local"], [".cache"])  # noqa: PTH208
