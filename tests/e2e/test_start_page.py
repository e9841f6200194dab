"""The start of a session as a person sees it: its steps, and words that are typed meanwhile."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, StorageState, ViewportSize, expect

from tests.e2e.conftest import STILL, VIEWPORT, delete_sessions
from tests.e2e.test_page import complaints
from tests.support.browser import Watch, screenshot
from tests.support.desk import START_MS, Desk
from tests.support.hands import Hands
from tests.support.hub import ADMIN, STOP_SECONDS, Installation
from tests.support.start_page import StartPage, show_start

pytestmark = pytest.mark.browser
OVERFLOW = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
PHONE: ViewportSize = {"width": 320, "height": 700}
MAKE_UUID = r"^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"
ENTER_OF_AN_INPUT_METHOD = """field => field.dispatchEvent(
  new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true }))"""
Make = Callable[[str], str]


@pytest.fixture
def start(
    browser: Browser,
    installation: Installation,
    signed_in: StorageState,
    kept: set[str],
    request: pytest.FixtureRequest,
) -> Iterator[StartPage]:
    """Somebody who is signed in and has not clicked yet."""
    context = browser.new_context(
        base_url=installation.url,
        viewport=VIEWPORT,
        storage_state=signed_in,
        bypass_csp="axe" in request.node.name,  # it writes styles of its own into the page
        **STILL,
    )
    watch = Watch(context)
    yield StartPage(context.new_page())
    context.close()
    delete_sessions(installation, kept)
    assert watch.crashes == []
    assert watch.foreign == []


@pytest.fixture
def make(installation: Installation) -> Make:
    """Makes a session that does not run; its name."""

    def make_one(title: str) -> str:
        path = f"/users/{ADMIN}/sessions"
        made = installation.api("POST", path, json={"title": title}).raise_for_status()
        return str(made.json()["name"])

    return make_one


@pytest.fixture
def fire(installation: Installation) -> Iterator[Callable[[], None]]:
    """Lets no session start while it burns; called, it goes out."""
    config = installation.places.user(ADMIN) / "jupyter" / "config" / "jupyter_server_config.py"
    config.parent.mkdir(parents=True, mode=0o700, exist_ok=True)
    config.write_text("raise SystemExit('the disk of this test is on fire')\n")
    yield config.unlink
    config.unlink(missing_ok=True)


def state_of(installation: Installation, name: str) -> str:
    items = installation.api("GET", f"/users/{ADMIN}/sessions").json()["items"]
    return next(item["state"] for item in items if item["name"] == name)


def test_what_is_typed_during_the_start_is_answered_when_the_session_is_ready(
    start: StartPage, installation: Installation
) -> None:
    page = start.page
    page.goto("/hub/home")
    page.get_by_role("button", name="New session").first.click()
    page.get_by_label("Name of the new session").fill("Early <b>bird</b>")
    # The whole start is there to type in, not what is left of it after the home page.
    show_start(page)
    page.get_by_role("button", name="Create and open").click()
    expect(page.get_by_role("heading", name="Early <b>bird</b>")).to_be_visible()
    expect(start.box).to_be_focused()
    expect(start.progress).to_contain_text(re.compile(r"Starting · \d+ s"))
    expect(start.steps).to_have_text([re.compile(r"[✓◔○] ") for _ in range(4)])
    page.keyboard.type("@@ say Good morning.")
    page.keyboard.press("Enter")
    key, kept = page.evaluate("Object.entries(sessionStorage).find(([key]) => /prompt/.test(key))")
    name = page.url.rpartition("/")[2]
    assert key == f"remote-claude:prompt:{ADMIN}/{name}"
    assert re.search(MAKE_UUID, page.evaluate("text => JSON.parse(text).client_id", kept))
    desk = start.desk()
    desk.rest()
    expect(desk.prompts).to_have_text("@@ say Good morning.")
    expect(desk.answers).to_contain_text("Good morning.")
    desk.reload()
    expect(desk.answers).to_contain_text("Good morning.")
    path = f"{installation.session_path(name)}/remote-claude/api/conversations"
    assert len(installation.call("GET", path).json()["items"]) == 1
    page.go_back()
    expect(page).to_have_url(re.compile("/hub/home$"))


def test_a_tab_that_was_duplicated_sends_what_was_typed_once(
    start: StartPage, make: Make, installation: Installation
) -> None:
    name = make("Twins")
    start.open("Twins").box.fill("@@ say Once.")
    start.box.press("Enter")
    with start.page.expect_popup() as opened:
        start.page.evaluate("window.open(location.href)")  # copies what the tab keeps
    twin = StartPage(opened.value)
    expect(twin.box).to_have_value("@@ say Once.")
    for desk in (start.desk(), twin.desk()):
        desk.rest()
        expect(desk.prompts).to_have_text("@@ say Once.")
    path = f"{installation.session_path(name)}/remote-claude/api/conversations"
    assert len(installation.call("GET", path).json()["items"]) == 1


@pytest.mark.parametrize("size", [VIEWPORT, PHONE], ids=["desk", "phone"])
def test_nothing_moves_from_the_first_step_to_the_last(
    start: StartPage, make: Make, size: ViewportSize
) -> None:
    make("Calm")
    start.page.set_viewport_size(size)
    start.open("Calm").page.keyboard.type("@@ say")
    start.box.press("Shift+Enter")
    start.box.press("Backspace")
    places = start.places()
    start.box.press("Enter")
    expect(start.button("✓ Will be sent")).to_have_attribute("aria-disabled", "true")
    expect(start.box).not_to_be_editable()
    assert start.places() == places
    screenshot(start.page, "start-handed-in")
    start.button("Edit").click()
    expect(start.steps.nth(1)).to_have_text("✓ Server", timeout=START_MS)
    assert start.places() == places
    expect(start.button("Open and send")).to_be_visible(timeout=START_MS)
    expect(start.steps.last).to_have_text("✓ Ready")
    assert start.places() == places


def test_an_empty_box_is_no_reason_to_stay(start: StartPage, make: Make) -> None:
    make("Empty")
    start.open("Empty")
    desk = start.desk()
    expect(desk.panel.get_by_role("heading", name="What shall we do?")).to_be_visible()


def test_words_that_were_not_handed_in_keep_the_page_and_go_along_only_if_they_shall(
    start: StartPage, make: Make, installation: Installation
) -> None:
    name = make("Thinking")
    start.open("Thinking").box.fill("@@ say Thought through.")
    expect(start.button("Open and send")).to_be_visible(timeout=START_MS)
    expect(start.said).to_contain_text("Ready. Your message is not sent yet.")
    screenshot(start.page, "start-ready")
    start.page.reload()
    expect(start.box).to_have_value("@@ say Thought through.")
    start.button("Open without sending").click()
    desk = start.desk()
    expect(desk.box).to_have_value("@@ say Thought through.")
    expect(desk.prompts).to_have_count(0)
    desk.box.fill("")
    start.page.goto(f"/hub/start/{name}", wait_until="commit")
    start.desk()
    stop(installation, name)
    start.open("Thinking").box.fill("@@ say Sent after all.")
    start.button("Open and send").click(timeout=START_MS)
    desk = start.desk()
    desk.rest()
    expect(desk.answers).to_contain_text("Sent after all.")


def stop(installation: Installation, name: str) -> None:
    installation.api("DELETE", f"/users/{ADMIN}/servers/{name}").raise_for_status()
    installation.wait_for(lambda: state_of(installation, name) == "stopped", STOP_SECONDS)


def test_a_failed_start_says_why_keeps_the_words_and_can_be_tried_again(
    start: StartPage, make: Make, fire: Callable[[], None]
) -> None:
    make("Broken")
    start.open("Broken").box.fill("@@ say Patience.")
    places = start.places()
    expect(start.progress).to_contain_text("the disk of this test is on fire", timeout=START_MS)
    expect(start.progress).to_contain_text("The session could not start.")
    expect(start.said).to_have_text("Broken did not start.")
    box = slice(0, 3)
    assert start.places()[box] == places[box], "the box stays where it is"
    screenshot(start.page, "start-failed")
    expect(start.page.get_by_role("link", name="Back to sessions")).to_be_visible()
    expect(start.box).to_have_value("@@ say Patience.")
    start.page.reload()
    expect(start.progress).to_contain_text("the disk of this test is on fire")
    expect(start.box).to_have_value("@@ say Patience.")
    fire()
    start.button("Send when ready").click()
    start.button("Try again").click()
    desk = start.desk()
    desk.rest()
    expect(desk.answers).to_contain_text("Patience.")


def test_a_bare_link_starts_nothing_until_somebody_says_so(
    start: StartPage, make: Make, installation: Installation
) -> None:
    name = make("Linked")
    start.page.goto(f"/hub/start/{name}")
    expect(start.button("Start")).to_be_focused()
    start.page.reload()
    expect(start.progress).to_contain_text("Stopped")
    expect(start.steps).to_have_text([re.compile("○ ") for _ in range(4)])
    assert state_of(installation, name) == "stopped"
    start.button("Start").click()
    expect(start.box).to_be_focused()
    start.desk()


def test_cancel_stops_the_start_and_sends_nothing_later(
    start: StartPage, make: Make, installation: Installation
) -> None:
    name = make("Changed my mind")
    start.open("Changed my mind").box.fill("@@ say Never mind.")
    start.box.press("Enter")
    start.button("Cancel").click()
    start.page.wait_for_url("**/hub/home", timeout=START_MS)
    installation.wait_for(lambda: state_of(installation, name) == "stopped", STOP_SECONDS)
    assert (
        start.page.evaluate("Object.keys(sessionStorage).filter(key => /prompt/.test(key))") == []
    )
    start.open("Changed my mind")
    expect(start.box).to_have_value("@@ say Never mind.")
    expect(start.button("Send when ready")).to_be_visible()


def test_everything_goes_by_keyboard_also_with_an_input_method(
    start: StartPage, make: Make
) -> None:
    make("Keys")
    hands = Hands(Desk(start.page))
    start.page.goto("/hub/home")
    hands.tab_to(start.page.get_by_role("link", name="Open Keys"))
    hands.press("Enter")
    expect(start.box).to_be_focused()
    hands.type("@@ say One")
    start.box.evaluate(ENTER_OF_AN_INPUT_METHOD)
    expect(start.box).to_be_editable()
    hands.press("Enter")
    expect(start.said).to_contain_text("Your message will be sent")
    hands.tab_to(start.button("Edit"))
    hands.press("Enter")
    expect(start.box).to_be_focused()
    hands.type(" more.")
    hands.tab_to(start.button("Send when ready"))
    hands.press("Enter")
    desk = start.desk()
    desk.rest()
    expect(desk.answers).to_contain_text("One more.")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_wide_and_on_a_phone(
    start: StartPage, make: Make, fire: Callable[[], None], scheme: str
) -> None:
    page = start.page
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    title = f"A rather long name of a session, as people give them, {scheme}"
    make(title)
    start.open(title)
    wrong = complaints(page)
    start.box.fill("@@ say Hello.")
    start.box.press("Enter")
    wrong += complaints(page)
    expect(start.button("Try again")).to_be_visible(timeout=START_MS)
    wrong += complaints(page)
    page.set_viewport_size(PHONE)
    wrong += complaints(page)
    assert page.evaluate(OVERFLOW) is False
    screenshot(page, f"start-failed-{scheme}-320")
    assert wrong == []
    assert page.evaluate("document.getAnimations().length") == 0


def test_a_message_above_the_limit_is_not_taken(start: StartPage, make: Make) -> None:
    name = make("Long")
    start.page.goto(f"/hub/start/{name}")
    start.box.fill("a" * 100_001)
    expect(start.page.locator("#hint")).to_contain_text("at most")
    start.box.press("Enter")
    expect(start.said).to_contain_text("at most")
    expect(start.box).to_be_editable()
