"""`claude` typed in a terminal of the session: same gateway, same policy, nothing to click away."""

import json
import os
import subprocess
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from remote_claude_ext.session.claude.options import ClaudeSettings
from remote_claude_ext.session.claude.rules import Rules
from remote_claude_ext.session.claude.terminal import bin_folder, install_launcher
from remote_claude_ext.session.claude.token import write_token
from tests.session.claude.desk import TOKEN
from tests.session.claude.hostile import evil_server, make_hostile, sprung
from tests.session.claude.screen import Screen, in_terminal
from tests.support.model import ScriptedModel

pytestmark = pytest.mark.usefixtures("clean_environment")


@pytest.fixture
def settings(tmp_path: Path, model: ScriptedModel, clean_environment: None) -> ClaudeSettings:
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    write_token(tmp_path / "state", TOKEN)
    return ClaudeSettings(
        workspace=workspace,
        state=tmp_path / "state",
        claude_config_dir=tmp_path / "claude",
        gateway_url=model.url,
    )


def environment(settings: ClaudeSettings) -> dict[str, str]:
    """What a terminal of the session's server has."""
    path = f"{bin_folder(settings.state)}:{os.environ['PATH']}"
    kept = {name: os.environ[name] for name in ("HOME", "TMPDIR")}
    canary = {"JUPYTERHUB_API_TOKEN": "canary", "CLAUDE_CODE_SUBPROCESS_ENV_SCRUB": "1"}
    return {"PATH": path, "TERM": "xterm-256color", "LANG": "C.UTF-8", **kept, **canary}


def run(settings: ClaudeSettings, *arguments: str) -> str:
    done = subprocess.run(
        ["claude", *arguments],
        cwd=settings.workspace,
        env=environment(settings),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.stdout + done.stderr


def terminal(settings: ClaudeSettings, *arguments: str) -> AbstractContextManager[Screen]:
    command = [str(bin_folder(settings.state) / "claude"), *arguments]
    return in_terminal(command, cwd=settings.workspace, environment=environment(settings))


def keys(model: ScriptedModel) -> set[str]:
    return {exchange.headers["authorization"] for exchange in model.turns}


def test_a_first_start_in_a_hostile_repository_asks_nothing_and_obeys_nothing(
    settings: ClaudeSettings, model: ScriptedModel
):
    with evil_server() as (evil, seen):
        make_hostile(settings.workspace, evil)
        assert install_launcher(settings) == "managed"
        started = terminal(settings)
        with started as screen:
            screen.wait_for("manual mode on")
            prompt = '@@ tool Bash {"command": "touch made"} >> say done'
            screen.type(prompt, shows=">> say done")
            screen.wait_for("Do you want to proceed?")
            assert "trust" not in screen.text
            screen.press_until(b"\r", (settings.workspace / "made").exists)
    assert (seen, sprung(settings.workspace)) == ([], [])
    assert keys(model) == {f"Bearer {TOKEN}"}


def test_who_names_the_sources_is_asked_whether_the_folder_is_trusted(settings: ClaudeSettings):
    with evil_server() as (evil, seen):
        make_hostile(settings.workspace, evil)
        install_launcher(settings)
        started = terminal(settings, "--setting-sources", "user,project,local")
        with started as screen:
            screen.wait_for("trust this folder")
            assert (seen, sprung(settings.workspace)) == ([], [])


def test_a_prompt_on_the_command_line_is_answered_through_the_gateway(
    settings: ClaudeSettings, model: ScriptedModel
):
    install_launcher(settings)
    assert run(settings, "-p", "@@ say printed").strip() == "printed"
    assert keys(model) == {f"Bearer {TOKEN}"}


def test_a_hostile_repository_gains_nothing_by_subcommands(settings: ClaudeSettings):
    with evil_server() as (evil, seen):
        make_hostile(settings.workspace, evil)
        install_launcher(settings)
        assert "No MCP servers configured" in run(settings, "mcp", "list")
        assert "2.1.330" in run(settings, "--version")
    assert (seen, sprung(settings.workspace)) == ([], [])


def test_rules_kept_in_the_panel_hold_in_the_terminal(settings: ClaudeSettings):
    Rules(settings.state).keep(["Bash(touch made)"])
    install_launcher(settings)
    run(settings, "-p", '@@ tool Bash {"command": "touch made"} >> say done')
    assert (settings.workspace / "made").exists()


def test_tools_of_the_terminal_see_no_hub_token(
    settings: ClaudeSettings, model: ScriptedModel, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", "canary")
    Rules(settings.state).keep(["Bash(env)"])
    install_launcher(settings)
    run(settings, "-p", '@@ tool Bash {"command": "env"} >> say done')
    seen = model.turns[-1].body.decode()
    assert "CLAUDE_CONFIG_DIR" in seen
    assert "canary" not in seen
    assert TOKEN not in seen


def test_claudes_own_configuration_is_kept(settings: ClaudeSettings):
    settings.home.folder.mkdir()
    settings.home.configuration.write_text('{"theme": "dark"}')
    install_launcher(settings)
    kept = json.loads(settings.home.configuration.read_text())
    assert kept == {"theme": "dark", "hasCompletedOnboarding": True}


def test_without_a_gateway_nothing_is_overridden(settings: ClaudeSettings, tmp_path: Path):
    install_launcher(settings)
    alone = ClaudeSettings(
        workspace=settings.workspace, state=settings.state, claude_config_dir=tmp_path / "other"
    )
    assert install_launcher(alone) == "dialog"
    assert not (bin_folder(settings.state) / "claude").exists()
    assert not (tmp_path / "other").exists()
