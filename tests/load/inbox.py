"""The list of conversations: how long it takes to open and to search with many, against few."""

import statistics
import time
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import expect

from tests.load.opening import SIZE
from tests.load.table import Figure
from tests.support.browser import chromium
from tests.support.desk import Desk
from tests.support.hub import ADMIN, Installation

MANY, FEW = 500, 5
_SEARCH = """async box => {
  const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set;
  const times = [];
  for (const text of ['4', '49', '499', '49', '4', '']) {
    const began = performance.now();
    set.call(box, text);
    box.dispatchEvent(new Event('input', { bubbles: true }));
    await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
    times.push(performance.now() - began);
  }
  return times.sort((a, b) => a - b)[times.length >> 1];
}"""


def measure(folder: Path, rounds: int) -> Iterator[Figure]:
    """Medians over pages by turns: of a session with many conversations and of one with few."""
    place = folder / "inbox"
    place.mkdir()
    with Installation(place / "data") as running, chromium() as browser:
        paths = [_session(running, count) for count in (MANY, FEW)]
        context = browser.new_context(base_url=running.url, viewport=SIZE)
        desk = Desk(context.new_page()).sign_in(ADMIN, running.admin_password)
        many, few = [], []
        for _ in range(rounds):
            many.append(_look(desk, paths[0], MANY))
            few.append(_look(desk, paths[1], FEW))
        context.close()
    for place_in_pair, what in enumerate(("opening the list", "a letter of the search")):
        yield Figure(
            name=f"{what}, {MANY} conversations",
            value=statistics.median(pair[place_in_pair] for pair in many),
            unit="ms",
            base=statistics.median(pair[place_in_pair] for pair in few),
            than=f"{FEW} conversations",
        )


def _session(running: Installation, count: int) -> str:
    path = running.session_path(running.start_session(f"With {count}"))
    for number in range(count):
        wish = {"title": f"Number {number}"}
        made = running.call("POST", f"{path}/remote-claude/api/conversations", json=wish)
        made.raise_for_status()
    return path


def _look(desk: Desk, path: str, count: int) -> tuple[float, float]:
    desk.open(path)
    began = time.monotonic()
    listed = desk.open_list()
    expect(listed.get_by_role("group", name="Done")).to_contain_text(f"Done {count}")
    opened = 1000 * (time.monotonic() - began)
    return opened, float(listed.get_by_role("searchbox").evaluate(_SEARCH))
