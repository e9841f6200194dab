"""Everything about deciding has a key, a menu entry and a tooltip that tells the key."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.test_approvals import run, write
from tests.e2e.test_page import PANEL, complaints
from tests.support.browser import screenshot
from tests.support.desk import Desk

pytestmark = pytest.mark.browser


def test_one_key_answers_yes_and_one_no_from_anywhere(desk: Desk, workspace: Path) -> None:
    desk.say(f"@@ {write('yes.txt')} >> {run('touch no.txt')} >> say Both answered.")
    desk.asked("Make this change?")
    desk.page.locator(".rc-home").get_by_role("button").first.focus()
    desk.page.keyboard.press("Control+Alt+Enter")
    expect(desk.asked("Run this command?")).to_contain_text("touch no.txt")
    desk.page.keyboard.press("Control+Alt+Backspace")
    desk.rest()
    assert (workspace / "yes.txt").exists()
    assert not (workspace / "no.txt").exists()


def test_a_key_leads_to_a_question_of_another_conversation(desk: Desk) -> None:
    desk.say(f"@@ {write('far.txt')} >> say Written.")
    desk.asked("Make this change?")
    desk.new_conversation()
    expect(desk.card).to_have_count(0)
    desk.page.keyboard.press("Control+Alt+J")
    expect(desk.asked("Make this change?")).to_be_focused()
    desk.page.keyboard.press("1")
    desk.rest()


@pytest.mark.parametrize(("key", "label"), [("M", "Permission mode"), ("E", "Effort")])
def test_one_key_opens_a_picker_and_its_tooltip_tells_the_key(
    desk: Desk, key: str, label: str
) -> None:
    picker = desk.panel.get_by_label(label)
    expect(picker.locator("xpath=..")).to_have_attribute("title", re.compile(rf"Ctrl\+Alt\+{key}"))
    desk.box.press(f"Control+Alt+{key}")
    expect(picker).to_be_focused()
    desk.page.keyboard.press("Escape")
    desk.page.keyboard.press("Control+Alt+C")
    expect(desk.box).to_be_focused()


def test_a_mode_that_policy_switched_off_is_named_and_cannot_be_chosen(desk: Desk) -> None:
    option = desk.panel.get_by_label("Permission mode").get_by_role("option", name="Never asks")
    expect(option).to_have_text("Never asks (switched off in this session)")
    expect(option).to_be_disabled()


def test_a_key_shows_context_and_cost_and_escape_puts_them_away(desk: Desk) -> None:
    desk.ask("@@ say Something to pay for.")
    desk.box.press("Control+Alt+U")
    figures = desk.panel.get_by_role("group", name="Context and cost")
    expect(figures).to_contain_text("Cost of this conversation")
    expect(figures).to_contain_text(re.compile(r"Context\s*\S+ of \S+ tokens"))
    assert complaints(desk.page, PANEL) == []
    screenshot(desk.page, "usage")
    desk.page.keyboard.press("Escape")
    expect(figures).to_have_count(0)
    bar = desk.page.locator("#jp-main-statusbar")
    expect(bar.get_by_role("button", name="in this session")).to_be_visible()
    bar.get_by_role("button", name="Asks before running").click()
    expect(desk.panel.get_by_label("Permission mode")).to_be_focused()
    desk.page.keyboard.press("Escape")


def test_a_key_stops_claude(desk: Desk) -> None:
    desk.say("@@ delay 30 ;; say Too late.")
    expect(desk.stop).to_be_visible()
    desk.page.keyboard.press("Control+Alt+.")
    desk.rest()
    expect(desk.ends.last).to_contain_text("Stopped")


def test_the_menu_has_it_all_with_its_keys(desk: Desk) -> None:
    page = desk.page
    page.get_by_role("menuitem", name="Claude", exact=True).click()
    menu = page.get_by_role("menu").filter(has_text="New Conversation")
    for name in ("Next Question", "Choose the Permission Mode", "Show Context and Cost"):
        item = menu.get_by_role("menuitem").filter(has_text=name)
        expect(item).to_contain_text("Ctrl+Alt+")
    page.keyboard.press("Escape")
    plus = page.locator("#jp-main-dock-panel .lm-TabBar-addButton")
    expect(plus).to_have_attribute("title", "Home")
