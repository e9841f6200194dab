"""A real Chromium, and what it did: console errors, requests to other hosts."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

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


def executable() -> str:
    """Where Chromium is; skips the test (or fails it, with REQUIRE_ALL=1) when there is none."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    reason = "no Chromium on PATH: `apt-get install chromium`"
    if os.environ.get("REQUIRE_ALL") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium with a profile of its own."""
    path = executable()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, headless=True, args=list(ARGUMENTS)
        )
        try:
            yield browser
        finally:
            browser.close()


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
    """Keep a picture for whoever reads the run: `tests/artifacts/<name>.png`."""
    page.screenshot(path=f"tests/artifacts/{name}.png")
