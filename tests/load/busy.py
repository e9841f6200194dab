"""A page while Claude writes: stalls, keys in the composer, memory."""

import os
import re
import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from playwright.sync_api import BrowserContext, expect

from tests.load.opening import LONG, MESSAGES, SIZE, long_session
from tests.load.scripted import scripted_installation
from tests.load.table import Figure
from tests.support.browser import chromium
from tests.support.desk import Desk
from tests.support.hub import ADMIN

KEYS = 120
KEY_MS = 50
_MIB = 2**20
_WATCH = """() => {
  const seen = (window.seen = { keys: [], painted: [], stalls: [] });
  let struck = 0;
  let drawing = { beat: 0, began: 0 };
  const request = window.requestAnimationFrame.bind(window);
  window.requestAnimationFrame = draw => request(beat => {
    if (beat !== drawing.beat) {
      drawing = { beat, began: performance.now() };
    }
    draw(beat);
  });
  document.addEventListener('keydown', event => { struck = event.timeStamp; }, true);
  document.addEventListener('input', () => {
    const began = struck;
    let handled = 0;
    // After the handlers and what they left for right afterwards.
    queueMicrotask(() => queueMicrotask(() => { handled = performance.now(); }));
    requestAnimationFrame(() => {
      const { began: drawn } = drawing;
      const channel = new MessageChannel();
      channel.port1.onmessage = () => {
        const now = performance.now();
        seen.painted.push(now - began);
        // Without the wait for the display's next beat, in which the page is free.
        seen.keys.push(handled - began + now - Math.max(drawn, handled));
      };
      channel.port2.postMessage(0);
    });
  }, true);
  new PerformanceObserver(list => {
    seen.stalls.push(...list.getEntries().map(entry => entry.duration));
  }).observe({ type: 'longtask' });
}"""


@dataclass(frozen=True, slots=True)
class Seen:
    """Milliseconds of each key and each stall over 50 ms; bytes of memory when all is quiet.

    `keys` is what the page does from a strike until the letter is painted; `painted` has the wait
    for the display's next beat in it, too.
    """

    keys: list[float]
    painted: list[float]
    stalls: list[float]
    heap: float


def measure(folder: Path, rounds: int) -> Iterator[Figure]:
    """The same words typed while nothing happens, and while answers come."""
    with (
        scripted_installation(folder / "busy") as (_, running),
        chromium() as browser,
    ):
        path = long_session(running)
        context = browser.new_context(base_url=running.url, viewport=SIZE)
        Desk(context.new_page()).sign_in(ADMIN, running.admin_password)
        _separate()
        quiet, short, long = [], [], []
        for _ in range(rounds):
            quiet.append(_see(context, path, None, None))
            short.append(_see(context, path, None, "@@ lorem 8000 400"))
            long.append(_see(context, path, LONG, "@@ lorem 2000 200"))
        context.close()
    idle = _median(one.heap for one in quiet)
    for name, several in (
        ("8,000 deltas at 400/s", short),
        (f"2,000 deltas at 200/s after {MESSAGES} messages", long),
    ):
        yield Figure(
            name=f"{name}: work for a key in the composer, 95th percentile",
            value=_median(_late(one.keys) for one in several),
            unit="ms",
            base=_median(_late(one.keys) for one in quiet),
            than="with nothing going on",
        )
        yield Figure(
            name=f"{name}: from the key to the display's next beat, 95th percentile",
            value=_median(_late(one.painted) for one in several),
            unit="ms",
            base=_median(_late(one.painted) for one in quiet),
            than="with nothing going on",
        )
        yield Figure(
            name=f"{name}: stalls over 50 ms",
            value=_median(len(one.stalls) for one in several),
            unit="",
            base=_median(len(one.stalls) for one in quiet),
            than="with nothing going on",
        )
        yield Figure(
            name=f"{name}: memory of the page's scripts afterwards",
            value=_median(one.heap for one in several),
            unit="MiB",
            base=idle,
            than="an idle page",
        )


def _separate() -> None:
    """Give the browser a core of its own: a person's is not on the machine of model and server."""
    cores = sorted(os.sched_getaffinity(0))
    for process in psutil.Process().children(recursive=True):
        is_browser = "chrom" in process.name()
        process.cpu_affinity(cores[-1:] if is_browser else cores[:-1] or cores)


def _see(context: BrowserContext, path: str, title: str | None, prompt: str | None) -> Seen:
    page = context.new_page()
    desk = Desk(page).open(path)
    if title:
        desk.open_conversation(title)
        # Of the round before is what it said last.
        expect(desk.prompts.last).to_have_text(re.compile(rf"Question {MESSAGES // 2}|@@ lorem"))
    else:
        desk.new_conversation()
        desk.ask("@@ say ready")
    page.wait_for_load_state("networkidle")
    page.evaluate(_WATCH)
    if prompt:
        desk.say(prompt)
        expect(desk.stop).to_be_visible()
    desk.box.press_sequentially("x" * KEYS, delay=KEY_MS)
    if prompt:
        expect(desk.stop).to_have_count(0, timeout=60_000)
    desk.box.fill("")
    seen: dict[str, Any] = page.evaluate("() => window.seen")
    session = context.new_cdp_session(page)
    for _ in range(2):
        session.send("HeapProfiler.collectGarbage")
    heap = session.send("Runtime.getHeapUsage")["usedSize"]
    page.close()
    return Seen(
        keys=seen["keys"][-KEYS:],
        painted=seen["painted"][-KEYS:],
        stalls=seen["stalls"],
        heap=heap / _MIB,
    )


def _late(keys: list[float]) -> float:
    return statistics.quantiles(keys, n=20)[-1]


def _median(values: Iterator[float]) -> float:
    return statistics.median(values)
