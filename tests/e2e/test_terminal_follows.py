"""A conversation in a terminal: read along in the panel, then taken over."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.conftest import OpenDesk
from tests.e2e.test_page import complaints
from tests.support.browser import screenshot
from tests.support.desk import TURN_MS, Desk
from tests.support.hub import Installation
from tests.support.states import PANEL

pytestmark = pytest.mark.browser
SETTINGS = "/lab/api/settings/@jupyterlab/terminal-extension:plugin"
HERE = re.compile(r"^In Terminal \d+$")


def type_in(terminal: Locator, text: str) -> None:
    """Type a line into a terminal whose words a screen reader can read, and press Enter."""
    box = terminal.get_by_role("textbox")
    box.focus()
    box.page.keyboard.type(text)
    expect(terminal.locator(".xterm-accessibility-tree")).to_contain_text(text)
    box.page.keyboard.press("Enter")


def take_over(desk: Desk, held: Locator) -> None:
    """By keyboard: not at the first thought, then after all."""
    question = desk.panel.get_by_role("alertdialog", name="Take the conversation over?")
    begin = held.get_by_role("button", name="Take over here")
    begin.press("Enter")
    expect(question).to_contain_text("What it is doing is stopped")
    expect(question.get_by_role("button", name="Leave it there")).to_be_focused()
    screenshot(desk.page, "terminal-question")
    desk.page.keyboard.press("Escape")
    expect(held.get_by_role("button", name="Open terminal")).to_be_focused()
    begin.press("Enter")
    question.get_by_role("button", name="Take over", exact=True).press("Enter")


def test_a_conversation_of_a_terminal_is_read_along_and_taken_over(
    open_desk: OpenDesk, installation: Installation, session: str
) -> None:
    # What a terminal shows is painted, but for those who have a screen reader.
    setting = {"raw": '{"screenReaderMode": true}'}
    installation.call("PUT", session + SETTINGS, json=setting).raise_for_status()
    desk = open_desk()
    desk.page.locator(".rc-home").get_by_role("button", name="Claude in a terminal").click()
    terminal = desk.page.locator("#jp-main-dock-panel .jp-Terminal")
    screen = terminal.locator(".xterm-accessibility-tree")
    expect(screen).to_contain_text("for shortcuts", timeout=TURN_MS)
    type_in(terminal, "@@ say From there.")
    row = desk.open_list().get_by_role("listitem").filter(has_text="From there.")
    expect(row.get_by_role("img", name=HERE)).to_be_visible(timeout=TURN_MS)
    screenshot(desk.page, "terminal-list")
    row.get_by_role("button").first.click()
    expect(desk.answers.last).to_contain_text("From there.")
    held = desk.panel.get_by_role("group", name=HERE)
    expect(held).to_contain_text("This conversation runs in Terminal")
    expect(desk.box).to_have_count(0)
    screenshot(desk.page, "terminal-runs")
    desk.page.get_by_role("tab", name="Home").click()
    held.get_by_role("button", name="Open terminal").click()
    type_in(terminal, '@@ tool Bash {"command": "touch made"}')
    expect(held).to_contain_text("Claude waits for your answer in Terminal", timeout=TURN_MS)
    assert complaints(desk.page, PANEL) == []
    take_over(desk, held)
    expect(desk.box).to_be_focused(timeout=TURN_MS)
    desk.say("@@ say Here.")
    expect(desk.answers.last).to_contain_text("Here.", timeout=TURN_MS)
    screenshot(desk.page, "terminal-taken")
