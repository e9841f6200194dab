"""The page as a whole: no complaint, nobody else asked, at home by keyboard and when narrow."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import OpenDesk
from tests.support.browser import Watch, screenshot
from tests.support.desk import Desk
from tests.support.hub import ADMIN, Installation

pytestmark = pytest.mark.browser
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
RICH = (
    "@@ say # Heading\n\nWords with `code`, a [link](notes.txt), a table.\n\n| a | b |\n|---|---|"
    "\n| 1 | 2 |\n\n```python\nprint(1)\n```\n\n> Quoted. ;; think Let me see."
    ' ;; tool Read {"file_path": "{{workspace}}/notes.txt"}'
    ' >> tool Bash {"command": "ls missing", "description": "Look for it"} >> say Done.'
)
WRITE = '@@ tool Write {"file_path": "{{workspace}}/x.txt", "content": "one\\ntwo"} >> say Written.'
QUESTION = (
    '@@ tool AskUserQuestion {"questions": [{"question": "Which?", "header": "Store",'
    ' "multiSelect": false, "options": [{"label": "A", "description": "First"},'
    ' {"label": "B", "description": "Second"}]}]} >> say Thanks.'
)


def problems(page: Page, part: str | None = None) -> list[str]:
    """What axe-core finds, in a part of the page or all of it."""
    found = Axe().run(page, context=part, options=RULES).response["violations"]
    return [f"{one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"]]


def theme(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    light = str(scheme == "light").lower()
    page.wait_for_selector(f"body[data-jp-theme-light='{light}']")


def test_nothing_complains_at_start_and_nobody_else_is_asked(
    browser: Browser, installation: Installation, session: str
) -> None:
    context = browser.new_context(base_url=installation.url)
    watch = Watch(context)
    desk = Desk(context.new_page()).sign_in(ADMIN, installation.admin_password).open(session)
    desk.ask("@@ say Hello.")
    desk.page.wait_for_load_state("networkidle")
    desk.reload().page.wait_for_load_state("networkidle")
    assert watch.errors == []
    assert watch.foreign == []
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_panel_and_on_home(open_desk: OpenDesk, scheme: str) -> None:
    desk = open_desk(bypass_csp=True).new_conversation()
    page, panel = desk.page, "#remote-claude-panel"
    theme(page, scheme)
    assert problems(page, panel) == []
    desk.say(RICH)
    desk.asked("Run this command?")
    assert problems(page, panel) == []
    desk.choose("Allow once")
    desk.rest()
    for fold in desk.rows.get_by_role("button", expanded=False).all():
        fold.click()
    assert problems(page, panel) == []
    screenshot(page, f"panel-{scheme}")
    for script, title in ((WRITE, "Make this change?"), (QUESTION, "Claude asks you")):
        desk.say(script)
        desk.asked(title)
        assert problems(page, panel) == []
        desk.box.press("Escape")
        expect(desk.card).to_have_count(0)
    desk.ask("@@ error 400")
    assert problems(page, panel) == []
    desk.open_list()
    assert problems(page, panel) == []
    page.keyboard.press("Escape")
    assert problems(page, ".rc-home") == []
    theme(page, "light")


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
    assert problems(page) == []
    Desk(page).sign_in(ADMIN, installation.admin_password)
    assert problems(page) == []
    context.close()


def test_a_conversation_is_led_by_keyboard_alone(desk: Desk) -> None:
    keyboard = desk.page.keyboard
    keyboard.press("Control+Alt+c")
    expect(desk.box).to_be_focused()
    keyboard.insert_text(WRITE)
    until_focused(desk, desk.panel.get_by_role("button", name="Send", exact=True))
    keyboard.press("Enter")
    card = desk.asked("Make this change?")
    keyboard.press("Control+Alt+q")
    expect(card).to_be_focused()
    until_focused(desk, card.get_by_role("button", name="Deny…"))
    keyboard.press("Enter")
    keyboard.press("Escape")
    keyboard.press("Control+Alt+q")
    until_focused(desk, card.get_by_role("button", name="Allow once"))
    keyboard.press("Enter")
    desk.rest()
    expect(desk.box).to_be_focused()
    keyboard.press("Control+Alt+n")
    expect(desk.panel.get_by_role("heading", name="What shall we do?")).to_be_visible()
    expect(desk.box).to_be_focused()


def until_focused(desk: Desk, wanted: object, most: int = 14) -> None:
    """Press Tab until the keyboard is there; everything on the way shows that it is."""
    for _ in range(most):
        desk.page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):  # type: ignore[attr-defined]
            return
    pytest.fail(f"{wanted} is not reached by {most} tabs")


def test_a_narrow_panel_and_a_narrow_page_hold_everything(open_desk: OpenDesk) -> None:
    desk = open_desk().new_conversation()
    page = desk.page
    desk.say(RICH)
    desk.asked("Run this command?")
    edge = desk.panel.bounding_box()
    assert edge is not None
    page.mouse.move(edge["x"] - 1, 300)
    page.mouse.down()
    page.mouse.move(edge["x"] - 1 + edge["width"] - 320, 300, steps=4)
    page.mouse.up()
    assert page.evaluate(OVERFLOWING) == []
    screenshot(page, "panel-320")
    page.set_viewport_size({"width": 1920, "height": 1080})
    assert page.evaluate(OVERFLOWING) == []
    screenshot(page, "page-1920")
    desk.choose("Deny…")
    page.keyboard.press("Enter")
    desk.rest()


def test_on_a_phone_the_panel_fills_the_page(
    browser: Browser, installation: Installation, signed_in: object
) -> None:
    name = installation.start_session("Phone")
    context = browser.new_context(
        base_url=installation.url,
        viewport={"width": 400, "height": 800},
        storage_state=signed_in,  # type: ignore[arg-type]
    )
    desk = Desk(context.new_page()).open(installation.session_path(name))
    desk.say(WRITE)
    desk.asked("Make this change?")
    assert desk.page.evaluate(OVERFLOWING) == []
    box = desk.panel.bounding_box()
    assert box is not None
    assert box["width"] > 320
    screenshot(desk.page, "page-400")
    desk.choose("Allow once")
    desk.rest()
    context.close()


OVERFLOWING = """() => {
  const panel = document.querySelector('#remote-claude-panel');
  const edge = panel.getBoundingClientRect().right + 1;
  const scrolls = element => {
    for (let one = element; one !== panel; one = one.parentElement) {
      if (one.matches('.rc-sr, pre, table') || getComputedStyle(one).overflowX !== 'visible') {
        return true;
      }
    }
    return false;
  };
  return [...panel.querySelectorAll('*')]
    .filter(one => one.getBoundingClientRect().right > edge && !scrolls(one))
    .map(one => one.className || one.tagName);
}"""
