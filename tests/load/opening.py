"""A conversation of ten thousand messages, from the click to its end on the page."""

import statistics
import time
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import expect

from tests.load.table import Figure
from tests.support.browser import chromium
from tests.support.desk import Desk
from tests.support.hub import ADMIN, Installation
from tests.support.long import write_long

MESSAGES = 10_000
FEW = 10
LONG, SHORT = "Ten thousand messages", "A few words"
SIZE = {"width": 1440, "height": 900}
_END = """last => {
  const prompts = document.querySelectorAll('.rc-bubble');
  const box = document.querySelector('.rc-composer textarea, #remote-claude-panel textarea');
  return prompts.length && prompts[prompts.length - 1].textContent === last && !box.disabled;
}"""


def measure(folder: Path, rounds: int) -> Iterator[Figure]:
    """Medians of openings by turns: of a long conversation and of a short one."""
    place = folder / "opening"
    place.mkdir()
    with Installation(place / "data") as running, chromium() as browser:
        path = long_session(running)
        context = browser.new_context(base_url=running.url, viewport=SIZE)
        desk = Desk(context.new_page()).sign_in(ADMIN, running.admin_password).open(path)
        _open(desk, LONG, MESSAGES)
        long, short = [], []
        for _ in range(2 * rounds + 1):
            short.append(_open(desk, SHORT, FEW))
            long.append(_open(desk, LONG, MESSAGES))
        context.close()
    yield Figure(
        name=f"click on a conversation of {MESSAGES} messages to its end",
        value=1000 * statistics.median(long),
        unit="ms",
        base=1000 * statistics.median(short),
        than=f"one of {FEW}",
    )


def long_session(running: Installation) -> str:
    """The path of a running session with a long conversation and a short one."""
    made = running.api("POST", f"/users/{ADMIN}/sessions", json={"title": "Figures"})
    name: str = made.json()["name"]
    journal = running.places.session_state(ADMIN, name) / "journal.sqlite"
    write_long(journal, messages=MESSAGES, title=LONG)
    write_long(journal, messages=FEW, title=SHORT)
    running.start_server(name)
    return running.session_path(name)


def _open(desk: Desk, title: str, messages: int) -> float:
    row = desk.open_list().get_by_role("listitem").filter(has_text=title).first
    button = row.get_by_role("button").first
    expect(button).to_be_visible()
    began = time.monotonic()
    button.click(no_wait_after=True)
    desk.page.wait_for_function(_END, arg=f"Question {messages // 2}")
    return time.monotonic() - began
