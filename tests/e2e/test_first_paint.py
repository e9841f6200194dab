"""What there is to see of a desktop while its code comes, which takes long on a slow line."""

import pytest
from playwright.sync_api import Browser, Route, StorageState, expect

from tests.e2e.conftest import VIEWPORT
from tests.support.browser import screenshot
from tests.support.desk import Desk
from tests.support.hub import Installation

pytestmark = pytest.mark.browser
RING = "getComputedStyle(document.body, '::before').width"
GROUND = """() => {
  const probe = document.body.appendChild(document.createElement("i"));
  probe.style.color = "Canvas";
  const seen = getComputedStyle(probe).color;
  probe.remove();
  return seen;
}"""


def test_a_page_whose_code_comes_late_has_its_name_and_a_ring_in_the_colours_of_the_system(
    browser: Browser, installation: Installation, signed_in: StorageState, session: str
) -> None:
    context = browser.new_context(
        base_url=installation.url, viewport=VIEWPORT, storage_state=signed_in, color_scheme="dark"
    )
    page = context.new_page()
    late: list[Route] = []
    page.route("**/main.*.js*", lambda route: late.append(route))  # noqa: PLW0108 (Playwright marks it)
    page.goto(f"{session}/lab", wait_until="commit")
    expect(page).to_have_title("Test · Remote Claude")
    expect(page.locator("#rc-loading")).to_be_attached()
    assert page.evaluate(RING) == "40px"
    assert page.evaluate(GROUND) != "rgb(255, 255, 255)", "no white page in a dark room"
    screenshot(page, "first-paint-dark")
    for route in late:
        route.continue_()
    page.unroute("**/main.*.js*")
    Desk(page).settle()
    expect(page.locator("#rc-loading")).to_have_count(0)
    assert page.evaluate(RING) != "40px"
    context.close()
