"""How much code the panel is, compressed, and how much of it a page loads before it is used."""

import gzip
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Request, expect

from tests.load.table import Figure
from tests.support.browser import chromium
from tests.support.desk import Desk
from tests.support.hub import ADMIN, Installation

_OURS = "/extensions/@remote-claude/"
_KB = 1000
_STATIC = Path(__file__).parents[2] / "remote_claude_ext" / "labextension" / "static"


def measure(folder: Path, _rounds: int) -> Iterator[Figure]:
    """The scripts of one first page, ours and all, each compressed as a server would."""
    place = folder / "code"
    place.mkdir()
    urls: list[str] = []

    def keep(request: Request) -> None:
        if request.resource_type == "script":
            urls.append(request.url)

    with Installation(place / "data") as running, chromium() as browser:
        path = running.session_path(running.start_session("Figures"))
        context = browser.new_context(base_url=running.url)
        desk = Desk(context.new_page()).sign_in(ADMIN, running.admin_password)
        desk.page.on("request", keep)
        desk.open(path)
        expect(desk.box).to_be_enabled()
        desk.page.wait_for_load_state("networkidle")
        every = {
            url: len(gzip.compress(context.request.get(url).body(), 6)) / _KB
            for url in dict.fromkeys(urls)
        }
        context.close()
    yield Figure(
        name="code of the panel that a first page loads, compressed",
        value=sum(size for url, size in every.items() if _OURS in url),
        unit="kB",
        base=sum(every.values()),
        than="all code of that page",
    )
    yield Figure(
        name="all code of the panel, compressed",
        value=sum(len(gzip.compress(each.read_bytes(), 6)) for each in _STATIC.glob("*.js")) / _KB,
        unit="kB",
    )
