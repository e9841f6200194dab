"""The first day of somebody who has no key: sign in, start a session, see the demo model."""

from collections.abc import Iterator

import pytest
import yaml
from playwright.sync_api import Browser, Page, expect

from tests.support.browser import Watch, screenshot
from tests.support.desk import Desk
from tests.support.hub import ADMIN, Installation

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation as it comes: the demo model answers."""
    with Installation(tmp_path_factory.mktemp("up") / "data") as running:
        yield running


@pytest.fixture
def page(browser: Browser, installation: Installation) -> Iterator[Page]:
    context = browser.new_context(
        base_url=installation.url, viewport={"width": 1440, "height": 900}
    )
    watch = Watch(context)
    yield context.new_page()
    context.close()
    assert watch.errors == []
    assert watch.foreign == []


def test_from_signing_in_to_a_program_that_claude_wrote_and_ran(
    page: Page, installation: Installation
) -> None:
    desk = Desk(page).sign_in(ADMIN, installation.admin_password)
    expect(page.get_by_label("The scripted demo model answers.")).to_contain_text("apiKey")
    desk.new_session("First day")

    banner = desk.panel.get_by_label("Demo model")
    expect(banner).to_contain_text("A scripted demo model answers here.")
    shown = banner.get_by_role("group", name="Configuration")
    pasted = yaml.safe_load(shown.inner_text())
    assert pasted["claude"]["provider"] == "anthropic", "all of it can be pasted into a file"
    assert shown.evaluate("e => e.scrollWidth <= e.clientWidth"), "nothing is cut off"
    expect(page).to_have_title("First day · Remote Claude")
    screenshot(page, "first-day-start")

    desk.say("show me")
    expect(desk.prompts).to_have_text("show me")
    card = desk.asked("Make this change?")
    expect(card).to_contain_text("hello.py")
    expect(card).to_contain_text("squared")
    screenshot(page, "first-day-write")
    desk.choose("Allow once")

    card = desk.asked("Run this command?")
    expect(card.get_by_label("Command")).to_have_text("python3 hello.py")
    screenshot(page, "first-day-run")
    desk.choose("Allow once")

    desk.rest()
    expect(desk.answers.last).to_contain_text("5 squared is 25")
    expect(desk.answers.last).to_contain_text("I am the scripted demo model")

    desk.file("hello.py").click()
    expect(page.locator(".jp-FileEditor .cm-content")).to_contain_text("A first program")
    screenshot(page, "first-day-end")


def test_every_answer_says_that_it_is_the_demo_model(
    page: Page, installation: Installation
) -> None:
    desk = Desk(page).sign_in(ADMIN, installation.admin_password)
    page.get_by_role("link", name="Open First day").click()
    desk.settle().new_conversation()
    for number, prompt in enumerate(("Hello", "What is 17 times 23?"), 1):
        desk.ask(prompt)
        expect(desk.answers).to_have_count(number)
        expect(desk.answers.last).to_contain_text("I am the scripted demo model")
