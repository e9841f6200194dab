"""A session that begins with a large repository: its page says how far the clone is."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, StorageState, expect

from tests.e2e.conftest import STILL, VIEWPORT, delete_sessions
from tests.support.browser import Watch, screenshot
from tests.support.desk import START_MS
from tests.support.git_server import GitServer
from tests.support.hub import ADMIN, Installation
from tests.support.start_page import StartPage

pytestmark = pytest.mark.browser
RECEIVING = re.compile(r"^Receiving objects: [1-9]\d?%")
IN_A_ROW = re.compile(r"◔ Repository · Receiving objects: [1-9]\d?%.* ○ ")
OVERFLOW = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[GitServer]:
    """Holds back the half of a large repository."""
    with GitServer(tmp_path) as running:
        running.brake.clear()
        yield running


@pytest.fixture
def start(
    browser: Browser,
    installation: Installation,
    signed_in: StorageState,
    kept: set[str],
) -> Iterator[StartPage]:
    """Somebody who is signed in."""
    context = browser.new_context(
        base_url=installation.url, viewport=VIEWPORT, storage_state=signed_in, **STILL
    )
    watch = Watch(context)
    yield StartPage(context.new_page())
    context.close()
    delete_sessions(installation, kept)
    assert watch.crashes == []


def test_a_long_clone_says_how_far_it_is_to_who_looks(
    start: StartPage, server: GitServer, installation: Installation
) -> None:
    page, line = start.page, start.page.locator("#cloning")
    body = {"title": "Large", "repository": {"url": server.url("large")}}
    installation.api("POST", f"/users/{ADMIN}/sessions", json=body).raise_for_status()
    start.open("Large")
    expect(line).to_be_visible()
    places = start.places()
    expect(line).to_have_text(RECEIVING, timeout=START_MS)
    assert start.places() == places
    expect(start.steps.nth(2)).to_have_text("◔ Repository")
    # A screen reader hears of the step, and not of each share of it.
    expect(start.said).to_have_text("Step 3 of 5: Repository.")
    screenshot(page, "start-cloning")
    page.reload()
    expect(line).to_have_text(RECEIVING)
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 320, "height": 700})
    screenshot(page, "start-cloning-dark-320")
    assert page.evaluate(OVERFLOW) is False
    start.home()
    detail = page.locator(".row", has_text="Large").locator(".detail")
    expect(detail).to_have_text(IN_A_ROW)
    screenshot(page, "home-cloning-dark-320")
    assert page.evaluate(OVERFLOW) is False
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(VIEWPORT)
    screenshot(page, "home-cloning")
    server.brake.set()
    expect(detail).not_to_contain_text("%", timeout=START_MS)


def test_a_clone_that_failed_says_no_share_any_more(
    start: StartPage, server: GitServer, installation: Installation
) -> None:
    body = {"title": "Cut", "repository": {"url": server.url("large")}}
    installation.api("POST", f"/users/{ADMIN}/sessions", json=body).raise_for_status()
    start.open("Cut")
    line = start.page.locator("#cloning")
    expect(line).to_have_text(RECEIVING, timeout=START_MS)
    server.cut.set()
    server.brake.set()
    expect(start.progress).to_contain_text("broke off before all of it was here", timeout=START_MS)
    expect(line).to_be_hidden()
    screenshot(start.page, "start-clone-failed")
