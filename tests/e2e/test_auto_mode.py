"""Auto mode where the operator lets people choose it: by the real hub and the real gateway."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.conftest import CONFIG, STILL, VIEWPORT
from tests.e2e.test_page import complaints
from tests.e2e.test_plan_page import PLAN
from tests.support.browser import Watch, screenshot
from tests.support.desk import Desk
from tests.support.hub import ADMIN, Installation
from tests.support.model import ScriptedModel

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module", autouse=True)
def tidy() -> None:
    """Nothing is used that other modules have."""


@pytest.fixture(scope="module")
def liberal(
    tmp_path_factory: pytest.TempPathFactory, model: ScriptedModel
) -> Iterator[Installation]:
    """An installation of its own: what a session offers is settled when it starts."""
    config = CONFIG.replace("claude:", "claude:\n  autoMode: true", 1)
    data = tmp_path_factory.mktemp("auto") / "data"
    with Installation(data, config=config.format(url=model.url)) as running:
        yield running


@pytest.fixture(scope="module")
def free(liberal: Installation, browser: Browser) -> Iterator[Desk]:
    """A desk of that installation."""
    context = browser.new_context(base_url=liberal.url, viewport=VIEWPORT, **STILL)
    watch = Watch(context)
    desk = Desk(context.new_page()).sign_in(ADMIN, liberal.admin_password)
    yield desk.new_session("Auto")
    context.close()
    assert (watch.crashes, watch.foreign) == ([], [])


@pytest.fixture
def desk(free: Desk) -> Desk:
    """An empty conversation in auto mode, which nobody chose but the person."""
    mode = free.new_conversation().panel.get_by_label("Permission mode")
    expect(mode).to_have_value("default")
    mode.select_option("auto")
    return free


def script(verdict: str, name: str) -> str:
    command = f"python3 -c 1 && touch {name}"
    return f'@@ tool Bash {{"command": "{command}"}} ;; safeguards {verdict} >> say Done.'


def is_made(installation: Installation, name: str) -> bool:
    sessions = installation.places.user(ADMIN) / "sessions"
    return any(Path(each).name == name for each in sessions.glob("*/workspace/*"))


def test_what_the_check_finds_harmless_runs_without_a_question(
    desk: Desk, liberal: Installation
) -> None:
    desk.ask(script("not_flagged", "harmless"))
    expect(desk.card).to_have_count(0)
    assert is_made(liberal, "harmless")
    expect(desk.panel.get_by_label("Permission mode")).to_have_value("auto")
    screenshot(desk.page, "auto-mode")


def test_what_the_check_finds_dangerous_is_refused_without_a_question(
    desk: Desk, liberal: Installation
) -> None:
    desk.ask(script("flagged", "dangerous"))
    expect(desk.card).to_have_count(0)
    expect(desk.rows).to_contain_text("Auto mode's safety check did not let this through")
    assert not is_made(liberal, "dangerous")


def test_a_provider_that_does_not_answer_the_check_is_told_with_what_to_do(
    desk: Desk, liberal: Installation
) -> None:
    desk.ask(script("off", "unchecked"))
    expect(desk.rows).to_contain_text("The provider does not answer auto mode's safety check")
    expect(desk.rows).to_contain_text("Choose another permission mode")
    screenshot(desk.page, "auto-mode-unchecked")
    assert not is_made(liberal, "unchecked")


def test_a_plan_is_approved_and_carried_out_in_auto_mode(free: Desk, liberal: Installation) -> None:
    free.new_conversation().panel.get_by_label("Permission mode").select_option("plan")
    free.say(f"{PLAN} >> {script('not_flagged', 'planned').removeprefix('@@ ')}")
    card = free.asked("Go ahead with this plan?")
    screenshot(free.page, "plan-auto")
    assert complaints(free.page, ".rc-approval") == []
    card.get_by_role("button", name="Keep planning…").focus()
    free.page.keyboard.press("Tab")
    expect(card.get_by_role("button", name="Approve and let Claude check itself")).to_be_focused()
    free.page.keyboard.press("Enter")
    free.rest()
    expect(free.panel.get_by_label("Permission mode")).to_have_value("auto")
    assert is_made(liberal, "planned")
