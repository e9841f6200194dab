"""What a person sees of a stream when the page, the wire or the person breaks it off."""

import pytest
from playwright.sync_api import Browser, StorageState, expect

from tests.e2e.conftest import VIEWPORT, OpenDesk
from tests.e2e.relay import Relay
from tests.support.browser import screenshot
from tests.support.desk import Desk
from tests.support.hub import Installation

pytestmark = pytest.mark.browser
SCRIPT = '@@ say First, a look. ;; tool Read {"file_path": "/etc/hostname"} >> lorem 260 60'
CUT_MS = 10_000


@pytest.fixture(scope="module")
def undisturbed(shared_page: Desk) -> str:
    """What the transcript of the script's answers is when nothing happens in between."""
    shared_page.new_conversation().ask(SCRIPT)
    return answers(shared_page)


def answers(desk: Desk) -> str:
    return "\n".join(desk.answers.all_inner_texts())


def under_way(desk: Desk) -> None:
    """Wait until the long answer has begun to come."""
    expect(desk.answers).to_have_count(2)
    desk.page.wait_for_function(
        "() => [...document.querySelectorAll('.rc-answer')].at(-1).innerText.length > 150"
    )
    expect(desk.stop).to_be_visible()


def test_a_reload_in_mid_stream_changes_nothing_in_the_answer(
    desk: Desk, undisturbed: str
) -> None:
    desk.say(SCRIPT)
    under_way(desk)
    desk.reload()
    expect(desk.stop).to_be_visible()
    desk.rest()
    assert answers(desk) == undisturbed
    desk.reload()
    desk.rest()
    assert answers(desk) == undisturbed
