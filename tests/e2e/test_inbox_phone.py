"""What waits in sessions, answered on a phone: of the real Claude Code, whoever is killed."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from playwright.sync_api import Browser, Locator, Page, StorageState, expect

from tests.e2e.conftest import STILL
from tests.e2e.test_approvals import PLAN, TWO_QUESTIONS, plan_first, run, write
from tests.support.browser import Watch, screenshot
from tests.support.desk import Desk
from tests.support.hub import ADMIN, Installation

pytestmark = pytest.mark.browser
INBOX = "/services/remote-claude/inbox"
APPROVALS = "/services/remote-claude/api/v1/approvals"
SECONDS = 90


@pytest.fixture
def phone(browser: Browser, installation: Installation, signed_in: StorageState) -> Iterator[Page]:
    """The inbox in a small window."""
    context = browser.new_context(
        base_url=installation.url,
        viewport={"width": 360, "height": 740},
        storage_state=signed_in,
        **STILL,
    )
    watch = Watch(context)
    page = context.new_page()
    page.goto(INBOX)
    yield page
    context.close()
    assert watch.crashes == []
    assert watch.foreign == []


def card(phone: Page, title: str) -> Locator:
    """The one open question with this title, once it is there."""
    cards = phone.locator("#asked > li:not([data-settled])")
    found = cards.filter(has=phone.get_by_role("heading", name=title))
    expect(found).to_have_count(1)
    return found


def waiting(installation: Installation) -> list[dict[str, Any]]:
    """What waits for the administrator."""
    answer = installation.call("GET", APPROVALS)
    found: list[dict[str, Any]] = answer.json()["items"] if answer.is_success else []
    return found


def test_a_change_is_allowed_and_a_command_refused_from_the_phone(
    desk: Desk, phone: Page, installation: Installation, session: str
) -> None:
    workspace = installation.places.workspace(ADMIN, session.rpartition("/")[2])
    desk.say(f"@@ {write('far.txt')} >> {run('touch never.txt')} >> say All done.")
    first = card(phone, "Make this change?")
    expect(first).to_contain_text("far.txt")
    expect(phone).to_have_title("(1) Inbox · Remote Claude")
    place = first.bounding_box()
    screenshot(phone, "inbox-phone")
    first.get_by_role("button", name="Allow once").click()
    settled = phone.locator("#asked > li").first
    expect(settled).to_contain_text("Allowed.")
    second = card(phone, "Run this command?")
    assert settled.bounding_box() == place  # nothing has moved under the finger
    second.get_by_role("button", name="Deny…").click()
    phone.keyboard.type("Not on my machine.")
    phone.keyboard.press("Control+Enter")
    expect(phone.locator("#asked > li").nth(1)).to_contain_text("Not allowed.")
    desk.rest()
    expect(desk.card).to_have_count(0)
    desk.panel.get_by_role("button", name="Details of").last.click()
    expect(desk.rows).to_contain_text("Not on my machine.")
    assert (workspace / "far.txt").read_text() == "made"
    assert not (workspace / "never.txt").exists()
    expect(phone.locator("#own-count")).to_be_hidden()
    phone.reload()
    expect(phone.get_by_role("heading", name="Nothing waits for you")).to_be_visible()


def test_questions_are_answered_by_keyboard_and_a_plan_is_sent_back(
    desk: Desk, phone: Page
) -> None:
    desk.say(TWO_QUESTIONS)
    asked = card(phone, "Claude asks you")
    expect(asked.get_by_role("button", name="Answer", exact=True)).to_be_disabled()
    asked.get_by_label("Red").focus()
    phone.keyboard.press("Space")
    asked.get_by_role("textbox", name="Something else").nth(1).focus()
    phone.keyboard.type("Enormous")
    phone.keyboard.press("Enter")
    expect(phone.locator("#asked > li").first).to_contain_text("Answered.")
    desk.rest()
    expect(desk.rows).to_contain_text("You chose")
    expect(desk.rows).to_contain_text("Enormous")
    desk.new_conversation()
    plan_first(desk)
    desk.say(f"{PLAN} >> say A better plan will come.")
    plan = card(phone, "Go ahead with this plan?")
    expect(plan).to_contain_text("Paint it *blue*.")
    plan.get_by_role("button", name="Keep planning…").click()
    phone.keyboard.type("Red, please.")
    phone.get_by_role("button", name="Keep planning", exact=True).click()
    expect(phone.locator("#asked > li").nth(1)).to_contain_text("Claude goes on planning.")
    desk.rest()
    expect(desk.answers.last).to_contain_text("A better plan will come.")
    desk.panel.get_by_role("button", name="Details of").last.click()
    expect(desk.rows).to_contain_text("Red, please.")


def test_a_rule_is_chosen_on_the_phone_and_a_link_leads_to_the_very_conversation(
    desk: Desk, phone: Page, workspace: Path
) -> None:
    steps = (run("npm test"), run("npm test -- again"), write("linked.txt", "one\\ntwo"))
    desk.say(f"@@ {' >> '.join(steps)} >> say Done.")
    asked = card(phone, "Run this command?")
    expect(asked).to_contain_text("A rule would answer it: Bash(npm test *)")
    screenshot(phone, "inbox-phone-rule")
    rule = 'Always allow "npm test" in this project'
    asked.get_by_role("button", name=rule).click()
    expect(phone.locator("#asked > li").first).to_contain_text(f"Allowed. {rule}.")
    change = card(phone, "Make this change?")
    expect(change.locator("div.come")).to_have_text(["+one", "+two"])
    screenshot(phone, "inbox-phone-change")
    desk.new_conversation()
    change.get_by_role("link").click()
    there = Desk(phone)
    there.asked("Make this change?")
    expect(phone).to_have_url(re.compile(r"/lab$"))
    screenshot(phone, "inbox-phone-linked")
    there.choose("Allow once")
    there.rest()
    assert (workspace / "linked.txt").read_text() == "one\ntwo"


def test_who_comes_second_reads_who_was_first(desk: Desk, phone: Page) -> None:
    desk.say(f"@@ {run('touch twice.txt')} >> say Done.")
    asked = card(phone, "Run this command?")
    phone.route(f"**{APPROVALS}", lambda route: route.abort())  # it hears nothing new
    desk.asked("Run this command?")
    desk.choose("Allow once")
    desk.rest()
    asked.get_by_role("button", name="Allow once").click()
    expect(phone.locator("#asked > li")).to_contain_text(f"Allowed already by {ADMIN}")


def test_what_waits_outlives_hub_service_and_session_and_leaves_when_one_goes_on(
    desk: Desk, phone: Page, installation: Installation
) -> None:
    name = installation.start_session("To be killed")
    api = f"{installation.session_path(name)}/remote-claude/api/conversations"
    made = installation.call("POST", api, json={"title": "In danger"}).json()["id"]
    before = installation.kill("hub-service")
    message = {"text": f"@@ {run('touch danger.txt')} >> say Done.", "client_id": "one"}
    installation.call("POST", f"{api}/{made}/messages", json=message).raise_for_status()
    installation.wait_for(lambda: installation.pid("hub-service") != before, SECONDS)
    asked = card(phone, "Run this command?")
    expect(asked).to_contain_text("To be killed · In danger")

    state = installation.places.session_state(ADMIN, name)
    psutil.Process(json.loads((state / "server.json").read_text())["pid"]).kill()
    expect(asked).to_contain_text("The session is stopped.", timeout=SECONDS * 1000)
    assert [each["title"] for each in waiting(installation)] == ["In danger"]
    phone.goto("/hub/home")
    row = phone.locator("#sessions > li").filter(has_text="To be killed")
    expect(row.get_by_role("link", name="1 question waits")).to_be_visible()
    row.get_by_role("link", name="1 question waits").click()
    asked.get_by_role("button", name="Start the session").click()
    there = f"**/lab?conversation={made}"
    phone.wait_for_url(there, timeout=SECONDS * 1000, wait_until="commit")
    title = phone.locator("#remote-claude-panel .rc-head-title")
    expect(title).to_contain_text("In danger", timeout=SECONDS * 1000)
    phone.goto(INBOX)
    expect(asked).to_contain_text("Claude waits for no answer any more")
    again = {"text": "@@ say On we go.", "client_id": "two"}
    installation.call("POST", f"{api}/{made}/messages", json=again).raise_for_status()
    expect(phone.locator("#asked > li")).to_contain_text("This waits no more")
    installation.wait_for(lambda: waiting(installation) == [], SECONDS)
