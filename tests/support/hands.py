"""Somebody at the keyboard, who has no mouse."""

import pytest
from playwright.sync_api import Locator

from tests.support.desk import Desk

MOST_TABS = 40
HERE = "e => e === document.activeElement"
NAMES = {"Ctrl": "Control", "Esc": "Escape", "↓": "ArrowDown", "↑": "ArrowUp"}


class Hands:
    """Presses keys; `pressed` holds them, called as the documentation calls them."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.pressed: list[str] = []

    def press(self, *keys: str) -> None:
        for key in keys:
            parts = [NAMES.get(part, part.replace(" ", "")) for part in key.split("+")]
            self.desk.page.keyboard.press("+".join(parts) if len(parts[0]) > 1 else key.lower())
            self.pressed.append(key)

    def type(self, text: str) -> None:
        """Into whatever has the keyboard."""
        self.desk.page.keyboard.type(text)

    def enter(self, text: str) -> None:
        """Type, and press Enter."""
        self.type(text)
        self.press("Enter")

    def tab_to(self, wanted: Locator, key: str = "Tab") -> None:
        """Press Tab until this has the keyboard."""
        for _ in range(MOST_TABS):
            self.press(key)
            if wanted.count() and wanted.first.evaluate(HERE):
                return
        pytest.fail(f"not reached by {key}: {wanted}")
