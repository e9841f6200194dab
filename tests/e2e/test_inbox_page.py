"""The list of conversations as an inbox: headings, archive, tags, search, unread, many of them."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.conftest import OpenDesk, forget_all
from tests.support.browser import screenshot
from tests.support.desk import Desk
from tests.support.hub import Installation

pytestmark = pytest.mark.browser
MANY = 120


class Api:
    """The session's routes, as the page itself calls them."""

    def __init__(self, desk: Desk) -> None:
        self.base = desk.page.url.split("/lab")[0] + "/remote-claude/api/conversations"
        self.request = desk.page.context.request
        cookies = desk.page.context.cookies(self.base)
        self.headers = {"X-XSRFToken": next(c["value"] for c in cookies if c["name"] == "_xsrf")}

    def create(self, title: str) -> str:
        made = self.request.post(self.base, headers=self.headers, data={"title": title})
        return str(made.json()["id"])


@pytest.fixture
def api(desk: Desk, installation: Installation, session: str) -> Iterator[Api]:
    """An empty list before and after."""
    forget_all(installation, session)
    yield Api(desk)
    forget_all(installation, session)


def group(desk: Desk, name: str) -> Locator:
    """What stands below a heading."""
    return desk.panel.get_by_role("group", name=re.compile(f"^{name} "))


def row(desk: Desk, name: str) -> Locator:
    listed = desk.panel.get_by_role("region", name="Conversations")
    return listed.get_by_role("listitem").filter(has_text=name)


def test_archive_and_search_work_by_keyboard_alone(desk: Desk, api: Api) -> None:
    for title in ("Apples", "Pears", "Plums"):
        api.create(title)
    desk.open_list()
    expect(group(desk, "Done")).to_contain_text("Done 3")
    pears = row(desk, "Pears").get_by_role("button").first
    pears.focus()
    pears.press("t")
    desk.panel.get_by_label("Tags, with commas between them").fill("fruit, to sell")
    desk.page.keyboard.press("Enter")
    expect(row(desk, "Pears")).to_contain_text("to sell")
    expect(row(desk, "Pears").get_by_role("button").first).to_be_focused()
    desk.page.keyboard.press("e")
    expect(group(desk, "Done")).to_contain_text("Done 2")
    expect(row(desk, "Pears")).to_have_count(0)
    expect(desk.panel.locator(".rc-item-open:focus")).to_have_count(1)
    search = desk.panel.get_by_role("searchbox")
    search.fill("SELL")
    expect(desk.panel.get_by_role("listitem")).to_have_count(1)
    search.press("ArrowDown")
    expect(row(desk, "Pears").get_by_role("button").first).to_be_focused()
    desk.page.keyboard.press("e")
    search.fill("")
    expect(group(desk, "Archived")).to_have_count(0)
    expect(row(desk, "Pears")).to_be_visible()
    screenshot(desk.page, "inbox")


def test_the_archive_is_folded_until_it_is_opened(desk: Desk, api: Api) -> None:
    api.create("Apples")
    api.create("Pears")
    desk.open_list()
    row(desk, "Pears").hover()
    row(desk, "Pears").get_by_role("button", name="Archive Pears").click()
    fold = group(desk, "Archived").get_by_role("button", name="Archived 1")
    expect(fold).to_have_attribute("aria-expanded", "false")
    expect(row(desk, "Pears")).to_have_count(0)
    fold.click()
    expect(row(desk, "Pears")).to_be_visible()


def test_what_ended_while_nobody_looked_is_unread_in_every_tab(
    desk: Desk, api: Api, open_desk: OpenDesk
) -> None:
    other = open_desk()
    other.new_conversation().open_list()
    desk.say("@@ delay 2 ;; say Ripe now.")
    expect(desk.prompts).to_have_count(1)
    desk.new_conversation().open_list()
    for each in (desk, other):
        unread = group(each, "Done").get_by_role("listitem").filter(has_text="(unread)")
        expect(unread).to_contain_text("Ripe now.", timeout=60_000)
    row(other, "Ripe now.").get_by_role("button").first.click()
    expect(other.answers).to_contain_text("Ripe now.")
    expect(row(desk, "Ripe now.")).to_be_visible()
    expect(row(desk, "(unread)")).to_have_count(0)


def test_among_more_than_a_hundred_conversations_a_search_finds_one(desk: Desk, api: Api) -> None:
    for number in range(MANY):
        api.create(f"Number {number}")
    desk.reload()
    desk.open_list()
    expect(group(desk, "Done")).to_contain_text(f"Done {MANY}")
    search = desk.panel.get_by_role("searchbox")
    search.fill(f"Number {MANY - 1}")
    expect(desk.panel.get_by_role("listitem")).to_have_count(1)
