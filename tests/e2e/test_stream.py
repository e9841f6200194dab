"""A stream that a reload, a second tab or a cut wire meets: nothing lost, nothing twice."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.conftest import VIEWPORT
from tests.support.browser import screenshot
from tests.support.desk import Desk
from tests.support.hub import ADMIN, Installation
from tests.support.relay import Relay

pytestmark = pytest.mark.browser
READ = '@@ say First, a look. ;; tool Read {"file_path": "{{workspace}}/notes.txt"}'
SHORT = f"{READ} >> lorem 240 60"
LONG = f"{READ} >> lorem 900 60"
CUT_SECONDS = 10


@pytest.fixture(scope="module")
def undisturbed(shared_page: Desk) -> Callable[[str], str]:
    """Says what the answers to a script are when nothing happens in between."""
    known: dict[str, str] = {}

    def answers_to(script: str) -> str:
        if script not in known:
            shared_page.new_conversation().ask(script.replace(" 60", " 5000"))
            known[script] = answers(shared_page)
        return known[script]

    return answers_to


def answers(desk: Desk) -> str:
    return "\n".join(desk.answers.all_inner_texts())


def under_way(desk: Desk, least: int = 150) -> None:
    """Wait until so many letters of the long answer are to be seen."""
    desk.page.wait_for_function(
        "least => [...document.querySelectorAll('.rc-answer')].at(-1)?.innerText.length > least",
        arg=least,
    )


def open_the_same(desk: Desk, other: Desk) -> None:
    """Open in one browser the conversation that another one shows."""
    title = desk.panel.locator(".rc-head-title b").inner_text()
    other.open_conversation(title)


def test_a_reload_in_mid_stream_changes_nothing_in_the_answer(
    desk: Desk, undisturbed: Callable[[str], str]
) -> None:
    expected = undisturbed(LONG)
    desk.new_conversation().say(LONG)
    under_way(desk)
    desk.reload()
    under_way(desk)
    desk.rest()
    assert answers(desk) == expected
    desk.reload()
    desk.rest()
    assert answers(desk) == expected


def test_two_tabs_see_the_same(desk: Desk, session: str) -> None:
    desk.ask("@@ say Two tabs.")
    tab = desk.page.context.new_page()
    other = Desk(tab).open(session)
    open_the_same(desk, other)
    desk.say("@@ lorem 240 60")
    for one in (desk, other):
        expect(one.stop).to_be_visible()
    for one in (desk, other):
        one.rest(2)
    assert other.words() == desk.words()
    other.ask("@@ say And now from the other tab.")
    desk.rest(3)
    expect(desk.answers.last).to_contain_text("And now from the other tab.")
    assert other.words() == desk.words()
    tab.close()


def test_two_wires_that_are_cut_for_seconds_lose_nothing_and_show_the_same(
    browser: Browser, installation: Installation, session: str, undisturbed: Callable[[str], str]
) -> None:
    expected = undisturbed(LONG)
    with (
        Relay(installation.run.ports.public) as left,
        Relay(installation.run.ports.public) as right,
    ):
        desks = []
        for wire in (left, right):
            context = browser.new_context(base_url=wire.url, viewport=VIEWPORT)
            desk = Desk(context.new_page()).sign_in(ADMIN, installation.admin_password)
            desks.append(desk.open(session))
        one, other = desks
        one.new_conversation().ask("@@ say Two wires.")
        open_the_same(one, other)
        one.say(LONG)
        under_way(one)
        seen = answers(one)
        with left.away():
            expect(one.reconnecting).to_contain_text("Reconnecting")
            screenshot(one.page, "reconnecting")
            ends_at = time.monotonic() + CUT_SECONDS
            while time.monotonic() < ends_at:
                assert answers(one).startswith(seen[:100]), "the transcript never clears"
                one.page.wait_for_timeout(500)
        before = answers(other)
        with right.away():
            expect(other.reconnecting).to_be_visible()
            under_way(one, len(before))  # the other one has missed a part by then
        for desk in desks:
            expect(desk.reconnecting).to_have_count(0, timeout=30_000)
            desk.rest(2)
        assert answers(one).endswith(expected)
        assert other.words() == one.words()
        for desk in desks:
            desk.page.context.close()


def test_a_computer_that_goes_offline_is_told_and_comes_back(desk: Desk) -> None:
    desk.say(SHORT)
    under_way(desk)
    desk.page.context.set_offline(True)
    expect(desk.reconnecting).to_contain_text("offline")
    expect(desk.answers).to_have_count(2)
    desk.page.context.set_offline(False)
    expect(desk.reconnecting).to_have_count(0)
    desk.rest()


def test_what_is_written_offline_goes_by_itself_in_order_and_once(desk: Desk) -> None:
    desk.ask("@@ say Before.")
    desk.page.context.set_offline(True)
    expect(desk.reconnecting).to_contain_text("offline")
    desk.say("@@ say First.")
    desk.say("@@ say Second.")
    waits = desk.panel.get_by_role("status").filter(has_text="waits for the connection")
    expect(waits).to_have_count(2)
    screenshot(desk.page, "written-offline")
    desk.page.context.set_offline(False)
    desk.rest(3)
    expect(waits).to_have_count(0)
    expect(desk.waiting).to_have_count(0)
    expect(desk.prompts).to_have_text(["@@ say Before.", "@@ say First.", "@@ say Second."])
    desk.reload()
    expect(desk.prompts).to_have_text(["@@ say Before.", "@@ say First.", "@@ say Second."])
