"""The home page in a real browser: everything that a person does with sessions."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.support.browser import Watch, screenshot
from tests.support.hub import Installation
from tests.support.start_page import show_start

pytestmark = pytest.mark.browser
STARTS = 60_000


@pytest.fixture
def page(browser: Browser, shared: Installation, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page where a user of the test's own has signed in."""
    name = "t" + re.sub(r"[^a-z0-9]", "", request.node.name)[-24:]
    shared.add_user(name, "a password")
    context = browser.new_context(
        base_url=shared.url,
        viewport={"width": 1200, "height": 760},
        bypass_csp="axe" in request.node.name,  # it writes styles of its own into the page
    )
    watch = Watch(context)
    page = context.new_page()
    page.goto("/")
    page.get_by_label("User name").fill(name)
    page.get_by_label("Password", exact=True).fill("a password")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Sessions", exact=True)).to_be_visible()
    yield page
    # A browser itself reports each answer of 500: here the one to a start that has to fail.
    assert [error for error in watch.errors if "status of 500" not in error] == []
    assert watch.foreign == []
    context.close()


def make(page: Page, title: str) -> None:
    """A new session, seen from the home page when it runs."""
    page.get_by_role("button", name="New session").first.click()
    page.get_by_label("Name of the new session").fill(title)
    page.keyboard.press("Enter")
    page.wait_for_url("**/lab**", timeout=STARTS, wait_until="commit")
    page.goto("/hub/home")


def row(page: Page, title: str):
    return page.locator("#sessions .row").filter(has_text=title)


def test_a_new_session_starts_on_a_page_of_its_own_and_opens_by_itself(page: Page) -> None:
    expect(page.get_by_text("No sessions yet")).to_be_visible()
    page.get_by_role("button", name="New session").last.click()
    page.keyboard.type("Billing API & <b>more</b>")
    show_start(page)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Billing API & <b>more</b>")).to_be_visible()
    start = page.get_by_role("region", name="Start of the session")
    expect(start).to_contain_text(re.compile(r"Starting · \d+ s"))
    expect(start).to_contain_text("✓ Workspace", timeout=STARTS)
    page.wait_for_url("**/billing-api-b-more-b-*/lab**", timeout=STARTS, wait_until="commit")


def test_a_start_is_followed_only_once_the_hub_speaks_of_it(page: Page) -> None:
    # A stream of steps that overtakes the request to start is an error 400 in the console,
    # which the fixture refuses.
    page.route("**/servers/*", lambda route: (page.wait_for_timeout(1500), route.continue_()))
    show_start(page)
    page.get_by_role("button", name="New session").first.click()
    page.get_by_label("Name of the new session").fill("Work")
    page.keyboard.press("Enter")
    start = page.get_by_role("region", name="Start of the session")
    expect(start).to_contain_text(re.compile(r"Starting · \d+ s"))
    page.wait_for_url("**/lab**", timeout=STARTS, wait_until="commit")
    page.goto("/hub/home")
    work = row(page, "Work")
    work.get_by_role("button", name="Stop Work").click()
    expect(work).to_have_attribute("data-state", "stopped", timeout=STARTS)
    work.get_by_role("button", name="Start Work").click()
    expect(work).to_have_attribute("data-state", "starting")
    expect(work).to_have_attribute("data-state", "running", timeout=STARTS)


def test_a_start_in_the_list_shows_its_steps_and_opens_only_for_who_asked(page: Page) -> None:
    make(page, "Work")
    work = row(page, "Work")
    work.get_by_role("button", name="Stop Work").click()
    expect(work).to_have_attribute("data-state", "stopped", timeout=STARTS)
    work.get_by_role("button", name="Start Work").click()
    expect(work).to_have_attribute("data-state", "starting")
    expect(work).to_contain_text(re.compile(r"Starting · \d+ s"))
    expect(work).to_contain_text("Workspace")  # a start may be over before a step is ticked off
    screenshot(page, "home-starting")
    work.get_by_role("link", name="Open Work").click()
    page.wait_for_url("**/lab**", timeout=STARTS, wait_until="commit")


def test_a_session_is_stopped_started_and_renamed_without_a_reload(page: Page) -> None:
    make(page, "Work")
    work = row(page, "Work")
    expect(work).to_have_attribute("data-state", "running")
    height = work.bounding_box()
    work.get_by_role("button", name="Stop Work").click()
    expect(work).to_have_attribute("data-state", "stopped", timeout=STARTS)
    expect(work).to_contain_text("files and conversations kept")
    work.get_by_role("button", name="Start Work").click()
    expect(work).to_have_attribute("data-state", "running", timeout=STARTS)
    assert work.bounding_box() == height, "nothing moves when a session changes its state"
    work.get_by_label("More for Work").click()
    work.get_by_role("button", name="Rename").click()
    page.get_by_label("New name of Work").fill("Other work")
    page.keyboard.press("Enter")
    expect(row(page, "Other work").get_by_role("link", name="Open Other work")).to_be_visible()


def test_a_long_list_has_a_box_that_finds_a_session(page: Page, shared: Installation) -> None:
    name = page.locator(".own-user").inner_text()
    box = page.get_by_role("searchbox", name="Find a session")
    for number in range(9):
        expect(box).to_be_hidden()
        made = shared.api("POST", f"/users/{name}/sessions", json={"title": f"Work {number}"})
        made.raise_for_status()
    page.reload()
    box.fill("work 3")
    expect(page.locator("#sessions .row:visible")).to_have_count(1)
    expect(row(page, "Work 3")).to_be_visible()
    with page.expect_response("**/sessions"):
        pass  # the page has looked at the hub again
    expect(page.locator("#sessions .row:visible")).to_have_count(1)
    box.fill("play")
    expect(page.get_by_text("No session is called so.")).to_be_visible()
    box.fill("")
    expect(page.locator("#sessions .row:visible")).to_have_count(9)


def test_deleting_asks_says_what_goes_and_can_be_taken_back(page: Page) -> None:
    make(page, "Work")
    row(page, "Work").get_by_label("More for Work").click()
    row(page, "Work").get_by_role("button", name="Delete").click()
    dialog = page.get_by_role("dialog", name="Delete this session?")
    expect(dialog).to_contain_text("kept for 7 days")
    expect(dialog).to_contain_text("trash")
    expect(dialog.get_by_role("button", name="Keep it")).to_be_focused()
    page.keyboard.press("Escape")
    expect(row(page, "Work")).to_have_attribute("data-state", "running")
    row(page, "Work").get_by_label("More for Work").click()
    row(page, "Work").get_by_role("button", name="Delete").click()
    dialog.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("heading", name="Recently deleted")).to_be_visible(timeout=STARTS)
    expect(row(page, "Work")).to_have_count(0)
    page.get_by_role("button", name="Restore Work").click()
    expect(row(page, "Work")).to_have_attribute("data-state", "stopped")


def test_a_failed_start_is_shown_with_the_log_also_after_a_reload(
    page: Page, shared: Installation
) -> None:
    user = page.locator(".own-user").inner_text()
    config = shared.places.user(user) / "jupyter" / "config" / "jupyter_server_config.py"
    config.parent.mkdir(parents=True, mode=0o700)
    config.write_text("raise SystemExit('the disk of this test is on fire')\n")
    page.get_by_role("button", name="New session").first.click()
    page.get_by_label("Name of the new session").fill("Broken")
    show_start(page)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Try again")).to_be_visible(timeout=STARTS)
    page.get_by_role("link", name="Back to sessions").click()
    broken = row(page, "Broken")
    for _ in range(2):
        expect(broken).to_have_attribute("data-state", "failed", timeout=STARTS)
        expect(broken).to_contain_text("the disk of this test is on fire")
        page.reload()
    screenshot(page, "home-failed")
    config.unlink()
    broken.get_by_role("button", name="Try again Broken").click()
    expect(broken).to_have_attribute("data-state", "running", timeout=STARTS)
    expect(broken).not_to_contain_text("on fire")


def test_everything_is_reached_by_keyboard_alone(page: Page) -> None:
    make(page, "Work")
    page.keyboard.press("Tab")
    expect(page.get_by_text("Skip to the sessions")).to_be_focused()
    reached = set()
    for _ in range(14):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.textContent.trim()"))
    assert {"New session", "Open", "Stop", "⋯", "Tokens"} <= reached
    work = row(page, "Work")
    work.get_by_label("More for Work").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(work.get_by_role("button", name="Rename")).to_be_focused()
    page.keyboard.press("Escape")
    expect(work.get_by_label("More for Work")).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1200])
def test_it_fits_a_phone_and_a_desk_by_day_and_by_night(
    page: Page, scheme: str, width: int
) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": width, "height": 760})
    page.get_by_role("button", name="New session").last.click()
    overflow = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert page.evaluate(overflow) is False
    screenshot(page, f"home-{scheme}-{width}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.get_by_role("button", name="New session").first.click()
    page.get_by_text("Begin with a repository").click()
    expect(page.get_by_label("Address of the repository")).to_be_visible()
    assert problems(page) == []
    page.get_by_role("button", name="Cancel").click()
    make(page, "Work")
    row(page, "Work").get_by_label("More for Work").click()
    assert problems(page) == []
    row(page, "Work").get_by_role("button", name="Delete").click()
    assert problems(page) == []
    page.keyboard.press("Escape")
    page.goto("/hub/password")
    assert problems(page) == []
    page.goto("/hub/logout")
    assert problems(page) == []


def problems(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {[node['html'] for node in one['nodes']]}" for one in found]


def test_signing_out_is_one_click_away(page: Page) -> None:
    page.locator(".own-who summary").click()
    page.get_by_role("link", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
