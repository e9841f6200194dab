"""The list of conversations: new, switch, rename, delete, which one needs the person."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.conftest import forget_all
from tests.support.browser import screenshot
from tests.support.desk import Desk
from tests.support.hub import Installation

pytestmark = pytest.mark.browser
ASK = '@@ tool Write {"file_path": "{{workspace}}/asked.txt", "content": "x"} >> say Written.'


def title(desk: Desk) -> Locator:
    """The title above the conversation."""
    return desk.panel.locator(".rc-head-title")


def row(desk: Desk, name: str) -> Locator:
    """A line of the list, which is open."""
    listed = desk.panel.get_by_role("region", name="Conversations")
    return listed.get_by_role("listitem").filter(has_text=name)


@pytest.fixture
def two(desk: Desk, installation: Installation, session: str) -> Iterator[Desk]:
    """Two conversations, `Apples` and `Pears`; Pears is open."""
    for name in ("Apples", "Pears"):
        desk.new_conversation().ask(f"@@ say These are _{name}_ in my_own_file.")
        rename(desk, f"These are _{name}_", name)
        desk.page.keyboard.press("Escape")
    yield desk
    forget_all(installation, session)


def rename(desk: Desk, old: str, new: str) -> None:
    desk.open_list()
    row(desk, old).hover()
    row(desk, old).get_by_role("button", name=re.compile("Rename")).click()
    box = desk.panel.get_by_label("Title", exact=True)
    expect(box).to_be_focused()
    box.fill(new)
    box.press("Enter")
    # Its last line may have the same words: the new title is there when the server has it.
    expect(row(desk, new).locator(".rc-item-title")).to_have_text(new)


def delete(desk: Desk, name: str) -> None:
    row(desk, name).hover()
    row(desk, name).get_by_role("button", name=f"Delete {name}").click()
    expect(row(desk, name)).to_have_count(0)


def test_one_goes_from_one_to_the_other_and_a_reload_stays_there(two: Desk) -> None:
    expect(title(two)).to_contain_text("Pears")
    listed = two.open_list()
    expect(listed).to_contain_text("These are Apples in my_own_file.")
    expect(row(two, "Pears").get_by_role("button").first).to_have_attribute("aria-current", "true")
    row(two, "Apples").get_by_role("button").first.click()
    expect(title(two)).to_contain_text("Apples")
    expect(two.answers).to_contain_text("These are Apples")
    two.reload()
    expect(title(two)).to_contain_text("Apples")
    expect(two.answers).to_contain_text("These are Apples")
    two.new_conversation()
    expect(two.answers).to_have_count(0)


def test_a_new_name_is_everywhere_and_escape_keeps_the_old_one(two: Desk) -> None:
    rename(two, "Pears", "Ripe pears")
    row(two, "Ripe pears").get_by_role("button").first.press("F2")
    two.panel.get_by_label("Title", exact=True).fill("Not this")
    two.page.keyboard.press("Escape")
    expect(row(two, "Ripe pears").get_by_role("button").first).to_be_focused()
    two.page.keyboard.press("Escape")
    expect(title(two)).to_contain_text("Ripe pears")
    two.reload()
    expect(title(two)).to_contain_text("Ripe pears")


def test_delete_can_be_undone_by_keyboard_and_what_is_deleted_stays_deleted(two: Desk) -> None:
    two.open_list()
    row(two, "Pears").get_by_role("button").first.press("Delete")
    expect(row(two, "Pears")).to_have_count(0)
    expect(two.page.locator(".jp-Dialog")).to_have_count(0)
    expect(row(two, "Apples").get_by_role("button").first).to_be_focused()
    undo = two.panel.get_by_role("status").filter(has_text="Deleted “Pears”.")
    undo.get_by_role("button", name="Undo").click()
    expect(row(two, "Pears").get_by_role("button").first).to_be_focused()
    expect(undo).to_have_count(0)
    two.page.keyboard.press("Delete")
    expect(row(two, "Pears")).to_have_count(0)
    two.page.keyboard.press("Control+z")
    expect(row(two, "Pears").get_by_role("button").first).to_be_focused()
    row(two, "Pears").get_by_role("button").first.click()
    expect(two.answers).to_contain_text("These are Pears")
    two.open_list()
    delete(two, "Pears")
    two.page.keyboard.press("Escape")
    expect(two.panel).not_to_contain_text("These are Pears")
    two.reload()
    two.open_list()
    expect(row(two, "Apples")).to_be_visible()
    expect(row(two, "Pears")).to_have_count(0)


def test_one_that_needs_the_person_is_seen_from_another(two: Desk) -> None:
    two.say(ASK)
    two.asked("Make this change?")
    two.open_conversation("Apples")
    expect(two.card).to_have_count(0)
    heap = two.panel.get_by_role("button", name="Needs you 1")
    expect(heap).to_be_visible()
    tab = two.page.get_by_role("tab", name=re.compile("Claude"))
    expect(tab).to_have_attribute("title", "Claude (1 needs you)")
    heap.click()
    expect(row(two, "Pears").get_by_role("img", name="Needs you")).to_be_visible()
    expect(row(two, "Apples")).to_have_count(0)
    row(two, "Pears").get_by_role("button").first.click()
    two.asked("Make this change?")
    two.choose("Allow once")
    two.rest(2)
    expect(two.panel.get_by_role("button", name="Needs you 0")).to_be_visible()
    expect(tab).to_have_attribute("title", "Claude")


def test_what_was_said_is_found_in_every_conversation(two: Desk) -> None:
    two.open_conversation("Apples")
    two.ask("@@ say The quince is ripe.")
    for number in range(12):
        two.say(f"@@ say Line {number}.")
        expect(two.answers.last).to_contain_text(f"Line {number}.", timeout=60_000)
    two.open_conversation("Pears")
    listed = two.open_list()
    listed.get_by_role("searchbox").press_sequentially("quin")
    expect(listed.get_by_role("heading", name="In conversations")).to_be_visible()
    hits = listed.get_by_role("group", name="Apples").get_by_role("button")
    expect(hits).to_have_count(2)
    expect(hits.first.locator("mark")).to_have_text("quince")
    screenshot(two.page, "found-in-conversations")
    two.page.keyboard.type("zz")
    expect(hits).to_have_count(0)
    for _ in "zz":
        two.page.keyboard.press("Backspace")
    hits.first.focus()
    two.page.keyboard.press("Enter")
    expect(title(two)).to_contain_text("Apples")
    expect(two.answers.filter(has_text="The quince is ripe.")).to_be_in_viewport()
    screenshot(two.page, "found-place")
