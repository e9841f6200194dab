"""The page of a session as a thing to use: quiet, readable by everyone, by keyboard, on a phone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, StorageState, expect

from tests.support.browser import Watch, screenshot
from tests.support.desk import Desk
from tests.support.hub import ADMIN, Installation

pytestmark = pytest.mark.browser
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
PANEL = "#remote-claude-panel"
WIDE = {"width": 1440, "height": 900}
ANSWER = (
    "Here is `tax.py`:\n\n## Plan\n\n1. Look at **it**\n2. Change _one_ line\n\n"
    "| rule | rate |\n|---|---|\n| food | 7 % |\n\n"
    "```python\ndef total(items):\n    return sum(item.price * (1 + item.rate) for item in items)\n"
    "```\n\nSee [the docs](https://example.org/)."
)
READ = 'tool Read {"file_path": "{{workspace}}/notes.txt"}'
QUESTION = (
    '@@ tool AskUserQuestion {"questions": [{"question": "Which?", "header": "Store",'
    ' "multiSelect": false, "options": [{"label": "A", "description": "First"},'
    ' {"label": "B", "description": "Second"}]}]} >> say Thanks.'
)
FAILURE = (
    '@@ error 400 {"message": "The request was out of order.", "type": "invalid_request_error"}'
)


def write(name: str) -> str:
    change = f'{{"file_path": "{{{{workspace}}}}/a/rather/deep/folder/{name}", "content": "x = 1"}}'
    return f"@@ tool Write {change} >> say Written."


@pytest.fixture
def filled(desk: Desk) -> Desk:
    """A conversation with words, code, a table, a tool and its result, a failure."""
    desk.ask(f"@@ think First a look. ;; say {ANSWER} ;; {READ} >> say Done.")
    for name in ("Thought about it", "Details of"):
        desk.rows.get_by_role("button", name=name).first.click()
    expect(desk.rows).to_contain_text("Milk, eggs.")
    desk.ask(FAILURE)
    return desk


def colours(desk: Desk) -> Iterator[str]:
    """The page in light, then in dark, then as it was."""
    for scheme in ("light", "dark", "light"):
        desk.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        is_light = str(scheme == "light").lower()
        expect(desk.page.locator(f"body[data-jp-theme-light={is_light}]")).to_be_attached()
        yield scheme


def complaints(page: Page, part: str | None = None) -> list[tuple[str, str]]:
    """What axe-core finds, in a part of the page or all of it."""
    found = Axe().run(page, context=part, options=RULES).response["violations"]
    return [(rule["id"], node["html"]) for rule in found for node in rule["nodes"]]


def test_axe_finds_nothing_on_home(desk: Desk) -> None:
    expect(desk.page.locator(".rc-home-page")).to_be_visible()
    for scheme in colours(desk):
        assert complaints(desk.page, ".rc-home") == [], scheme


def test_a_small_conversation_makes_no_error_and_asks_nobody_else(
    browser: Browser, installation: Installation, signed_in: StorageState, session: str
) -> None:
    context = browser.new_context(base_url=installation.url, viewport=WIDE, storage_state=signed_in)
    watch = Watch(context)
    desk = Desk(context.new_page()).open(session)
    desk.page.wait_for_load_state("networkidle")
    assert watch.errors == []
    desk.new_conversation().say(write("quiet.txt"))
    desk.asked("Make this change?")
    desk.choose("Allow once")
    desk.rest()
    desk.open_list()
    desk.reload()
    expect(desk.answers).to_contain_text("Written.")
    context.close()
    assert watch.errors == []
    assert watch.foreign == []


def test_axe_finds_nothing_in_a_conversation(filled: Desk) -> None:
    for scheme in colours(filled):
        assert complaints(filled.page, PANEL) == []
        screenshot(filled.page, f"panel-{scheme}")


def test_axe_finds_nothing_in_an_open_question_and_the_list(desk: Desk) -> None:
    for script, title in ((QUESTION, "Claude asks you"), (write("asked.txt"), "Make this change?")):
        desk.say(script)
        desk.asked(title)
        for scheme in colours(desk):
            assert complaints(desk.page, PANEL) == []
            screenshot(desk.page, f"approval-{scheme}")
        if script == QUESTION:
            desk.box.press("Escape")
            desk.rest()
    listed = desk.open_list()
    expect(listed).to_contain_text("Needs you")
    for scheme in colours(desk):
        assert complaints(desk.page, PANEL) == []
        screenshot(desk.page, f"conversations-{scheme}")
    desk.page.keyboard.press("Escape")
    desk.choose("Allow once")
    desk.rest()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_pages_of_the_hub(
    browser: Browser, installation: Installation, session: str, scheme: str
) -> None:
    context = browser.new_context(
        base_url=installation.url,
        bypass_csp=True,
        color_scheme=scheme,  # type: ignore[arg-type]
    )
    page = context.new_page()
    page.goto("/")
    assert complaints(page) == []
    Desk(page).sign_in(ADMIN, installation.admin_password)
    assert complaints(page) == []
    context.close()


def test_the_keyboard_alone_sends_answers_and_stops(desk: Desk, workspace: Path) -> None:
    press = desk.page.keyboard.press
    press("Control+Alt+C")
    expect(desk.box).to_be_focused()
    desk.page.keyboard.type(write("keys.txt"))
    press("Enter")
    card = desk.asked("Make this change?")
    expect(desk.box).to_be_focused()
    press("Control+Alt+Q")
    expect(card).to_be_focused()
    tab_to(card.get_by_role("button", name="Allow once"))
    press("Enter")
    desk.rest()
    assert list(workspace.rglob("keys.txt"))
    expect(desk.box).to_be_focused()
    desk.page.keyboard.type("@@ lorem 3000 60")
    press("Enter")
    expect(desk.answers.last).to_contain_text("The scripted model")
    press("Escape")
    desk.rest(2)
    expect(desk.ends.last).to_contain_text("Stopped by you")
    press("Control+Alt+N")
    expect(desk.panel.get_by_role("heading", name="What shall we do?")).to_be_visible()
    expect(desk.box).to_be_focused()


def tab_to(wanted: Locator) -> None:
    """Press Tab until this has the keyboard."""
    for _ in range(8):
        wanted.page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    pytest.fail("not reached by Tab")
