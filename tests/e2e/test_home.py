"""The lists of sessions and conversations: what a person keeps, renames, deletes and takes back."""

import pytest
from playwright.sync_api import Browser, StorageState, expect

from tests.e2e.conftest import OpenDesk
from tests.support.browser import screenshot
from tests.support.desk import START_MS, Desk
from tests.support.hub import ADMIN, Installation

pytestmark = pytest.mark.browser


def test_a_first_day_has_a_tour_that_covers_nothing_of_the_panel(
    desk: Desk,
) -> None:
    page = desk.page
    page.get_by_role("button", name="New here?").click()
    card = page.get_by_role("dialog", name="Welcome tour")
    expect(card).to_contain_text("1 of 4")
    shown, panel = card.bounding_box(), desk.panel.bounding_box()
    assert shown is not None
    assert panel is not None
    assert shown["x"] + shown["width"] <= panel["x"]
    screenshot(page, "tour")
    for step in range(2, 5):
        page.keyboard.press("Enter")
        expect(card).to_contain_text(f"{step} of 4")
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    page.locator(".lm-MenuBar-itemLabel", has_text="Help").click()
    page.get_by_role("menuitem", name="Welcome Tour").click()
    expect(card).to_contain_text("1 of 4")
    desk.ask("@@ say Never mind.")
    expect(card).to_have_count(0)
    expect(page.get_by_role("button", name="New here?")).to_have_count(0)


def test_a_session_that_was_stopped_elsewhere_is_told_and_goes_on_when_it_is_opened_again(
    open_desk: OpenDesk, installation: Installation
) -> None:
    name = installation.start_session("Kept")
    desk = open_desk(path=installation.session_path(name))
    desk.ask("@@ say I will be here.")
    home = desk.page.context.new_page()
    home.goto("/hub/home")
    row = home.locator("#sessions .row").filter(has_text="Kept")
    expect(row).to_have_attribute("data-state", "running")
    installation.api("DELETE", f"/users/{ADMIN}/servers/{name}").raise_for_status()
    expect(row).to_have_attribute("data-state", "stopped", timeout=START_MS)
    expect(row).to_contain_text("files and conversations kept")
    page = desk.page
    page.goto("/hub/home")
    page.get_by_role("link", name="Open Kept").click()
    page.wait_for_url("**/lab**", timeout=START_MS, wait_until="commit")
    desk.settle()
    expect(row).to_have_attribute("data-state", "running", timeout=START_MS)
    expect(desk.answers).to_contain_text("I will be here.")
    desk.ask("@@ say And it goes on.")
    expect(desk.answers.last).to_contain_text("And it goes on.")


def test_the_menu_deletes_the_conversation_that_is_shown(desk: Desk) -> None:
    desk.ask("@@ say By the menu.")
    desk.panel.get_by_role("button", name="More", exact=True).click()
    desk.page.get_by_role("menuitem", name="Delete This Conversation").click()
    question = desk.panel.get_by_role("alertdialog")
    expect(question).to_contain_text("By the menu.")
    question.get_by_role("button", name="Delete").click()
    expect(question).to_have_count(0)
    expect(desk.panel).not_to_contain_text("By the menu.")


def test_home_lists_what_was_done_last_and_opens_it(desk: Desk) -> None:
    desk.ask("@@ say From Home.")
    desk.new_conversation()
    home = desk.page.locator(".rc-home")
    home.get_by_role("button").filter(has_text="From Home.").click()
    expect(desk.answers).to_contain_text("From Home.")
    home.get_by_role("button", name="New conversation").click()
    expect(desk.panel.get_by_role("heading", name="What shall we do?")).to_be_visible()


def test_signing_out_ends_in_the_sign_in_page(
    browser: Browser, installation: Installation, signed_in: StorageState, session: str
) -> None:
    context = browser.new_context(base_url=installation.url, storage_state=signed_in)
    page = context.new_page()
    page.goto("/hub/home")
    page.locator(".own-who summary").click()
    page.get_by_role("link", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    page.goto(f"{session}/lab")
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    context.close()
