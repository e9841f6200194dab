"""Auto mode in a terminal: the operator's to give, the person's to choose."""

import json
from dataclasses import replace

import pytest

from remote_claude_ext.session.claude.options import ClaudeSettings
from remote_claude_ext.session.claude.terminal import install_launcher
from tests.session.claude.hostile import make_hostile
from tests.session.claude.test_claude_auto import WANTS_IT, script
from tests.session.claude.test_claude_terminal import run, settings, terminal

__all__ = ["settings"]

pytestmark = pytest.mark.usefixtures("clean_environment")

EVERY_SOURCE = ("--setting-sources", "user,project,local")
SHIFT_TAB = b"\x1b[Z"


@pytest.fixture
def eager(settings: ClaudeSettings) -> ClaudeSettings:
    """A session of somebody who wants auto mode, in a repository that wants it, too."""
    make_hostile(settings.workspace, "http://127.0.0.1:9")
    (settings.workspace / ".claude" / "settings.json").write_text(json.dumps(WANTS_IT))
    (settings.workspace / ".claude" / "settings.local.json").write_text(json.dumps(WANTS_IT))
    settings.home.folder.mkdir()
    (settings.home.folder / "settings.json").write_text(json.dumps(WANTS_IT))
    return settings


@pytest.mark.parametrize("sources", [(), EVERY_SOURCE])
@pytest.mark.parametrize("wish", [(), ("--permission-mode", "auto")])
def test_without_the_operators_leave_nobody_has_it(
    eager: ClaudeSettings, sources: tuple[str, ...], wish: tuple[str, ...]
):
    install_launcher(eager)
    run(eager, "-p", script(), *sources, *wish)
    assert not (eager.workspace / "made").exists()


@pytest.mark.parametrize("sources", [(), EVERY_SOURCE])
def test_with_it_only_the_person_chooses_it(eager: ClaudeSettings, sources: tuple[str, ...]):
    install_launcher(replace(eager, auto_mode=True))
    run(eager, "-p", script(), *sources)
    assert not (eager.workspace / "made").exists()
    run(eager, "-p", script(), *sources, "--permission-mode", "auto")
    assert (eager.workspace / "made").exists()


def test_a_person_comes_to_it_with_shift_and_tab(eager: ClaudeSettings):
    install_launcher(replace(eager, auto_mode=True))
    with terminal(eager) as screen:
        screen.wait_for("manual mode on")
        for mode in ("accept edits on", "plan mode on", "auto mode on"):
            screen.press(SHIFT_TAB, shows=mode)
        screen.type(script(), shows=">> say done")
        screen.press_until(b"", (eager.workspace / "made").exists)
        assert "Doyouwanttoproceed?" not in screen.text
