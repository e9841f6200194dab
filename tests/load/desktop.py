"""From a click on a session to a panel that takes words, against a JupyterLab as it comes."""

import statistics
import time
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, StorageState, expect

from tests.load.plain import plain_lab
from tests.load.table import Figure
from tests.support.browser import chromium
from tests.support.desk import START_MS, Desk
from tests.support.hub import ADMIN, Installation

SIZE = {"width": 1440, "height": 900}
_LAYOUT = "figures"


def measure(folder: Path, rounds: int) -> Iterator[Figure]:
    """Medians of pages loaded by turns: first in a fresh browser, then again in the same one."""
    place = folder / "desktop"
    place.mkdir()
    with (
        Installation(place / "data") as running,
        plain_lab(place) as lab,
        chromium() as browser,
    ):
        state = _sign_in(browser, running)
        path = running.session_path(running.start_session("Figures"))
        _click(browser, running, state, path)
        _open_plain(browser, lab.url(_LAYOUT))
        ours, plain = [], []
        for _ in range(rounds):
            ours.append(_click(browser, running, state, path))
            plain.append(_open_plain(browser, lab.url(_LAYOUT)))
    for place_in_pair, how in enumerate(("nothing cached", "again")):
        yield Figure(
            name=f"click on a running session to usable panel, {how}",
            value=statistics.median(pair[place_in_pair] for pair in ours),
            unit="s",
            base=statistics.median(pair[place_in_pair] for pair in plain),
            than="plain JupyterLab to its launcher",
        )


def _sign_in(browser: Browser, running: Installation) -> StorageState:
    context = browser.new_context(base_url=running.url)
    Desk(context.new_page()).sign_in(ADMIN, running.admin_password)
    state = context.storage_state()
    context.close()
    return state


def _click(
    browser: Browser, running: Installation, state: StorageState, path: str
) -> tuple[float, float]:
    context = browser.new_context(base_url=running.url, viewport=SIZE, storage_state=state)
    page = context.new_page()
    taken = []
    for _ in range(2):
        page.goto("/hub/home")
        link = page.get_by_role("link", name="Open Figures")
        expect(link).to_have_attribute("href", f"{path}/")
        began = time.monotonic()
        link.click(no_wait_after=True)
        box = Desk(page).box
        box.wait_for(timeout=START_MS)
        box.fill("words")
        taken.append(time.monotonic() - began)
        box.fill("")
    context.close()
    return taken[0], taken[1]


def _open_plain(browser: Browser, url: str) -> tuple[float, float]:
    context = browser.new_context(viewport=SIZE)
    page = context.new_page()
    taken = []
    for _ in range(2):
        page.goto("about:blank")
        began = time.monotonic()
        page.goto(url, wait_until="commit")
        page.locator(".jp-LauncherCard").first.wait_for(timeout=START_MS)
        taken.append(time.monotonic() - began)
    context.close()
    return taken[0], taken[1]
