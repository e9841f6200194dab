"""A page whose session was stopped says so, and goes on by itself when it runs again."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import OpenDesk
from tests.support.hub import ADMIN, Installation

pytestmark = pytest.mark.browser
SEEN_MS = 60_000
"""A page looks again after eight seconds at most, and a slow machine takes its time."""


def test_a_stopped_session_is_told_and_its_page_goes_on(
    open_desk: OpenDesk, installation: Installation
) -> None:
    name = installation.start_session("Away")
    desk = open_desk(path=installation.session_path(name))
    desk.ask("@@ say Before.")
    server = f"/users/{ADMIN}/servers/{name}"
    installation.api("DELETE", server).raise_for_status()
    banner = desk.page.locator(".rc-banner")
    expect(banner).to_contain_text("This session is not running.", timeout=SEEN_MS)
    tops = {button.bounding_box()["y"] for button in banner.get_by_role("button").all()}  # type: ignore[index]
    assert len(tops) == 1, "its buttons stand in one line"
    installation.start_server(name)
    expect(banner).to_have_count(0, timeout=SEEN_MS)
    expect(desk.panel.get_by_role("alert")).to_have_count(0, timeout=SEEN_MS)
    desk.ask("@@ say After.")
    expect(desk.answers.last).to_contain_text("After.")


def test_a_stopped_session_is_started_from_its_own_page(
    open_desk: OpenDesk, installation: Installation
) -> None:
    name = installation.start_session("Woken")
    desk = open_desk(path=installation.session_path(name))
    installation.api("DELETE", f"/users/{ADMIN}/servers/{name}").raise_for_status()
    desk.page.locator(".rc-banner").get_by_role("button", name="Start it").click(timeout=SEEN_MS)
    desk.page.wait_for_url(f"**/hub/start/{name}")
    desk.page.get_by_role("button", name="Start", exact=True).click()
    desk.page.wait_for_url("**/lab**", timeout=SEEN_MS, wait_until="commit")
    desk.settle()
