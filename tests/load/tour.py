"""Takes the pictures of the panel's tour from a real run: `python -m tests.load.tour`.

Each state is taken light, dark and in a narrow window. Names of states after it take only these.
Where `pngquant` is installed, the pictures get smaller.
"""

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

from tests.load.scripted import scripted_installation
from tests.support.billing import SCENES, furnish
from tests.support.browser import chromium
from tests.support.desk import TURN_MS, Desk
from tests.support.hub import ADMIN, Installation
from tests.support.states import PANEL, State, bring, colour, walk

IMAGES = Path(__file__).parents[2] / "docs" / "images" / "tour"
WIDE = {"width": 1440, "height": 900}
NARROW = {"width": 320, "height": 640}
TOLD = {
    "approval",
    "attachments",
    "budget",
    "changes",
    "empty",
    "failed",
    "figures",
    "inbox",
    "marks",
    "notebook",
    "plan",
    "plan-tab",
    "question",
    "queue-and-deny",
    "search",
    "stopped",
    "streaming",
    "strip",
    "terminal",
    "tools-normal",
    "tools-summary",
    "tools-verbose",
    "welcome",
}
EXPECT_MS = 60_000
_BUDGETS_MS = 12_000
"""So long the panel may take to ask what is left."""
_AROUND = {"welcome": "#main", "marks": "#jp-left-stack", "strip": "#jp-main-dock-panel"}
"""What is shown of it where the state itself is a small part of a thing."""
_CALM_SECONDS = 0.7
_MORE = """  models: [claude-sonnet-5, claude-opus-4-8, claude-haiku-4-5]
budgets:
  contact: ops@example.org
  limits:
    - {user: ada, usd: 0.02, per: month, warnOnly: true}
    - {everyone: true, usd: 1000, per: day}
"""


def main() -> int:
    """Walk through the states of a session once and keep what those look like that are told of."""
    expect.set_options(timeout=EXPECT_MS)
    IMAGES.mkdir(parents=True, exist_ok=True)
    wanted = set(sys.argv[1:]) or TOLD
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        scripted_installation(Path(folder) / "tour", SCENES, more=_MORE) as (_, running),
        chromium() as browser,
    ):
        scheme = "light"
        for desk, state in _states(running, browser):
            if state.name in wanted:
                scheme = _keep(desk, state, scheme)
    if shutil.which("pngquant"):
        pictures = [str(path) for path in IMAGES.glob("*.png")]
        subprocess.run(
            ["pngquant", "--force", "--ext=.png", "--strip", "128", *pictures], check=True
        )
    return 0


def _states(running: Installation, browser: Browser) -> Iterator[tuple[Desk, State]]:
    name = running.start_session("Billing API")
    furnish(running.places.workspace(ADMIN, name))
    context = browser.new_context(base_url=running.url, viewport=WIDE)
    desk = Desk(context.new_page()).sign_in(ADMIN, running.admin_password)
    desk.open(running.session_path(name))
    for state in walk(desk, running.places.workspace(ADMIN, name)):
        yield desk, state
    for state in _terminal(desk):
        yield desk, state
    context.close()
    yield _short_of_money(running, browser), State("budget")


def _terminal(desk: Desk) -> Iterator[State]:
    """Claude in a terminal, and its conversation as the panel follows it."""
    desk.page.get_by_role("tab", name="Home").click()
    desk.page.locator(".rc-home").get_by_role("button", name="Claude in a terminal").click()
    terminal = desk.page.locator("#jp-main-dock-panel .jp-Terminal")
    terminal.locator(".xterm-screen").wait_for()
    desk.page.wait_for_timeout(8_000)  # what a terminal shows is painted, and cannot be waited for
    _say_there(terminal, "Then update the changelog.")
    row = desk.open_list().get_by_role("listitem").filter(has_text="update the changelog")
    row.get_by_role("img", name="In Terminal").first.wait_for(timeout=TURN_MS)
    row.get_by_role("button").first.click()
    expect(desk.answers.last).to_contain_text("Fixed")
    yield State("terminal")


def _say_there(terminal: Locator, text: str) -> None:
    terminal.locator("textarea").focus()
    terminal.page.keyboard.type(text)
    terminal.page.wait_for_timeout(500)
    terminal.page.keyboard.press("Enter")


def _short_of_money(running: Installation, browser: Browser) -> Desk:
    """Somebody who has spent most of a small budget."""
    running.add_user("ada", "ada-password")
    running.login("ada", "ada-password")
    name = running.start_session("Billing API", user="ada")
    furnish(running.places.workspace("ada", name))
    context = browser.new_context(base_url=running.url, viewport=WIDE)
    desk = Desk(context.new_page()).sign_in("ada", "ada-password")
    desk.open(running.session_path(name, "ada"))
    notice = desk.panel.get_by_role("status").filter(has_text="budget")
    while notice.count() == 0:
        desk.ask("Then update the changelog.")
        desk.page.wait_for_timeout(_BUDGETS_MS)
    return desk


def _keep(desk: Desk, state: State, scheme: str) -> str:
    """Both colours, the one that the page has first; the one that it has then."""
    other = "dark" if scheme == "light" else "light"
    for now in (scheme, other):
        colour(desk.page, now)
        part = desk.page.locator(f"{_AROUND.get(state.name, state.part)}:visible").first
        _shoot(part, state.name if now == "light" else f"{state.name}-dark")
        if now == "light" and state.part == PANEL and not state.fleeting:
            desk.page.set_viewport_size(NARROW)  # type: ignore[arg-type]
            bring(desk, state.part)
            _shoot(desk.page, f"{state.name}-narrow")
            desk.page.set_viewport_size(WIDE)  # type: ignore[arg-type]
            expect(desk.panel).to_be_visible()
    return other


def _shoot(seen: Page | Locator, name: str) -> None:
    page = seen.page if isinstance(seen, Locator) else seen
    page.mouse.move(0, 0)
    time.sleep(_CALM_SECONDS)  # what a state still draws is told by nothing
    seen.screenshot(path=IMAGES / f"{name}.png", animations="disabled", caret="hide")


if __name__ == "__main__":
    sys.exit(main())
