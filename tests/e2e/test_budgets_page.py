"""Somebody whose budget is spent reads why nothing is answered, until when, and whom to ask."""

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.e2e.conftest import VIEWPORT, OpenDesk, cookies_of
from tests.e2e.test_page import complaints
from tests.support.browser import screenshot
from tests.support.desk import Desk
from tests.support.hub import Installation
from tests.support.states import PANEL

pytestmark = pytest.mark.browser


def test_a_spent_budget_is_told_above_the_conversation_and_by_the_turn(
    browser: Browser, installation: Installation
) -> None:
    installation.add_user("broke", "broke-password")
    installation.login("broke", "broke-password")
    name = installation.start_session("Broke", user="broke")
    context = browser.new_context(
        base_url=installation.url,
        viewport=VIEWPORT,
        storage_state=cookies_of(installation, "broke"),
    )
    desk = Desk(context.new_page()).open(installation.session_path(name, "broke"))
    notice = desk.panel.locator(".rc-note").filter(has=desk.page.get_by_role("status"))
    notice = notice.filter(has_text="Your monthly budget is spent.")
    expect(notice).to_contain_text("Claude can answer again from")
    expect(notice).to_contain_text("For more, ask ops@example.org.")
    desk.say("Hello")
    desk.rest()
    expect(desk.ends).to_contain_text("The budget is spent")
    expect(desk.ends).to_contain_text("The monthly budget of broke of 0.00 USD is spent.")
    screenshot(desk.page, "budget-spent")
    assert complaints(desk.page, PANEL) == []
    ask_for_more(notice)
    assert complaints(desk.page, PANEL) == []
    grant(installation, "The demo is at four")
    desk.page.reload()
    answered = desk.panel.locator(".rc-note").filter(has_text="admin granted $1.00 more.")
    expect(answered).to_contain_text("“Until then”")
    desk.ask("@@ say Paid.")
    answered.get_by_role("button", name="Dismiss").click()
    expect(answered).to_have_count(0)
    context.close()


def ask_for_more(notice: Locator) -> None:
    """By keyboard alone; what cannot be asked for is told in the form."""
    notice.get_by_role("button", name="Ask for more…").focus()
    notice.page.keyboard.press("Enter")
    expect(notice.get_by_label("How much more, in US dollars")).to_be_focused()
    notice.page.keyboard.press("Escape")
    expect(notice.get_by_role("button", name="Ask for more…")).to_be_focused()
    notice.page.keyboard.press("Enter")
    notice.page.keyboard.type("1")
    notice.page.keyboard.press("Tab")
    notice.page.keyboard.type(" ")
    notice.page.keyboard.press("Enter")
    expect(notice.get_by_role("alert")).to_contain_text("reason has to have 1 to 500 characters")
    notice.page.keyboard.type("The demo is at four")
    screenshot(notice.page, "budget-asking")
    notice.page.keyboard.press("Enter")
    expect(notice).to_contain_text("You asked for $1.00 more")
    expect(notice.get_by_role("button", name="Ask for more…")).to_have_count(0)


def grant(installation: Installation, reason: str) -> None:
    """What an administrator does."""
    path = "/services/remote-claude/api/v1/budgets/requests"
    waiting = installation.call("GET", f"{path}?waiting=everybody").json()["items"]
    (asked,) = [one for one in waiting if one["reason"] == reason]
    answer = {"decision": "grant", "answer": "Until then"}
    installation.call("POST", f"{path}/{asked['id']}", json=answer).raise_for_status()


def test_the_figures_tell_what_is_left_of_every_budget(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.ask("@@ say Cheap.")
    desk.panel.locator(".rc-meter-button").click()
    figures = desk.panel.get_by_role("group", name="Context and cost")
    expect(figures).to_contain_text("Daily budget of everyone")
    expect(figures).to_contain_text("of $1000.00 left")
    expect(desk.panel).not_to_contain_text("is spent")
