"""Claude in a terminal of the page: the same claude, through the same gateway."""

import re
import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import OpenDesk
from tests.support.browser import screenshot
from tests.support.desk import TURN_MS
from tests.support.hub import ADMIN, Installation
from tests.support.model import ScriptedModel

pytestmark = pytest.mark.browser
SETTINGS = "/lab/api/settings/@jupyterlab/terminal-extension:plugin"
DIALOGS = ("Do you trust", "Choose the text style", "Select login method", "custom API key")


def usage(installation: Installation, session: str) -> list[tuple[str, str, int]]:
    """Whose every request of a session to the model was, how it ended, with what tokens."""
    query = (
        "select user, outcome, output_tokens"
        " from (select * from usage_entries union all select * from usage_running)"
        " where session = ? order by started_at"
    )
    with closing(sqlite3.connect(installation.places.database)) as database:
        return database.execute(query, (session,)).fetchall()


def test_claude_in_a_terminal_answers_through_the_gateway(
    open_desk: OpenDesk, installation: Installation, session: str, model: ScriptedModel
) -> None:
    # What a terminal shows is painted, but for those who have a screen reader.
    setting = {"raw": '{"screenReaderMode": true}'}
    installation.call("PUT", session + SETTINGS, json=setting).raise_for_status()
    desk = open_desk()
    before, name = len(model.turns), session.rpartition("/")[2]
    earlier = len(usage(installation, name))
    desk.page.locator(".rc-home").get_by_role("button", name="Claude in a terminal").click()
    terminal = desk.page.locator("#jp-main-dock-panel .jp-Terminal")
    screen = terminal.locator(".xterm-accessibility-tree")
    expect(screen).to_contain_text("Claude Code", timeout=TURN_MS)
    expect(screen).to_contain_text(re.compile(r"\u276f"), timeout=TURN_MS)  # its prompt
    for dialog in DIALOGS:
        expect(screen).not_to_contain_text(dialog)
    terminal.get_by_role("textbox").focus()
    desk.page.keyboard.type("@@ say Hello from the terminal side.")
    expect(screen).to_contain_text("@@ say Hello from the terminal side.")
    desk.page.keyboard.press("Enter")
    expect(screen).to_contain_text("● Hello from the terminal side.", timeout=TURN_MS)
    screenshot(desk.page, "terminal")
    asked = model.turns[before:]
    assert asked, "the provider was asked"
    assert {one.headers.get("x-api-key") for one in asked} == {"sk-canary-of-the-browser-tests"}

    def used() -> list[tuple[str, str, int]]:
        return usage(installation, name)[earlier:]

    assert used()
    installation.wait_for(lambda: all(one[:2] == (ADMIN, "completed") for one in used()), 20)
    assert all(tokens > 0 for *_, tokens in used())
