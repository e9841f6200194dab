"""Whoever has opened one session has the scripts of every other one."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect

from tests.e2e.conftest import VIEWPORT, OpenDesk
from tests.support.browser import Watch
from tests.support.desk import Desk
from tests.support.hub import Installation

pytestmark = pytest.mark.browser
_SCRIPTS = """() => performance.getEntriesByType('resource')
    .filter(each => each.initiatorType === 'script' || each.name.includes('.js'))
    .map(each => [each.name, each.transferSize])"""
FOUND, REFUSED = 302, 400
SHARED = "/services/remote-claude/lab/"


@pytest.fixture(scope="module")
def second(installation: Installation, session: str) -> str:
    """The path of another session that runs."""
    return installation.session_path(installation.start_session("Second"))


def scripts(page: Page) -> Iterator[tuple[str, int]]:
    """The address of each script that a page has, and what of it came over the wire."""
    for address, transferred in page.evaluate(_SCRIPTS):
        yield address, int(transferred)


def test_a_second_sessions_desktop_fetches_no_script_again(
    open_desk: OpenDesk, second: str
) -> None:
    desk = open_desk()
    first = {address for address, transferred in scripts(desk.page) if transferred}
    assert len([address for address in first if SHARED in address]) > 50
    page = desk.page.context.new_page()
    other = Desk(page).open(second)
    expect(other.box).to_be_enabled()
    found = dict(scripts(page))
    assert len([address for address in found if SHARED in address]) > 50
    assert [address for address in found if found[address]] == []
    assert [address for address in found if "/user/" in address] == []


def test_a_page_goes_on_where_the_hub_no_longer_has_what_it_asks_for(
    browser: Browser, installation: Installation, signed_in: StorageState, session: str
) -> None:
    context = browser.new_context(
        base_url=installation.url, viewport=VIEWPORT, storage_state=signed_in
    )
    watch, sent = Watch(context), []
    context.route(f"**{SHARED}**", lambda route: route.continue_(url=of_before(route.request.url)))
    context.on("response", lambda answer: sent.append((answer.status, answer.url)))
    desk = Desk(context.new_page()).open(session)
    expect(desk.box).to_be_enabled()
    context.close()
    assert watch.errors == []
    assert len([url for status, url in sent if status == FOUND and SHARED in url]) > 50
    assert [(status, url) for status, url in sent if status >= REFUSED] == []


def of_before(url: str) -> str:
    """The address of the same file in another version, which this hub does not know."""
    begin, _, rest = url.partition(SHARED)
    return f"{begin}{SHARED}{'0' * 20}/{rest.partition('/')[2]}"
