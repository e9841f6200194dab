"""The page of a session as a thing to use: quiet; the pages of the hub readable by everyone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, StorageState, expect

from tests.support.browser import Watch
from tests.support.desk import Desk
from tests.support.hub import ADMIN, Installation

pytestmark = pytest.mark.browser
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
WIDE = {"width": 1440, "height": 900}


def write(name: str) -> str:
    change = f'{{"file_path": "{{{{workspace}}}}/a/rather/deep/folder/{name}", "content": "x = 1"}}'
    return f"@@ tool Write {change} >> say Written."


def complaints(page: Page, part: str | None = None) -> list[tuple[str, str]]:
    """What axe-core finds, in a part of the page or all of it."""
    found = Axe().run(page, context=part, options=RULES).response["violations"]
    return [(rule["id"], node["html"]) for rule in found for node in rule["nodes"]]


def test_a_small_conversation_makes_no_error_and_asks_nobody_else(
    browser: Browser, installation: Installation, signed_in: StorageState, session: str
) -> None:
    context = browser.new_context(base_url=installation.url, viewport=WIDE, storage_state=signed_in)
    watch = Watch(context)
    desk = Desk(context.new_page()).open(session)
    desk.page.wait_for_load_state("networkidle")
    assert watch.errors == []
    desk.new_conversation().say(write("quiet.txt"))
    desk.asked("Make this change?")
    desk.choose("Allow once")
    desk.rest()
    desk.open_list()
    desk.reload()
    expect(desk.answers).to_contain_text("Written.")
    context.close()
    assert watch.errors == []
    assert watch.foreign == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_pages_of_the_hub(
    browser: Browser, installation: Installation, session: str, scheme: str
) -> None:
    context = browser.new_context(
        base_url=installation.url,
        bypass_csp=True,
        color_scheme=scheme,  # type: ignore[arg-type]
    )
    page = context.new_page()
    page.goto("/")
    assert complaints(page) == []
    Desk(page).sign_in(ADMIN, installation.admin_password)
    assert complaints(page) == []
    context.close()
