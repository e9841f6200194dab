"""The desktop in a real browser, as whoever installs the wheel into JupyterLab sees it first."""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from tests.support.browser import Watch, chromium, screenshot
from tests.support.lab import Lab

pytestmark = pytest.mark.browser

LOAD_MS = 60_000
OURS = (".rc-home", "#rc-brand", "#rc-whose", "#jp-main-statusbar", "#rc-connection")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


@pytest.fixture(scope="module")
def lab(environment: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A JupyterLab; each test opens a layout that nobody has used yet."""
    with Lab(environment / "bin" / "python", tmp_path_factory.mktemp("lab")) as running:
        (running.workspace / "README.md").write_text("# Billing\n")
        yield running


@pytest.fixture
def context() -> Iterator[BrowserContext]:
    # One browser a test: it holds an event loop, and the plug-in for Jupyter Server closes those
    # of its tests after each.
    with chromium() as browser:
        yield browser.new_context(viewport={"width": 1440, "height": 900})


@pytest.fixture
def watch(context: BrowserContext) -> Watch:
    """Sees everything from the first request on."""
    return Watch(context)


@pytest.fixture
def page(lab: Lab, context: BrowserContext, request: pytest.FixtureRequest) -> Page:
    """The desktop on its first start, once it is laid out."""
    opened = context.new_page()
    opened.goto(lab.url(request.function.__name__[5:25].replace("_", "-")))
    settle(opened)
    return opened


def settle(page: Page) -> None:
    """Wait until the desktop is laid out."""
    page.wait_for_selector(".rc-home", state="attached", timeout=LOAD_MS)
    page.wait_for_selector("#remote-claude-panel", timeout=LOAD_MS)
    page.wait_for_selector("#jp-MainMenu .lm-MenuBar-item:has-text('Claude')")


def box(page: Page, selector: str) -> dict[str, float]:
    found = page.locator(selector).bounding_box()
    assert found is not None, f"{selector} is not to be seen"
    return {**found, "right": found["x"] + found["width"], "bottom": found["y"] + found["height"]}


def test_the_first_page_is_the_desktop_and_neither_it_nor_axe_complains(
    watch: Watch, page: Page
) -> None:
    page.wait_for_selector("#jp-down-stack .xterm-screen")
    files, home = box(page, "#jp-left-stack"), box(page, ".rc-home")
    terminal, panel = box(page, "#jp-down-stack"), box(page, "#remote-claude-panel")
    assert files["right"] <= home["x"] < home["right"] <= panel["x"]
    assert home["bottom"] <= terminal["y"]
    assert terminal["right"] <= panel["x"]
    assert panel["height"] > home["height"]
    assert page.title().startswith("billing-api · Remote Claude")
    page.wait_for_load_state("networkidle")
    screenshot(page, "desktop")
    assert watch.errors == []
    assert watch.foreign == []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.wait_for_selector(
            f"body[data-jp-theme-light='{str(scheme == 'light').lower()}']", state="attached"
        )
        for part in OURS:
            found = Axe().run(page, context=part, options=RULES).response["violations"]
            assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == []


def kept(page: Page) -> dict[str, Any]:
    """What the server keeps of how the page is laid out; empty before anything is."""
    name = page.url.partition("/lab/workspaces/")[2].partition("/")[0]
    found: dict[str, Any] = page.evaluate(
        "async name => (await (await fetch(`/lab/api/workspaces/${name}`)).json()).data", name
    )
    return found.get("layout-restorer:data") or {}


def wait_until(page: Page, holds: Callable[[], bool]) -> None:
    """Look again and again."""
    deadline = time.monotonic() + LOAD_MS / 1000
    while not holds():
        assert time.monotonic() < deadline
        page.wait_for_timeout(100)


def test_what_a_person_arranged_is_there_after_a_reload(lab: Lab, page: Page) -> None:
    page.get_by_text("README.md").click()
    page.wait_for_selector(".jp-FileEditor, .jp-MarkdownViewer")
    wait_until(page, lambda: "README" in json.dumps(kept(page)))
    before = kept(page)["relativeSizes"]
    edge = box(page, "#jp-right-stack")
    page.mouse.move(edge["x"] - 1, 400)
    page.mouse.down()
    page.mouse.move(edge["x"] - 101, 400, steps=4)
    page.mouse.up()
    wider = box(page, "#jp-right-stack")
    assert wider["width"] == pytest.approx(edge["width"] + 100, abs=4)
    # What was opened is kept by a request of its own, perhaps as late as this.
    wait_until(page, lambda: kept(page)["relativeSizes"] != before)
    page.reload()
    settle(page)
    page.wait_for_selector(".lm-TabBar-tabLabel:has-text('README.md')")
    assert box(page, "#jp-right-stack")["width"] == pytest.approx(wider["width"], abs=4)
    assert page.locator("#jp-down-stack .lm-TabBar-tab").count() == 1
    (lab.workspace / "invoice.py").write_text("total = 0\n")
    page.get_by_text("invoice.py").click(timeout=LOAD_MS)  # it appears by itself
    expect(page.locator(".jp-FileEditor:visible .cm-content")).to_contain_text("total = 0")


def test_in_a_narrow_window_claude_fills_the_page_until_something_is_opened(
    lab: Lab, context: BrowserContext
) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": 420, "height": 800})
    page.goto(lab.url("narrow"))
    settle(page)
    assert box(page, "#remote-claude-panel")["width"] > 300
    assert page.locator("#jp-left-stack").is_hidden()
    page.locator(".jp-SideBar.jp-mod-left .lm-TabBar-tab").first.click()
    page.get_by_text("README.md").click()
    page.wait_for_selector(".jp-FileEditor, .jp-MarkdownViewer")
    expect(page.locator("#remote-claude-panel")).to_be_hidden()
    expect(page.locator("#jp-left-stack")).to_be_hidden()


def test_a_lost_server_is_told_in_a_line_that_goes_when_it_is_back(lab: Lab, page: Page) -> None:
    lab.kill()
    banner = page.locator(".rc-banner")
    expect(banner).to_contain_text("Nothing is lost", timeout=30_000)
    assert page.locator(".jp-Dialog").count() == 0
    lab.start()
    expect(banner).to_have_count(0, timeout=30_000)
    expect(page.locator("#jp-main-statusbar")).to_contain_text("Connected")
