"""Claude in a terminal of the page: the same claude, through the same gateway."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import OpenDesk
from tests.support.browser import screenshot
from tests.support.desk import TURN_MS
from tests.support.hub import Installation
from tests.support.model import ScriptedModel

pytestmark = pytest.mark.browser
SETTINGS = "/lab/api/settings/@jupyterlab/terminal-extension:plugin"


def test_claude_in_a_terminal_answers_through_the_gateway(
    open_desk: OpenDesk, installation: Installation, session: str, model: ScriptedModel
) -> None:
    # What a terminal shows is painted, but for those who have a screen reader.
    setting = {"raw": '{"screenReaderMode": true}'}
    installation.call("PUT", session + SETTINGS, json=setting).raise_for_status()
    desk = open_desk()
    before = len(model.turns)
    desk.page.locator(".rc-home").get_by_role("button", name="Claude in a terminal").click()
    terminal = desk.page.locator("#jp-main-dock-panel .jp-Terminal")
    screen = terminal.locator(".xterm-accessibility-tree")
    expect(screen).to_contain_text("Claude Code", timeout=TURN_MS)
    expect(screen).to_contain_text(re.compile("shortcuts|/effort|auto mode|❯"), timeout=TURN_MS)
    terminal.get_by_role("textbox").focus()
    desk.page.keyboard.type("@@ say Hello from the terminal side.")
    expect(screen).to_contain_text("@@ say Hello from the terminal side.")
    desk.page.keyboard.press("Enter")
    expect(screen).to_contain_text("● Hello from the terminal side.", timeout=TURN_MS)
    screenshot(desk.page, "terminal")
    asked = model.turns[before:]
    assert asked, "the provider was asked"
    assert {one.headers.get("x-api-key") for one in asked} == {"sk-canary-of-the-browser-tests"}
