"""From a click on a session to a panel that takes words, against a JupyterLab as it comes."""

import statistics
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from playwright.sync_api import Browser, StorageState, expect

from tests.load.plain import plain_lab
from tests.load.table import Figure
from tests.support.browser import chromium
from tests.support.desk import START_MS, Desk
from tests.support.hub import ADMIN, Installation

SIZE = {"width": 1440, "height": 900}
_LAYOUT = "figures"
_TITLES = ("Figures", "Others")
_HOW = ("nothing cached", "again", "of another session after that")


def measure(folder: Path, rounds: int) -> Iterator[Figure]:
    """Medians of pages loaded by turns, three times each in a browser that is new."""
    place, another = folder / "desktop", folder / "another"
    place.mkdir()
    another.mkdir()
    with (
        Installation(place / "data") as running,
        plain_lab(place) as lab,
        plain_lab(another) as other_lab,
        chromium() as browser,
    ):
        state = _sign_in(browser, running)
        paths = {title: running.session_path(running.start_session(title)) for title in _TITLES}
        urls = [each.url(_LAYOUT) for each in (lab, lab, other_lab)]
        _click(browser, running, state, paths)
        _open_plain(browser, urls)
        ours, plain = [], []
        for _ in range(rounds):
            ours.append(_click(browser, running, state, paths))
            plain.append(_open_plain(browser, urls))
    for which, how in enumerate(_HOW):
        yield Figure(
            name=f"click on a running session to usable panel, {how}",
            value=statistics.median(taken[which] for taken in ours),
            unit="s",
            base=statistics.median(taken[which] for taken in plain),
            than="plain JupyterLab to its launcher",
        )


def _sign_in(browser: Browser, running: Installation) -> StorageState:
    context = browser.new_context(base_url=running.url)
    Desk(context.new_page()).sign_in(ADMIN, running.admin_password)
    state = context.storage_state()
    context.close()
    return state


def _click(
    browser: Browser, running: Installation, state: StorageState, paths: dict[str, str]
) -> list[float]:
    context = browser.new_context(base_url=running.url, viewport=SIZE, storage_state=state)
    page = context.new_page()
    taken = []
    for title in (_TITLES[0], *_TITLES):
        page.goto("/hub/home")
        link = page.get_by_role("link", name=f"Open {title}")
        expect(link).to_have_attribute("href", f"{paths[title]}/")
        began = time.monotonic()
        link.click(no_wait_after=True)
        box = Desk(page).box
        box.wait_for(timeout=START_MS)
        box.fill("words")
        taken.append(time.monotonic() - began)
        box.fill("")
    context.close()
    return taken


def _open_plain(browser: Browser, urls: Sequence[str]) -> list[float]:
    context = browser.new_context(viewport=SIZE)
    page = context.new_page()
    taken = []
    for url in urls:
        page.goto("about:blank")
        began = time.monotonic()
        page.goto(url, wait_until="commit")
        page.locator(".jp-LauncherCard").first.wait_for(timeout=START_MS)
        taken.append(time.monotonic() - began)
    context.close()
    return taken
