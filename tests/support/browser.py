"""A real Chromium, and what it did: console errors, requests to other hosts."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import (
    Browser,
    BrowserContext,
    BrowserType,
    ConsoleMessage,
    Page,
    sync_playwright,
)

from tests.support import deaf
from tests.support.missing import missing

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
LOCAL = {"127.0.0.1", "localhost", ""}
DEAF = Path(deaf.__file__)
"""What starts Chromium so that containers beside it do not disturb it."""

SHELL = "chromium-headless-shell"
"""Chromium without windows and notifications: it draws a page in two thirds of the time."""


def executable(*, whole: bool = False) -> str:
    """Where Chromium is; skips the test (or fails it, with REQUIRE_ALL=1) when there is none."""
    others = ("chromium", "chromium-browser", "google-chrome")
    wanted = others if whole else (SHELL, *others)
    path = next(filter(None, map(shutil.which, wanted)), None)
    if path is None:
        missing("no Chromium on PATH: `apt-get install chromium`")
    return path


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium with a profile of its own."""
    path = executable()
    with sync_playwright() as playwright:
        browser = _launch(playwright.chromium, path)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def whole_chromium(beside: Browser) -> Iterator[Browser]:
    """One with windows and notifications, by the driver of another: a thread can have one only."""
    browser = _launch(beside.browser_type, executable(whole=True))
    try:
        yield browser
    finally:
        browser.close()


def _launch(kind: BrowserType, path: str) -> Browser:
    return kind.launch(
        executable_path=DEAF,
        env={**os.environ, "DEAF_PROGRAM": path},
        headless=True,
        args=list(ARGUMENTS),
    )


class Watch:
    """Keeps what a context's pages complained about and whom they asked.

    `errors` are all complaints on the console, `crashes` those that nothing in the page caught.
    """

    def __init__(self, context: BrowserContext) -> None:
        self.errors: list[str] = []
        self.crashes: list[str] = []
        self.foreign: list[str] = []
        context.on("console", self._console)
        context.on("weberror", lambda error: self._crash(str(error.error)))
        context.on("request", lambda request: self._request(request.url))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(f"{message.text} ({message.location.get('url', '')})")

    def _crash(self, error: str) -> None:
        self.errors.append(error)
        self.crashes.append(error)

    def _request(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.hostname not in LOCAL:
            self.foreign.append(url)


def screenshot(page: Page, name: str) -> None:
    """With PICTURES=1, keep a picture to look at: `tests/artifacts/<name>.png`."""
    if os.environ.get("PICTURES"):
        page.screenshot(path=f"tests/artifacts/{name}.png")
