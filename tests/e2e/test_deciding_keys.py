"""Everything about deciding is in the menu with its key; the figures; what policy switched off."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.browser import screenshot
from tests.support.desk import Desk

pytestmark = pytest.mark.browser


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
    screenshot(desk.page, "usage")
    desk.page.keyboard.press("Escape")
    expect(figures).to_have_count(0)
    bar = desk.page.locator("#jp-main-statusbar")
    expect(bar.get_by_role("button", name="in this session")).to_be_visible()
    bar.get_by_role("button", name="Asks before running").click()
    expect(desk.panel.get_by_label("Permission mode")).to_be_focused()
    desk.page.keyboard.press("Escape")


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
