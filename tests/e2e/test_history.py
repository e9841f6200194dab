"""Ten thousand messages: it opens at their end, going back makes nothing jump, Ctrl+F finds all."""

import pytest
from playwright.sync_api import Locator, Route, expect

from tests.e2e.conftest import OpenDesk
from tests.support.browser import screenshot
from tests.support.desk import Desk
from tests.support.hub import ADMIN, Installation
from tests.support.long import write_long

pytestmark = pytest.mark.browser
MESSAGES = 10_000
_TOP_ROW = """() => {
  const view = document.querySelector('.rc-scroller').getBoundingClientRect();
  const row = [...document.querySelectorAll('.rc-row')]
    .map(row => [row.getBoundingClientRect(), row.textContent])
    .filter(([box, text]) => box.top >= view.top && text.includes('Question'))
    .sort(([one], [other]) => one.top - other.top)[0];
  return { words: row[1], top: row[0].top };
}"""
_TOP_OF = """words => {
  const row = [...document.querySelectorAll('.rc-row')].find(row => row.textContent === words);
  return row ? row.getBoundingClientRect().top : null;
}"""

_MARKED = "name => [...(CSS.highlights.get(name) ?? [])].map(range => range.toString())"
_IN_VIEW = """() => {
  const [range] = CSS.highlights.get('rc-find-current') ?? [];
  const view = document.querySelector('.rc-scroller').getBoundingClientRect();
  const box = range?.getBoundingClientRect();
  return Boolean(box && box.top >= view.top && box.bottom <= view.bottom && box.width > 0);
}"""


@pytest.fixture(scope="module")
def long_session(installation: Installation) -> str:
    """The path of a session with one very long conversation."""
    made = installation.api("POST", f"/users/{ADMIN}/sessions", json={"title": "Long"})
    name: str = made.json()["name"]
    state = installation.places.session_state(ADMIN, name)
    write_long(state / "journal.sqlite", messages=MESSAGES)
    installation.start_server(name)
    return installation.session_path(name)


@pytest.fixture
def long(open_desk: OpenDesk, long_session: str) -> Desk:
    desk = open_desk(path=long_session)
    desk.open_conversation("Long")
    expect(desk.prompts.last).to_have_text(f"Question {MESSAGES // 2}")
    return desk


def wheel(desk: Desk, by: int) -> None:
    """Scroll as with a wheel, and wait until the page has drawn it."""
    desk.page.mouse.wheel(0, by)
    desk.page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))")


def test_it_opens_at_its_end_and_reads_no_more_than_that(long: Desk) -> None:
    expect(long.answers.last).to_contain_text(f"Message {MESSAGES // 2}")
    scroller = long.panel.get_by_role("feed")
    assert scroller.evaluate("e => e.scrollHeight - e.scrollTop - e.clientHeight") <= 1
    assert scroller.evaluate("e => e.scrollHeight") < 60_000
    screenshot(long.page, "long")


def test_what_is_read_stays_in_its_place_while_earlier_messages_come(long: Desk) -> None:
    page = long.page
    held: list[Route] = []

    def hold(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append(route)

    page.route("**/frames?before=*", hold)
    long.panel.get_by_role("feed").hover()
    while not held:
        wheel(long, -1000)
    wheel(long, 0)
    seen = page.evaluate(_TOP_ROW)
    height = page.evaluate("() => document.querySelector('.rc-scroller').scrollHeight")
    held[0].continue_()
    page.wait_for_function(
        "h => document.querySelector('.rc-scroller').scrollHeight > h + 1000", arg=height
    )
    assert page.evaluate(_TOP_OF, seen["words"]) == pytest.approx(seen["top"], abs=2)


def test_a_page_that_does_not_come_can_be_asked_for_again(long: Desk) -> None:
    page = long.page
    page.route("**/frames?before=*", lambda route: route.abort())
    long.panel.get_by_role("feed").evaluate("e => { e.scrollTop = 0 }")
    again = long.panel.get_by_role("button", name="Try again")
    expect(again).to_be_visible()
    page.unroute("**/frames?before=*")
    again.click()
    expect(again).to_have_count(0)
    page.wait_for_function("() => document.querySelector('.rc-scroller').scrollHeight > 15_000")


def test_one_can_go_back_to_the_very_first_message(long: Desk) -> None:
    scroller = long.panel.get_by_role("feed")
    first = long.prompts.get_by_text("Question 1", exact=True)
    for _ in range(60):
        scroller.evaluate("e => { e.scrollTop = 0 }")
        long.page.wait_for_function("() => !document.querySelector('[aria-busy=true]')")
        if first.is_visible():
            break
    expect(first).to_be_in_viewport()
    expect(long.panel.locator(".rc-earlier")).to_have_count(0)
    long.panel.get_by_role("button", name="To the end").click()
    expect(long.prompts.last).to_have_text(f"Question {MESSAGES // 2}")


def find(desk: Desk, text: str) -> Locator:
    """Ctrl+F from the message box, and the words; the search box."""
    desk.box.focus()
    desk.page.keyboard.press("Control+f")
    box = desk.panel.get_by_placeholder("Find")
    expect(box).to_be_focused()
    box.fill(text)
    return box


def test_a_search_counts_goes_on_opens_what_is_folded_and_gives_the_focus_back(desk: Desk) -> None:
    desk.ask("@@ say First a **pear** tree.")
    desk.ask('@@ tool Bash {"command": "echo one pear"} >> say A `pear`, and no more.')
    box = find(desk, "pear")
    # Two prompts name it once and twice; two answers; the tool's line, its input and its output.
    counter = desk.panel.locator(".jp-DocumentSearch-index-counter")
    expect(counter).to_contain_text("/8")
    texts = set()
    for _ in range(8):
        box.press("Enter")
        desk.page.wait_for_function(_IN_VIEW)
        texts.add(counter.inner_text())
    assert len(texts) == 8
    assert desk.page.evaluate(_MARKED, "rc-find-current") == ["pear"]
    expect(desk.panel.locator(".rc-output")).to_contain_text("one pear")
    assert len(desk.page.evaluate(_MARKED, "rc-find")) == 8
    screenshot(desk.page, "find")
    before = counter.inner_text()
    desk.page.keyboard.press("Control+g")
    expect(counter).not_to_have_text(before)
    desk.page.keyboard.press("Control+Shift+g")
    expect(counter).to_have_text(before)
    box.fill("no such word")
    expect(counter).to_have_text("-/-")
    box.press("Escape")
    expect(box).to_have_count(0)
    expect(desk.box).to_be_focused()
    assert desk.page.evaluate(_MARKED, "rc-find") == []


def test_earlier_messages_are_searched_too_and_one_can_stop_that(long: Desk) -> None:
    desk = long
    held: list[Route] = []
    desk.page.route("**/frames?before=*", lambda route: held.append(route))  # noqa: PLW0108
    find(desk, "Message 7:")
    status = desk.panel.locator(".rc-find-status")
    expect(status).to_contain_text("Searching earlier messages…")
    screenshot(desk.page, "find-earlier")
    status.get_by_role("button", name="Stop").click()
    expect(status).to_contain_text("Earlier messages are not searched.")
    for route in held:
        route.continue_()
    desk.page.unroute("**/frames?before=*")
    status.get_by_role("button", name="Search on").click()
    counter = desk.panel.locator(".jp-DocumentSearch-index-counter")
    expect(counter).to_have_text("1/1", timeout=60_000)
    expect(status.get_by_role("button")).to_have_count(0, timeout=60_000)
    desk.page.wait_for_function(_IN_VIEW)
    expect(desk.answers.filter(has_text="Message 7:")).to_be_in_viewport()
