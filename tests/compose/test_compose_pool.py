"""With Docker Compose, too, a container waits for a session, and a click leads into it."""

from collections.abc import Iterator

import pytest
from docker.client import DockerClient
from playwright.sync_api import Page, expect

from remote_claude_ext.config.waiting import READY, Waiting, find_waiting
from tests.compose.conftest import SHARING, WAITING
from tests.support.boxes import Boxes
from tests.support.browser import chromium
from tests.support.compose import Composed
from tests.support.desk import Desk
from tests.support.hub import ADMIN

pytestmark = [pytest.mark.containers, pytest.mark.timeout(1800)]  # the first one builds
SECONDS = 60


@pytest.fixture
def boxes(composed: Composed, engine: DockerClient) -> Boxes:
    """The containers of an installation where one waits."""
    composed.change(SHARING, WAITING)
    composed.wait_for(lambda: ready(composed), SECONDS)
    return Boxes(composed, engine)


@pytest.fixture
def page(composed: Composed) -> Iterator[Page]:
    """Somebody's browser, which does not look at certificates."""
    with chromium() as browser:
        context = browser.new_context(base_url=composed.url, ignore_https_errors=True)
        yield context.new_page()
        context.close()


def ready(composed: Composed) -> list[Waiting]:
    return [waiting for waiting, _ in find_waiting(composed.places, READY)]


def test_a_click_leads_into_what_has_waited_and_deleting_it_removes_it(
    composed: Composed, boxes: Boxes, page: Page
) -> None:
    (waiting,) = ready(composed)
    desk = Desk(page).sign_in(ADMIN, composed.admin_password).new_session("Pool")
    name = page.url.split("/")[5]
    assert boxes.find(name).id == waiting.container
    desk.say("@@ say Waited for you.")
    expect(desk.answers).to_contain_text("Waited for you.", timeout=SECONDS * 1000)
    composed.wait_for(lambda: ready(composed), SECONDS)
    gone = f"/users/{ADMIN}/servers/{name}"
    composed.api("DELETE", gone, json={"remove": True}).raise_for_status()
    composed.wait_for(lambda: any(composed.places.trash(ADMIN).glob(f"{name}.*")), SECONDS)
    assert boxes.find(name) is None
    assert waiting.volume in boxes.volumes()
