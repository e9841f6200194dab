"""When the deltas of a long answer are on the page, against the bare CLI's standard output."""

import asyncio
import statistics
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

from tests.load.scripted import scripted_installation
from tests.load.table import Figure
from tests.support.browser import chromium
from tests.support.claude import Claude, Deltas, time_deltas
from tests.support.desk import Desk
from tests.support.hub import ADMIN
from tests.support.model import ScriptedModel

DELTAS, PACE = 2000, 200
PROMPT = f"@@ lorem {DELTAS} {PACE}"
SIZE = {"width": 1440, "height": 900}
_WATCH = """() => {
  const seen = (window.seen = { arrivals: [], stalls: 0 });
  const length = () =>
    [...document.querySelectorAll('.rc-answer')].reduce((n, e) => n + e.textContent.length, 0);
  const before = length();
  new MutationObserver(() => {
    const now = length() - before;
    const last = seen.arrivals.at(-1);
    if (now > 0 && (!last || now !== last[1])) {
      seen.arrivals.push([performance.timeOrigin + performance.now(), now]);
    }
  }).observe(document.getElementById('remote-claude-panel'),
             { subtree: true, childList: true, characterData: true });
  new PerformanceObserver(list => { seen.stalls += list.getEntries().length; })
    .observe({ type: 'longtask' });
}"""


@dataclass(frozen=True, slots=True)
class Seen:
    """Seconds since the model began to answer, and how smoothly it went."""

    asked: float
    first: float
    last: float
    updates: int
    stalls: int


def measure(folder: Path, rounds: int) -> Iterator[Figure]:
    """Medians of answers taken by turns: by the bare CLI, then in the browser."""
    place = folder / "stream"
    with (
        scripted_installation(place) as (model, running),
        chromium() as browser,
    ):
        bare = Claude(place / "bare", model.url)
        context = browser.new_context(base_url=running.url, viewport=SIZE)
        desk = Desk(context.new_page()).sign_in(ADMIN, running.admin_password)
        desk.new_session("Figures")
        desk.ask("@@ say warm")
        _ask_bare(bare, "@@ say warm")
        cli, page = [], []
        for _ in range(rounds):
            cli.append(_time_bare(bare, model))
            page.append(_ask(desk, model))
        context.close()
    yield _compare(
        "first delta", "ms", [1000 * one.first for one in page], [1000 * one[0] for one in cli]
    )
    yield _compare("last delta", "s", [one.last for one in page], [one[1] for one in cli])
    yield Figure(
        name="Enter to request at the model",
        value=statistics.median(one.asked for one in page),
        unit="s",
    )
    yield Figure(
        name=f"updates of the page for {DELTAS} deltas",
        value=statistics.median(one.updates for one in page),
        unit="",
    )
    yield Figure(
        name="stalls of the page over 50 ms meanwhile",
        value=statistics.median(one.stalls for one in page),
        unit="",
    )


def _compare(what: str, unit: str, ours: list[float], bare: list[float]) -> Figure:
    return Figure(
        name=f"{what} of {DELTAS} in the browser, since the request came to the model",
        value=statistics.median(ours),
        unit=unit,
        base=statistics.median(bare),
        than="standard output of the bare CLI",
    )


def _time_bare(claude: Claude, model: ScriptedModel) -> tuple[float, float]:
    """First and last delta, in seconds since the request came to the model."""
    known = len(model.turns)
    seen = _ask_bare(claude, PROMPT)
    shift = seen.begun - model.turns[known].started
    return seen.arrived[0] + shift, seen.arrived[-1] + shift


def _ask_bare(claude: Claude, prompt: str) -> Deltas:
    # The browser's driver has this thread's event loop.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(time_deltas(claude, prompt))).result()


def _ask(desk: Desk, model: ScriptedModel) -> Seen:
    desk.new_conversation()
    desk.ask("@@ say ready")
    desk.page.evaluate(_WATCH)
    known = len(model.turns)
    desk.box.fill(PROMPT)
    sent = time.monotonic()
    desk.box.press("Enter")
    desk.rest(2)
    begun = model.turns[known].started
    arrivals, stalls = _read(desk.page)
    whole = arrivals[-1][1]
    last = next(at for at, length in arrivals if length >= whole)
    first = arrivals[0][0]
    return Seen(begun - sent, first - begun, last - begun, len(arrivals), stalls)


def _read(page: Page) -> tuple[list[tuple[float, int]], int]:
    """What was seen, on the clock of this process."""
    seen = page.evaluate("() => window.seen")
    shift = time.time() - time.monotonic()
    return [(at / 1000 - shift, length) for at, length in seen["arrivals"]], seen["stalls"]
