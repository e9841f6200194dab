"""Takes the pictures of the documentation from a real run: `python -m tests.load.pictures`."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.support.browser import chromium
from tests.support.desk import Desk
from tests.support.hub import ADMIN, Installation

IMAGES = Path(__file__).parents[2] / "docs" / "images"
SIZE = {"width": 1440, "height": 900}
SETTLE_MS = 1_500
EXPECT_MS = 20_000


def main() -> int:
    """Play the first day once and keep what it looks like, light and dark."""
    expect.set_options(timeout=EXPECT_MS)
    IMAGES.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        Installation(Path(folder) / "data") as running,
        chromium() as browser,
    ):
        _take(running, browser)
    return 0


def _take(running: Installation, browser: Browser) -> None:
    context = browser.new_context(base_url=running.url, viewport=SIZE)
    desk = Desk(context.new_page()).sign_in(ADMIN, running.admin_password)
    desk.new_session("Billing API")
    desk.say("show me")
    desk.asked("Make this change?")
    desk.choose("Allow once")
    desk.asked("Run this command?")
    desk.choose("Allow once")
    desk.rest()
    desk.file("hello.py").click()
    expect(desk.page.locator(".jp-FileEditor .cm-content")).to_contain_text("A first program")
    _keep(desk, "desktop")
    desk.page.emulate_media(color_scheme="dark")
    expect(desk.page.locator("body[data-jp-theme-light=false]")).to_be_attached()
    _keep(desk, "desktop-dark")
    context.close()


def _keep(desk: Desk, name: str) -> None:
    desk.page.wait_for_timeout(SETTLE_MS)
    desk.page.screenshot(path=IMAGES / f"{name}.png", animations="disabled", caret="hide")


if __name__ == "__main__":
    sys.exit(main())
