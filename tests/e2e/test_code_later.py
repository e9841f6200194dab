"""The panel's code comes after the desktop stands; where it does not come, the panel says so."""

import pytest
from playwright.sync_api import Browser, StorageState, expect

from tests.e2e.conftest import VIEWPORT
from tests.support.browser import screenshot
from tests.support.desk import START_MS, Desk
from tests.support.hub import Installation

pytestmark = pytest.mark.browser


def test_a_panel_whose_code_does_not_come_says_so_and_is_there_after_a_retry(
    browser: Browser, installation: Installation, signed_in: StorageState, session: str
) -> None:
    context = browser.new_context(
        base_url=installation.url, viewport=VIEWPORT, storage_state=signed_in
    )
    context.route("**/static/late.*.js*", lambda route: route.abort())
    desk = Desk(context.new_page())
    with desk.page.expect_response("**/@remote-claude/**/remoteEntry.*.js*") as entry:
        desk.page.goto(f"{session}/lab", wait_until="commit")
    assert "immutable" in entry.value.headers["cache-control"]
    alert = desk.panel.get_by_role("alert")
    expect(alert).to_contain_text("could not be loaded", timeout=START_MS)
    expect(desk.page.locator("#jp-menu-panel")).to_be_visible()
    screenshot(desk.page, "panel-code-missing")
    context.unroute_all()
    alert.get_by_role("button", name="Retry").click()
    desk.settle()
    expect(alert).to_have_count(0)
    context.close()
