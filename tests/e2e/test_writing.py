"""Writing a message: commands, mentions, earlier prompts; with the real CLI."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.conftest import VIEWPORT
from tests.support.browser import screenshot
from tests.support.desk import Desk
from tests.support.states import colour

pytestmark = pytest.mark.browser
NAMES = ("src/invoice.py", "src/deep/er.txt", "two words.md", "ünï.md", 'q"uote.txt')


@pytest.fixture(scope="module", autouse=True)
def files(workspace: Path) -> None:
    """Files of every kind of name."""
    for name in NAMES:
        path = workspace / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x\n")


@pytest.fixture
def options(desk: Desk) -> Iterator[Locator]:
    """What the list above the box offers."""
    yield desk.panel.get_by_role("listbox", name="Suggestions").get_by_role("option")
    desk.box.fill("")


def test_a_slash_offers_the_commands_of_the_cli_and_enter_takes_one(
    desk: Desk, options: Locator
) -> None:
    desk.box.press_sequentially("/comp")
    expect(options.first).to_contain_text("/compact")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(desk.box).to_have_attribute(
        "aria-activedescendant", options.first.get_attribute("id") or ""
    )
    screenshot(desk.page, "commands")
    box, listed = desk.box.bounding_box(), options.first.bounding_box()
    assert box
    assert listed
    assert listed["y"] + listed["height"] <= box["y"]
    desk.box.press("Enter")
    expect(desk.box).to_have_value("/compact ")
    expect(options).to_have_count(0)


def test_a_mention_finds_a_file_goes_on_in_folders_and_reaches_claude(
    desk: Desk, options: Locator
) -> None:
    desk.box.press_sequentially("@@ say Read. @sr")
    expect(options.first).to_contain_text("src/")
    desk.box.press("Tab")
    expect(desk.box).to_have_value("@@ say Read. @src/")
    desk.box.press_sequentially("inv")
    expect(options.first).to_have_text("src/invoice.py")
    expect(options.first.locator("mark")).to_have_text("src/inv")
    screenshot(desk.page, "mentions")
    desk.box.press("Enter")
    expect(desk.box).to_have_value("@@ say Read. @src/invoice.py ")
    desk.box.press("Enter")
    desk.rest()
    expect(desk.prompts).to_contain_text("@src/invoice.py")


def test_names_with_spaces_are_quoted_and_those_with_quotes_are_attached(
    desk: Desk, options: Locator
) -> None:
    desk.box.press_sequentially("see @two")
    expect(options.first).to_have_text("two words.md")
    desk.box.press("Tab")
    expect(desk.box).to_have_value('see @"two words.md" ')
    desk.box.press_sequentially("@uote")
    expect(options.first).to_have_text('q"uote.txt')
    desk.box.press("Tab")
    chips = desk.panel.get_by_role("list", name="Goes with this message")
    expect(chips).to_contain_text('q"uote.txt')
    desk.reload()
    expect(chips).to_contain_text('q"uote.txt')
    chips.get_by_role("button", name="Remove").click()
    expect(chips).to_have_count(0)


def test_escape_closes_the_list_and_garbage_finds_nothing(desk: Desk, options: Locator) -> None:
    desk.box.press_sequentially("@src")
    expect(options.first).to_be_visible()
    desk.box.press("Escape")
    expect(options).to_have_count(0)
    expect(desk.box).to_have_value("@src")
    desk.box.fill("@<img src=x onerror=alert(1)>{}%00")
    desk.box.fill("@" + "*" * 2000)
    expect(options).to_have_count(0)


def test_the_arrow_up_brings_earlier_prompts_and_down_the_draft(desk: Desk) -> None:
    desk.ask("@@ say One.")
    desk.ask("@@ say Two.")
    desk.box.fill("a draft")
    desk.box.press("ArrowUp")
    expect(desk.box).to_have_value("@@ say Two.")
    desk.box.press("ArrowUp")
    expect(desk.box).to_have_value("@@ say One.")
    desk.box.press("ArrowDown")
    desk.box.press("ArrowDown")
    expect(desk.box).to_have_value("a draft")
    desk.box.fill("")


def test_the_list_fits_a_narrow_panel_in_the_dark(desk: Desk) -> None:
    desk.page.set_viewport_size({"width": 640, "height": 700})
    colour(desk.page, "dark")
    desk.box.press_sequentially("@")
    option = desk.panel.get_by_role("option").first
    expect(option).to_be_visible()
    screenshot(desk.page, "mentions-narrow")
    listed, panel = option.bounding_box(), desk.panel.bounding_box()
    assert listed
    assert panel
    assert listed["x"] >= panel["x"]
    assert listed["x"] + listed["width"] <= panel["x"] + panel["width"]
    desk.box.fill("")
    colour(desk.page, "light")
    desk.page.set_viewport_size(VIEWPORT)
