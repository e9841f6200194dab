"""The page for everyone: every state to axe-core, in both colours and every width; less motion."""

from contextlib import suppress
from itertools import cycle
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from tests.e2e.conftest import VIEWPORT
from tests.e2e.test_page import complaints
from tests.e2e.test_widths import PHONE, overflowing
from tests.support.desk import Desk
from tests.support.states import NEXT_FRAME, PANEL, State, bring, colour, walk

pytestmark = pytest.mark.browser
ZOOMED = {"width": VIEWPORT["width"] // 2, "height": VIEWPORT["height"] // 2}
"""What is left of the window at 200 %."""
MOVING = """() => document.getAnimations()
  .filter(each => each.effect.target.closest('.rc-panel'))
  .map(each => each.animationName)"""
BY_KEYBOARD = """() => [...document.querySelectorAll('.rc-rows pre, .rc-rows table')]
  .every(each => each.scrollWidth <= each.clientWidth || each.tabIndex === 0)"""
"""What is too wide gets a Tab stop a moment after it was drawn."""
LATE = "scrollable-region-focusable"
LOOKS = 3
"""What Claude wrote while axe looked has its Tab stop a moment later: that alone is seen again."""
PARTS_OF_OTHERS = {"comments-chip", "inbox-tags", "plan", "tools-summary"}
COLUMNS = """() => ['jp-left-stack', 'jp-right-stack']
  .map(id => Math.round(document.getElementById(id).getBoundingClientRect().width))
  .join()"""
FIRST = "250,419"
"""Pixels of the files and of Claude, once a wide desktop is laid out for the first time."""


def look(desk: Desk, state: State, scheme: str) -> list[object]:
    """What is wrong with a state: wide, then in the other colour zoomed in and on a phone."""
    page = desk.page
    wrong: list[object] = [(state.name, each) for each in found(page, state.part)]
    colour(page, scheme)
    if not state.fleeting:
        for size in (ZOOMED, PHONE) if state.part == PANEL else (PHONE,):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            bring(desk, state.part)
            if state.part == PANEL:
                wrong += [(state.name, size, each) for each in overflowing(desk)]
    wrong += [(state.name, scheme, each) for each in found(page, state.part)]
    widen(desk)
    return wrong


def widen(desk: Desk) -> None:
    """Back to the wide window, until everything and the keyboard are where they were."""
    desk.page.set_viewport_size(VIEWPORT)
    expect(desk.files).to_be_visible()
    expect(desk.panel).to_be_visible()
    desk.page.evaluate(NEXT_FRAME)


def found(page: Page, part: str) -> list[object]:
    """What axe says of a part, once everything in it that is too wide has its Tab stop."""
    wrong: list[tuple[str, str]] = []
    for _ in range(LOOKS):
        page.wait_for_function(BY_KEYBOARD)
        wrong = complaints(page, part)
        if not wrong or any(rule != LATE for rule, _ in wrong):
            break
    return [*wrong]


def expect_columns(page: Page) -> None:
    """They have the widths that they had at first; how wide they are instead is told."""
    with suppress(PlaywrightTimeoutError):
        page.wait_for_function(f"first => ({COLUMNS})() === first", arg=FIRST)
    assert page.evaluate(COLUMNS) == FIRST


def test_axe_finds_nothing_in_any_state_light_dark_wide_zoomed_and_narrow(
    desk: Desk, workspace: Path
) -> None:
    schemes = cycle(("dark", "light"))
    expect_columns(desk.page)
    states = (state for state in walk(desk, workspace) if state.name not in PARTS_OF_OTHERS)
    wrong = [each for state in states for each in look(desk, state, next(schemes))]
    assert wrong == []
    expect_columns(desk.page)
    desk.box.fill("half a thought")
    desk.page.set_viewport_size(ZOOMED)  # type: ignore[arg-type]
    expect(desk.files).to_be_hidden()
    expect(desk.box).to_be_in_viewport(ratio=1)
    widen(desk)
    expect(desk.box).to_be_focused()
    desk.box.fill("")
    colour(desk.page, "light")


def test_nothing_moves_for_who_wants_no_motion(desk: Desk) -> None:
    desk.page.emulate_media(reduced_motion="no-preference")
    desk.say("@@ delay 6 ;; say Done.")
    expect(desk.stop).to_be_visible()
    assert desk.page.evaluate(MOVING) != []
    desk.page.emulate_media(reduced_motion="reduce")
    assert desk.page.evaluate(MOVING) == []
    desk.stop.click()
    desk.rest()


def test_tab_stops_once_in_the_list_and_the_arrows_do_the_rest(desk: Desk) -> None:
    desk.ask("@@ say One.")
    desk.new_conversation().ask("@@ say Two.")
    listed = desk.open_list()
    stops = listed.locator(".rc-item-open[tabindex='0']")
    expect(stops).to_be_focused()
    desk.page.keyboard.press("ArrowDown")
    second = listed.locator(".rc-item-open:focus")
    expect(second).to_contain_text("One.")
    expect(stops).to_have_count(1)
    listed.get_by_role("searchbox").focus()
    desk.page.keyboard.press("Tab")
    expect(second).to_contain_text("One.")
    desk.page.keyboard.press("Escape")
