"""A new session on the home page: one for each that was asked for, and no page that flashes up."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect

from tests.e2e.conftest import STILL, VIEWPORT, delete_sessions
from tests.support.desk import START_MS
from tests.support.hub import ADMIN, Installation

pytestmark = pytest.mark.browser


@pytest.fixture
def page(
    browser: Browser, installation: Installation, signed_in: StorageState, kept: set[str]
) -> Iterator[Page]:
    """The form for a new session, with a name in it, and a clock that the test turns."""
    context = browser.new_context(
        base_url=installation.url, viewport=VIEWPORT, storage_state=signed_in, **STILL
    )
    page = context.new_page()
    page.clock.install(time=0)
    page.goto("/hub/home")
    page.get_by_role("button", name="New session").first.click()
    page.get_by_label("Name of the new session").fill("Quick")
    page.clock.pause_at(60_000)
    yield page
    context.close()
    delete_sessions(installation, kept)


def test_a_start_that_is_over_soon_is_not_shown_and_one_is_made_however_often_it_is_asked_for(
    page: Page, installation: Installation
) -> None:
    seen: list[str] = []
    page.on("framenavigated", lambda frame: seen.append(frame.url))
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    create = page.get_by_role("button", name="Create and open")
    expect(create).to_have_attribute("aria-disabled", "true")
    # Time stands still: for this page the start is over at once.
    page.wait_for_url("**/lab**", timeout=START_MS, wait_until="commit")
    assert [url for url in seen if "/hub/start/" in url] == []
    items = installation.api("GET", f"/users/{ADMIN}/sessions").json()["items"]
    assert [item["title"] for item in items].count("Quick") == 1


def test_what_was_refused_is_told_where_it_was_asked_for(page: Page) -> None:
    page.route("**/servers/*", lambda route: route.fulfill(status=429, json={"message": "Full."}))
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Full.")
    create = page.get_by_role("button", name="Create and open")
    expect(create).not_to_have_attribute("aria-disabled", "true")
    expect(page.get_by_role("button", name="Start Quick")).to_be_visible()


def test_a_start_that_takes_longer_is_shown_and_goes_on_from_there(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(f"{request.method} {request.url}"))
    with page.expect_request(lambda request: "/servers/quick-" in request.url):
        page.keyboard.press("Enter")
    page.clock.run_for(2_000)
    page.wait_for_url("**/hub/start/**")
    page.clock.resume()
    expect(page.get_by_role("region", name="Start of the session")).to_contain_text(
        re.compile("Starting|Opening")
    )
    page.wait_for_url("**/lab**", timeout=START_MS, wait_until="commit")
    started = [each for each in asked if each.startswith("POST") and "/servers/quick-" in each]
    assert len(started) == 1
