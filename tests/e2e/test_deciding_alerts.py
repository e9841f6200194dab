"""Questions are told outside of the page: the tab's title, the list, the system's notifications."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect

from tests.e2e.conftest import STILL, VIEWPORT
from tests.e2e.test_approvals import write
from tests.support.browser import whole_chromium
from tests.support.desk import Desk
from tests.support.hub import Installation

pytestmark = pytest.mark.browser
WATCH = """
  window.told = [];
  window.Notification = class extends window.Notification {
    constructor(title, options) { super(title, options); window.told.push(this); }
  };
"""
"""The browser's own notifications, kept where a test can see and click them."""
HIDE = "Object.defineProperty(document, 'hidden', {configurable: true, get: () => %s})"


@pytest.fixture(scope="module")
def shared_page(
    browser: Browser, installation: Installation, signed_in: StorageState, session: str
) -> Iterator[Desk]:
    """A desk in a browser that may show notifications."""
    with whole_chromium(browser) as whole:
        context = whole.new_context(
            base_url=installation.url,
            viewport=VIEWPORT,
            storage_state=signed_in,
            permissions=["notifications"],
            **STILL,
        )
        context.add_init_script(WATCH)
        yield Desk(context.new_page()).open(session)


def told(page: Page) -> list[str]:
    titles: list[str] = page.evaluate("window.told.map(one => `${one.title} ${one.body}`)")
    return titles


def test_open_questions_are_counted_in_the_title_of_the_tab(desk: Desk) -> None:
    expect(desk.page).to_have_title(re.compile(r"^(?!\()"))
    desk.say(f"@@ {write('counted.txt')} >> say Written.")
    desk.asked("Make this change?")
    expect(desk.page).to_have_title(re.compile(r"^\(1\) "))
    desk.new_conversation()
    expect(desk.page).to_have_title(re.compile(r"^\(1\) "))
    listed = desk.open_list()
    expect(listed.get_by_role("listitem").first).to_contain_text("Needs you")
    desk.open_list() if not listed.is_visible() else None
    listed.get_by_role("listitem").first.get_by_role("button").first.click()
    desk.choose("Allow once")
    desk.rest()
    expect(desk.page).to_have_title(re.compile(r"^(?!\()"))


def test_a_question_in_a_hidden_tab_is_told_by_the_system_and_a_click_leads_to_it(
    desk: Desk, workspace: Path
) -> None:
    page = desk.page
    desk.ask("@@ say Ready.")
    page.evaluate(HIDE % "true")
    desk.say(f"@@ {write('told.txt')} >> say Written.")
    page.wait_for_function("window.told.length === 1")
    assert "Make this change?" in told(page)[0]
    desk.new_conversation()
    page.evaluate("window.told[0].dispatchEvent(new Event('click'))")
    expect(desk.asked("Make this change?")).to_be_focused()
    page.evaluate(HIDE % "false")
    page.keyboard.press("1")
    desk.rest(2)
    assert (workspace / "told.txt").exists()


def test_a_question_that_is_looked_at_is_not_told_twice(desk: Desk) -> None:
    before = told(desk.page)
    desk.say(f"@@ {write('seen.txt')} >> say Written.")
    desk.asked("Make this change?")
    desk.choose("Allow once")
    desk.rest()
    assert told(desk.page) == before


def test_the_browser_is_asked_once_and_only_from_a_click(desk: Desk) -> None:
    page = desk.page
    # A headless browser answers no by itself; one with a window leaves it open like this.
    page.add_init_script(
        "window.asked = 0;"
        "Object.defineProperty(Notification, 'permission', {get: () => 'default'});"
        "Notification.requestPermission = async () => { window.asked++; return 'default'; };"
    )
    desk.reload().new_conversation()
    notice = desk.panel.get_by_role("complementary", name="Notifications")
    expect(notice).to_have_count(0)
    desk.say(f"@@ {write('polite.txt')} >> say Written.")
    desk.asked("Make this change?")
    expect(notice).to_be_visible()
    assert page.evaluate("window.asked") == 0
    notice.get_by_role("button", name="Yes, tell me").click()
    page.wait_for_function("window.asked === 1")
    expect(notice).to_have_count(0)
    desk.reload()
    desk.asked("Make this change?")
    expect(notice).to_have_count(0)
    desk.choose("Allow once")
    desk.rest()
