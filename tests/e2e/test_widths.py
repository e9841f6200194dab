"""The panel in every width: a wide screen, a narrow panel, a phone; nothing is cut off."""

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.conftest import VIEWPORT, OpenDesk
from tests.support.browser import screenshot
from tests.support.desk import Desk
from tests.support.hub import Installation

pytestmark = pytest.mark.browser
PHONE = {"width": 320, "height": 640}
RICH = (
    "@@ say # Heading\n\nWords with `code`, a [link](notes.txt), a table.\n\n| a | b |\n|---|---|"
    "\n| 1 | 2 |\n\n```python\nprint(1)\n```\n\n> Quoted. ;; think Let me see."
    ' ;; tool Read {"file_path": "{{workspace}}/notes.txt"}'
    ' >> tool Bash {"command": "touch made; ls missing", "description": "Look for it"} >> say Done.'
)
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


def write(name: str) -> str:
    change = f'{{"file_path": "{{{{workspace}}}}/a/rather/deep/folder/{name}", "content": "x = 1"}}'
    return f"@@ tool Write {change} >> say Written."


def overflowing(desk: Desk) -> list[str]:
    """What of the panel lies beyond its edge."""
    found: list[str] = desk.page.evaluate(OVERFLOWING)
    return found


def test_a_narrow_panel_and_a_wide_page_hold_everything(desk: Desk) -> None:
    page = desk.page
    desk.say(RICH)
    desk.asked("Run this command?")
    edge = desk.panel.bounding_box()
    assert edge is not None
    page.mouse.move(edge["x"] - 1, 300)
    page.mouse.down()
    page.mouse.move(edge["x"] - 1 + edge["width"] - 320, 300, steps=4)
    page.mouse.up()
    assert overflowing(desk) == []
    screenshot(page, "panel-320")
    page.set_viewport_size({"width": 1920, "height": 1080})
    assert overflowing(desk) == []
    screenshot(page, "page-1920")
    page.set_viewport_size(VIEWPORT)
    desk.choose("Deny…")
    page.keyboard.press("Enter")
    desk.rest()


def test_on_a_phone_the_panel_fills_the_page(
    open_desk: OpenDesk, installation: Installation
) -> None:
    name = installation.start_session("Phone")
    desk = open_desk(path=installation.session_path(name), viewport={"width": 400, "height": 800})
    desk.say(write("phone.txt"))
    desk.asked("Make this change?")
    assert overflowing(desk) == []
    box = desk.panel.bounding_box()
    assert box is not None
    assert box["width"] > 320
    screenshot(desk.page, "page-400")
    desk.choose("Allow once")
    desk.rest()


@pytest.mark.usefixtures("shared_page")  # a wide window has laid the desktop out before
def test_on_a_phone_everything_that_answers_is_in_view(open_desk: OpenDesk) -> None:
    desk = open_desk(viewport=PHONE).new_conversation()
    desk.say(write("phone.txt"))
    card = desk.asked("Make this change?")
    for button in card.locator(".rc-buttons").get_by_role("button").all():
        expect(button).to_be_in_viewport(ratio=1)
    within(desk.box, desk.stop, card)
    screenshot(desk.page, "phone-approval")
    desk.choose("Allow once")
    desk.rest()
    desk.say("@@ lorem 3000 60")
    expect(desk.answers.last).to_contain_text("The scripted model")
    in_one_row(desk.panel.get_by_label("Permission mode"), desk.stop)
    screenshot(desk.page, "phone-working")
    desk.stop.click()
    desk.rest(2)


def within(*parts: Locator) -> None:
    """Nothing of these is cut off, and the page does not scroll sideways."""
    for part in parts:
        box = part.bounding_box()
        assert box is not None
        assert 0 <= box["x"] < box["x"] + box["width"] <= PHONE["width"]
    assert parts[0].page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def in_one_row(*parts: Locator) -> None:
    """Each of these lies beside the others."""
    boxes = [box for part in parts if (box := part.bounding_box())]
    assert len(boxes) == len(parts)
    assert max(box["y"] for box in boxes) < min(box["y"] + box["height"] for box in boxes)
