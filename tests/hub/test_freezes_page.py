"""An administrator freezes somebody on the usage page, and releases again."""

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.hub.test_freezes import one, until_status
from tests.hub.test_service import call, code
from tests.support.admin_page import admin_page, look_at
from tests.support.hub import Installation

pytestmark = pytest.mark.browser
USAGE = "/services/remote-claude/usage"
WHY = "Your token was on a forum."


@pytest.fixture
def page(browser: Browser, shared: Installation) -> Iterator[Page]:
    with admin_page(browser, shared, f"{USAGE}?user=ada", refused="/freezes/") as opened:
        yield opened
    call(shared, "DELETE", one("user:ada"), user="admin")
    until_status(shared, "ada", 200)


def test_whom_the_page_is_narrowed_to_is_frozen_by_keyboard_and_released(
    page: Page, shared: Installation
) -> None:
    frozen = page.get_by_role("region", name="Frozen")
    expect(frozen).to_contain_text("Nobody.")
    frozen.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(frozen.get_by_label("Whom")).to_be_focused()
    expect(frozen.get_by_label("Name")).to_have_value("ada")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type(WHY)
    page.keyboard.press("Enter")
    expect(frozen).to_be_focused()
    expect(frozen).to_contain_text("The user ada")
    expect(frozen.locator("blockquote")).to_have_text(WHY)
    assert WHY.rstrip(".") in until_status(shared, "ada", 429).json()["error"]["message"]
    frozen.get_by_role("button", name="Release: The user ada").click()
    expect(frozen).to_contain_text("Nobody.")
    until_status(shared, "ada", 200)


def test_everyone_has_no_name_and_a_session_has_two(page: Page) -> None:
    frozen = page.get_by_role("region", name="Frozen")
    frozen.locator("summary").click()
    frozen.get_by_label("Whom").select_option("Everyone")
    expect(frozen.get_by_label("Name")).to_be_hidden()
    frozen.get_by_label("Whom").select_option("A session")
    frozen.get_by_label("Name").fill("ada")
    frozen.get_by_label("Why").fill(WHY)
    frozen.get_by_role("button", name="Freeze", exact=True).click()
    expect(frozen.locator("input:invalid")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(frozen.locator("summary")).to_be_focused()
    expect(frozen.get_by_label("Whom")).to_have_count(0)
    expect(frozen).to_contain_text("Nobody.")


def test_a_mistyped_name_is_doubted_and_frozen_on_a_second_click_alone(
    page: Page, shared: Installation
) -> None:
    frozen = page.get_by_role("region", name="Frozen")
    frozen.locator("summary").click()
    frozen.get_by_label("Name").fill("adaa")
    frozen.get_by_label("Why").fill(WHY)
    page.keyboard.press("Enter")
    doubt = frozen.get_by_role("alert")
    expect(doubt).to_contain_text("The user adaa: the hub knows no such name.")
    expect(frozen.get_by_role("button", name="Freeze anyway")).to_be_visible()
    look_at(page, "usage-freeze-doubt")
    # The name that was meant takes the doubt away.
    expect(doubt.get_by_role("button", name="ada", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(frozen.get_by_label("Name")).to_have_value("ada")
    expect(frozen.get_by_role("button", name="Freeze", exact=True)).to_be_focused()
    frozen.get_by_label("Name").fill("yet-to-come")
    page.keyboard.press("Enter")
    expect(doubt).to_contain_text("yet-to-come")
    expect(frozen.get_by_role("button", name="Freeze anyway")).to_be_focused()
    page.keyboard.press("Enter")
    expect(frozen.locator("li")).to_contain_text("The user yet-to-come")
    frozen.get_by_role("button", name="Release: The user yet-to-come").click()
    expect(frozen).to_contain_text("Nobody.")


def test_it_fits_every_width_also_while_somebody_is_being_frozen(
    page: Page, shared: Installation
) -> None:
    reason = "Your token was on a forum. " * 9
    call(shared, "PUT", one("user:ada"), user="admin", json={"reason": reason}).raise_for_status()
    page.reload()
    frozen = page.get_by_role("region", name="Frozen")
    expect(frozen).to_contain_text("The user ada")
    frozen.locator("summary").click()
    look_at(page, "usage-frozen")


def test_who_is_no_administrator_neither_sees_nor_may(shared: Installation) -> None:
    answer = call(shared, "GET", "/services/remote-claude/api/v1/freezes", user="ada")
    assert (answer.status_code, code(answer)) == (httpx.codes.FORBIDDEN, "forbidden")
    with_login = shared.login("ada", "ada-password")
    assert 'id="freezes"' not in with_login.get(USAGE).text
