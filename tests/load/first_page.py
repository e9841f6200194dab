"""How many bytes a first visit of a desktop takes over the wire, and how many as they are."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jupyter_core.paths import ENV_JUPYTER_PATH
from playwright.sync_api import expect

from remote_claude_ext.cli.pack import pack
from tests.load.table import Figure
from tests.support.browser import chromium
from tests.support.desk import Desk
from tests.support.hub import ADMIN, Installation

_MB = 1_000_000
_LATER_MS = 4_000


def measure(folder: Path, _rounds: int) -> Iterator[Figure]:
    """Everything that a new browser loads until the panel takes words, and a little later."""
    place = folder / "page"
    place.mkdir()
    pack(Path(ENV_JUPYTER_PATH[0]))
    sent: dict[str, int] = {}
    plain: dict[str, int] = {}

    def keep(about: dict[str, Any]) -> None:
        sent[about["requestId"]] = about["encodedDataLength"]

    def add(about: dict[str, Any]) -> None:
        ident = about["requestId"]
        plain[ident] = plain.get(ident, 0) + about["dataLength"]

    with Installation(place / "data") as running, chromium() as browser:
        path = running.session_path(running.start_session("Figures"))
        context = browser.new_context(base_url=running.url)
        Desk(context.new_page()).sign_in(ADMIN, running.admin_password)
        desk = Desk(context.new_page())
        session = context.new_cdp_session(desk.page)
        session.send("Network.enable")
        session.on("Network.loadingFinished", keep)
        session.on("Network.dataReceived", add)
        desk.open(path)
        expect(desk.box).to_be_enabled()
        desk.page.wait_for_timeout(_LATER_MS)
        context.close()
    yield Figure(
        name=f"a first visit, {len(sent)} requests",
        value=sum(sent.values()) / _MB,
        unit="MB",
        base=sum(plain.values()) / _MB,
        than="the same not compressed",
    )
