"""JupyterLab's own start with our extension and without it, and when the panel takes words.

Both are the same session of the same server; without us means that the browser gets none of our
code. Each has a cache and a layout of its own, and they take turns. Other work on the machine makes
a page wait but hardly makes it work more: what its main thread computed is the figure to trust.
"""

import json
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import starmap
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, StorageState

from tests.load.table import Figure
from tests.support.browser import chromium
from tests.support.desk import START_MS, Desk
from tests.support.hub import ADMIN, Installation

SIZE = {"width": 1440, "height": 900}
WARM = 3
"""From the third visit on a browser has the compiled code at hand."""
_OURS = "*/extensions/@remote-claude/*"
_BEGIN, _SHELL, _PANEL = "rc-begin", "rc-shell", "rc-panel"
_WATCH = """(() => {
  const seen = (window.seen = {});
  const mark = name => { seen[name] = true; performance.mark(name); };
  mark('rc-begin');
  const look = () => {
    if (!seen['rc-shell'] && document.querySelector('#jp-menu-panel .lm-MenuBar-item')) {
      mark('rc-shell');
    }
    if (document.querySelector('#remote-claude-panel textarea:not(:disabled)')) {
      mark('rc-panel');
      return;
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})()"""


@dataclass(frozen=True, slots=True)
class Moment:
    """Milliseconds since the page began: by the clock, and those its main thread computed."""

    clock: float
    work: float


@dataclass(frozen=True, slots=True)
class Visit:
    """When a page had JupyterLab's menus, and a panel that takes words; without us never."""

    shell: Moment
    panel: Moment | None


def measure(folder: Path, rounds: int) -> Iterator[Figure]:
    """Pairs of pages loaded by turns, each in a browser that has loaded the page before."""
    place = folder / "shell"
    place.mkdir()
    with Installation(place / "data") as running, chromium() as browser:
        path = running.session_path(running.start_session("Figures"))
        state = _sign_in(browser, running)
        ours = Visitor(browser, running, state, f"{path}/lab/workspaces/ours")
        plain = Visitor(browser, running, state, f"{path}/lab/workspaces/plain")
        # What it restores is the same; only then our code is kept from it.
        plain.visit()
        plain.with_us = False
        pairs = []
        for turn in range(WARM + 4 * rounds + 1):
            if turn % 2:
                first, second = plain.visit(), ours.visit()
                pairs.append((second, first))
            else:
                pairs.append((ours.visit(), plain.visit()))
    yield from _figures(pairs[WARM:])


def _figures(pairs: Sequence[tuple[Visit, Visit]]) -> Iterator[Figure]:
    shells = [(us.shell, them.shell) for us, them in pairs]
    for what, each in (
        ("work of the page's main thread", [(us.work, them.work) for us, them in shells]),
        ("time by the clock", [(us.clock, them.clock) for us, them in shells]),
    ):
        yield Figure(
            name=f"JupyterLab's own start to its menus: {what}",
            value=statistics.median(us for us, _ in each),
            unit="ms",
            base=statistics.median(them for _, them in each),
            than="the same without our extension",
            pairs=tuple(starmap(_ratio, each)),
        )
    later = [(us.shell, us.panel) for us, _ in pairs if us.panel is not None]
    for what, waits in (
        ("work of the page's main thread", [panel.work - shell.work for shell, panel in later]),
        ("time by the clock", [panel.clock - shell.clock for shell, panel in later]),
    ):
        yield Figure(
            name=f"from JupyterLab's menus to a panel that takes words: {what}",
            value=statistics.median(waits),
            unit="ms",
        )


def _ratio(us: float, them: float) -> float:
    return us / them


def _sign_in(browser: Browser, running: Installation) -> StorageState:
    context = browser.new_context(base_url=running.url)
    Desk(context.new_page()).sign_in(ADMIN, running.admin_password)
    state = context.storage_state()
    context.close()
    return state


class Visitor:
    """Somebody who comes again and again, each time with a new tab of the same browser."""

    def __init__(
        self, browser: Browser, running: Installation, state: StorageState, path: str
    ) -> None:
        self.with_us = True
        self._browser = browser
        self._path = path
        self._context: BrowserContext = browser.new_context(
            base_url=running.url, viewport=SIZE, storage_state=state
        )

    def visit(self) -> Visit:
        """Load the page, and close it when it stands."""
        page = self._context.new_page()
        # A route of the driver's would take the browser's cache away.
        session = self._context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.setBlockedURLs", {"urls": [] if self.with_us else [_OURS]})
        page.add_init_script(_WATCH)
        # Marks in a trace know how long their thread has computed.
        self._browser.start_tracing(page=page, categories=["blink.user_timing", "-*"])
        page.goto(self._path, wait_until="commit")
        last = _PANEL if self.with_us else _SHELL
        page.wait_for_function(f"() => window.seen['{last}']", timeout=START_MS)
        trace = json.loads(self._browser.stop_tracing())
        page.close()
        marks = {each["name"]: each for each in trace["traceEvents"] if "tts" in each}
        begin = marks[_BEGIN]
        at = {
            name: Moment(
                clock=(mark["ts"] - begin["ts"]) / 1000, work=(mark["tts"] - begin["tts"]) / 1000
            )
            for name, mark in marks.items()
        }
        return Visit(shell=at[_SHELL], panel=at.get(_PANEL))
