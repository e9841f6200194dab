"""A click on "Create and open" until the session's page comes, and until it can be worked in."""

import os
import statistics
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from docker.client import DockerClient
from playwright.sync_api import Locator, Page, expect

from remote_claude_ext.config.waiting import READY, find_waiting
from tests.load.stock_hub import StockHub, stock_hub
from tests.load.table import Figure
from tests.support.boxes import Boxes
from tests.support.browser import chromium
from tests.support.desk import START_MS, Desk
from tests.support.hub import ADMIN, Installation

_IMAGE = os.environ.get("SESSION_IMAGE", "remote-claude-session")
_CONFIG = f"""
sessions: {{spawner: docker, maxPerUser: 50}}
containers:
  image: {_IMAGE}
  network: 172.31.82.0/24
  warm: 1
  sizes: [{{name: warm}}, {{name: cold}}]
"""
_WAIT_SECONDS, _SETTLED_SECONDS = 120, 5
_SIZE = {"width": 1440, "height": 900}
_STOCK = "JupyterHub as it comes, its own pages and JupyterLab of the same image"


def click(folder: Path, rounds: int) -> Iterator[Figure]:
    """In turns: JupyterHub as it comes, a session that starts, one whose container waited."""
    folder = folder / "click"
    folder.mkdir()
    with closing(DockerClient.from_env()) as engine, chromium() as browser:
        up = Installation(folder / "data", config=_CONFIG)
        boxes = Boxes(up, engine)
        try:
            with up, stock_hub(folder / "stock", _IMAGE) as stock:
                ours = browser.new_context(base_url=up.url, viewport=_SIZE).new_page()
                theirs = browser.new_context(viewport=_SIZE).new_page()
                Desk(ours).sign_in(ADMIN, up.admin_password)
                stock.sign_in(theirs)
                taken: dict[str, list[tuple[float, float]]] = {"stock": [], "cold": [], "warm": []}
                for _ in range(rounds):
                    taken["stock"].append(_stock(theirs, stock))
                    for size in ("cold", "warm"):
                        up.wait_for(lambda: any(find_waiting(up.places, READY)), _WAIT_SECONDS)
                        time.sleep(_SETTLED_SECONDS)
                        taken[size].append(_ours(ours, up, size))
        finally:
            boxes.remove_all()
    for place, what in enumerate(("the session's page comes", "it can be worked in")):
        base = statistics.median(pair[place] for pair in taken["stock"])
        for size, how in (("cold", "that starts"), ("warm", "whose container waited")):
            yield Figure(
                name=f"click on a new session {how} until {what}",
                value=statistics.median(pair[place] for pair in taken[size]),
                unit="s",
                base=base,
                than=_STOCK,
            )


def _ours(page: Page, up: Installation, size: str) -> tuple[float, float]:
    page.goto("/hub/home")
    page.get_by_role("button", name="New session").first.click()
    page.get_by_label("Size").select_option(size)
    page.get_by_label("Name of the new session").fill("Click")
    create = page.get_by_role("button", name="Create and open")
    box = Desk(page).box
    taken = _click(page, create, box)
    box.fill("words")
    expect(box).to_have_value("words")
    box.fill("")
    name = page.url.split("/")[5]
    page.goto("/hub/home")
    up.api("DELETE", f"/users/{ADMIN}/servers/{name}").raise_for_status()
    return taken


def _stock(page: Page, stock: StockHub) -> tuple[float, float]:
    # The image has no launcher: its desktop stands with the list of files.
    taken = _click(page, page.locator("#start"), page.locator(".jp-DirListing-header"))
    stock.stop(page)
    return taken


def _click(page: Page, button: Locator, usable: Locator) -> tuple[float, float]:
    began = time.monotonic()
    button.click(no_wait_after=True)
    page.wait_for_url("**/lab**", timeout=START_MS, wait_until="commit")
    came = time.monotonic() - began
    usable.wait_for(timeout=START_MS)
    return came, time.monotonic() - began
