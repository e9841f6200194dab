"""A day without a mouse, key by key in the order in which docs/how-to/keyboard.md tells it."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, StorageState, expect

from tests.e2e.conftest import STILL, VIEWPORT
from tests.support.asking import POEM, questions_of_every_kind
from tests.support.browser import Watch
from tests.support.desk import START_MS, TURN_MS, Desk
from tests.support.hands import Hands
from tests.support.hub import ADMIN, Installation

pytestmark = pytest.mark.browser
PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "keyboard.md"


def start(hands: Hands) -> None:
    page = hands.desk.page
    page.goto("/hub/home")
    hands.tab_to(page.get_by_role("button", name="New session"))
    hands.press("Enter")
    expect(page.get_by_label("Name of the new session")).to_be_focused()
    hands.enter("Without a mouse")
    expect(page.get_by_role("textbox", name="Message to Claude")).to_be_focused()
    hands.enter("@@ say Early.")
    page.wait_for_url("**/lab**", timeout=START_MS, wait_until="commit")
    hands.desk.settle().rest()
    expect(hands.desk.answers).to_contain_text("Early.")
    page.locator(".rc-home").get_by_role("button").first.focus()
    hands.press("Ctrl+Alt+C")
    expect(hands.desk.box).to_be_focused()


def ask(hands: Hands) -> None:
    desk = hands.desk
    hands.enter("@@ say One.")
    desk.rest(2)
    suggestions = desk.panel.get_by_role("listbox", name="Suggestions")
    options = suggestions.get_by_role("option")
    chosen = suggestions.get_by_role("option", selected=True)
    hands.type("/co")
    expect(options.nth(1)).to_be_visible()
    expect(chosen).to_have_text(re.compile(r"^\s*/co"), use_inner_text=True)
    first = chosen.inner_text()
    hands.press("↓")
    expect(chosen).not_to_have_text(first)
    hands.press("↑")
    expect(chosen).to_have_text(first, use_inner_text=True)
    for key in ("Tab", "Enter"):
        hands.press(key)
        expect(options).to_have_count(0)
        expect(desk.box).to_have_value(re.compile("^/co.+ $"))
        hands.press("Ctrl+A")
        hands.type("/co")
        expect(options.first).to_be_visible()
    hands.press("Esc")
    expect(options).to_have_count(0)
    hands.press("Ctrl+A", "Delete", "↑")
    expect(desk.box).to_have_value("@@ say One.")
    hands.press("↓")
    expect(desk.box).to_have_value("")


def while_claude_works(hands: Hands) -> None:
    desk = hands.desk
    hands.enter("@@ lorem 3000 60")
    expect(desk.answers.last).to_contain_text("The scripted model")
    hands.enter("@@ lorem 3000 61")
    expect(desk.waiting.get_by_role("listitem")).to_have_count(1)
    hands.type("@@ say At once.")
    hands.press("Ctrl+Enter")
    expect(desk.answers.filter(has_text="At once.")).to_be_visible()
    expect(desk.waiting).to_have_count(0)
    stop_by(hands, "Esc")
    hands.enter("@@ lorem 3000 62")
    expect(desk.prompts.last).to_have_text("@@ lorem 3000 62")
    stop_by(hands, "Ctrl+Alt+.")


def stop_by(hands: Hands, key: str) -> None:
    desk = hands.desk
    expect(desk.answers.last).to_contain_text("The scripted model")
    expect(desk.stop).to_be_visible()
    hands.press(key)
    expect(desk.stop).to_have_count(0)
    expect(desk.ends.last).to_contain_text("Stopped by you")


def answer(hands: Hands) -> None:
    desk = hands.desk
    hands.enter(questions_of_every_kind())
    card = desk.asked("Make this change?")
    hands.press("Ctrl+Alt+Q")
    expect(card).to_be_focused()
    hands.press("Ctrl+Alt+N")
    expect(desk.panel.get_by_role("heading", name="What shall we do?")).to_be_visible()
    hands.enter("@@ say Elsewhere.")
    desk.rest(1)
    hands.press("Ctrl+Alt+J")
    expect(desk.asked("Make this change?")).to_be_focused()
    hands.press("1")
    expect(card).to_contain_text("LINE 30")
    hands.press("Ctrl+Alt+Enter")
    desk.asked("Run this command?")
    hands.press("Ctrl+Alt+Backspace")
    fill_in(hands, desk.asked("Claude asks you"))
    expect(desk.answers.last).to_contain_text("Done in", timeout=TURN_MS)
    expect(desk.box).to_be_focused()


def fill_in(hands: Hands, form: Locator) -> None:
    hands.press("Ctrl+Alt+Q")
    hands.tab_to(form.get_by_role("radio"))
    hands.press("↓")
    expect(form.get_by_role("radio").nth(1)).to_be_checked()
    hands.tab_to(form.get_by_role("checkbox"))
    hands.press("Space")
    expect(form.get_by_role("checkbox").first).to_be_checked()
    hands.tab_to(form.get_by_role("button", name="Answer", exact=True))
    hands.press("Enter")


def read(hands: Hands) -> None:
    desk = hands.desk
    feed = desk.panel.get_by_role("feed")
    hands.tab_to(feed, "Shift+Tab")
    hands.press("Home")
    expect(desk.prompts.first).to_be_in_viewport()
    hands.press("Page Down", "Page Up", "End")
    expect(desk.ends.last).to_be_in_viewport()
    line = desk.rows.locator("button[aria-expanded]").last
    opened = line.get_attribute("aria-expanded")
    hands.tab_to(line)
    hands.press("Enter")
    expect(line).not_to_have_attribute("aria-expanded", opened or "")
    hands.press("Enter")
    expect(line).to_have_attribute("aria-expanded", opened or "")
    hands.tab_to(desk.answers.last.get_by_role("button", name="poem.txt:2"))
    hands.press("Enter")
    expect(desk.page.get_by_text("Ln 2, Col 1")).to_be_visible()
    hands.press("Ctrl+Alt+C")
    for _ in range(3):
        hands.press("Ctrl+Alt+D")


def search(hands: Hands) -> None:
    desk = hands.desk
    hands.press("Ctrl+F")
    expect(desk.panel.get_by_placeholder("Find")).to_be_focused()
    hands.type("lorem")
    counter = desk.panel.locator(".jp-DocumentSearch-index-counter")
    expect(counter).to_have_text(re.compile(r"\d+/([3-9]|\d\d)"))
    begun = counter.inner_text()
    for key in ("Enter", "Ctrl+G", "Shift+Enter", "Ctrl+Shift+G"):
        at = counter.inner_text()
        hands.press(key)
        expect(counter).not_to_have_text(at)
    expect(counter).to_have_text(begun)
    hands.press("Esc")
    expect(counter).to_have_count(0)
    expect(desk.box).to_be_focused()


def review(hands: Hands) -> None:
    desk = hands.desk
    hands.tab_to(desk.panel.get_by_role("button", name="Review"), "Shift+Tab")
    hands.press("Enter")
    page = desk.page.locator(".rc-changes-view:visible")
    after = page.get_by_role("textbox", name="After the turn")
    expect(after).to_be_visible()
    hands.tab_to(after)
    hands.press("F7", "F7", "Shift+F7", "C")
    box = page.get_by_role("textbox", name="Comment on line 2")
    expect(box).to_be_focused()
    hands.press("Esc")
    expect(box).to_have_count(0)
    hands.tab_to(page.get_by_role("button", name="Revert file"), "Shift+Tab")
    hands.press("Ctrl+Alt+C")


def find_a_conversation(hands: Hands) -> None:
    desk = hands.desk
    listed = desk.panel.get_by_role("region", name="Conversations")
    rows, row = listed.locator(".rc-item-open"), listed.locator(".rc-item-open:focus")
    hands.press("Ctrl+Alt+L")
    expect(row).to_have_attribute("aria-current", "true")
    for key, at in (("Home", 0), ("↓", 1), ("↑", 0), ("End", 1)):
        hands.press(key)
        expect(rows.nth(at)).to_be_focused()
    for key, label in (("F2", "Title"), ("T", "Tags, with commas between them")):
        hands.press(key)
        expect(desk.panel.get_by_label(label, exact=True)).to_be_focused()
        hands.press("Esc")
        expect(row).to_have_count(1)
    for key, left in (("Delete", 1), ("Ctrl+Z", 2), ("E", 1)):
        hands.press(key)
        expect(rows).to_have_count(left)
    hands.tab_to(listed.get_by_role("searchbox"), "Shift+Tab")
    hands.press("Tab")
    expect(row).to_have_count(1)
    hands.press("Enter")
    expect(desk.box).to_be_visible()
    hands.press("Ctrl+Alt+L")
    expect(row).to_have_count(1)
    hands.press("Esc")
    expect(desk.box).to_be_visible()


def choose(hands: Hands) -> None:
    panel = hands.desk.panel
    for key, label in (("M", "Permission mode"), ("O", "Model"), ("E", "Effort")):
        hands.press(f"Ctrl+Alt+{key}")
        picker = panel.get_by_label(label, exact=True)
        if picker.count():  # which models there are, nobody tells here
            expect(picker).to_be_focused()
            hint = re.compile(rf"Ctrl\+Alt\+{key}")
            expect(picker.locator("xpath=..")).to_have_attribute("title", hint)
            hands.press("Esc")
    hands.press("Ctrl+Alt+U")
    figures = panel.get_by_role("group", name="Context and cost")
    expect(figures).to_be_visible()
    hands.press("Esc")
    expect(figures).to_have_count(0)


def everything_else(hands: Hands) -> None:
    desk = hands.desk
    hands.press("Ctrl+Shift+C")
    expect(desk.page.locator(".lm-CommandPalette-input:visible")).to_be_focused()
    hands.enter("Write to Claude")
    expect(desk.box).to_be_focused()
    for key, part in (("Ctrl+B", desk.files), ("Ctrl+J", desk.panel)):
        hands.press(key)
        expect(part).to_be_hidden()
        hands.press(key)
        expect(part).to_be_visible()


STEPS: dict[str, Callable[[Hands], None]] = {
    "Start": start,
    "Ask": ask,
    "While Claude works": while_claude_works,
    "Answer": answer,
    "Read": read,
    "Search": search,
    "Review": review,
    "Find a conversation": find_a_conversation,
    "Choose": choose,
    "Everything else": everything_else,
}


def told() -> dict[str, list[str]]:
    """The steps of the page, each with its keys."""
    steps = re.findall(r"^\d+\. \*\*(.+?)\.\*\*(.+)", PAGE.read_text(), re.MULTILINE)
    return {name: re.findall(r"<kbd>(.+?)</kbd>", text) for name, text in steps}


def missing(wanted: list[str], pressed: list[str]) -> list[str]:
    """From the first key on that was not pressed in its turn."""
    left = iter(pressed)
    for index, key in enumerate(wanted):
        if key not in left:
            return wanted[index:]
    return []


@pytest.fixture
def hands(browser: Browser, installation: Installation, signed_in: StorageState) -> Iterator[Hands]:
    """Somebody signed in, in a window of their own."""
    context = browser.new_context(
        base_url=installation.url, viewport=VIEWPORT, storage_state=signed_in, **STILL
    )
    watch = Watch(context)
    yield Hands(Desk(context.new_page()))
    context.close()
    assert watch.crashes == []


def test_a_day_goes_by_without_a_mouse_as_the_page_tells_it(
    hands: Hands, installation: Installation
) -> None:
    steps = told()
    assert list(steps) == list(STEPS)
    for name, step in STEPS.items():
        hands.pressed.clear()
        step(hands)
        assert missing(steps[name], hands.pressed) == [], name
        if name == "Start":
            session = hands.desk.page.url.partition("/lab")[0].rpartition("/")[2]
            (installation.places.workspace(ADMIN, session) / "poem.txt").write_text(POEM)
