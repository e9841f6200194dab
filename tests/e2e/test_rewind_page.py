"""Rewind to a message: what would change, the way back, and the way back from there."""

import json
import os

import pytest
from playwright.sync_api import Locator, expect

from tests.support.desk import Desk

pytestmark = pytest.mark.browser


def bash(command: str) -> str:
    return f"@@ tool Bash {json.dumps({'command': command})} >> say Done."


def test_files_and_conversation_go_back_and_forth(desk: Desk) -> None:
    panel = desk.panel
    desk.ask("@@ say The word is plum.")
    desk.say(bash("touch made.txt"))
    desk.asked("Run this command?")
    desk.choose("Allow once")
    desk.rest(2)
    desk.ask("@@ say The word is fig.")
    go_back(desk)
    line = panel.locator(".rc-rewound")
    expect(line).to_contain_text("Rewound: 2 turns undone · 1 file removed")
    expect(desk.answers).to_have_count(1)
    line.get_by_role("button", name="Show").press("Enter")
    expect(desk.answers).to_have_count(3)
    shoot(desk, "line")
    desk.reload()
    expect(desk.answers).to_have_count(1)
    line.get_by_role("button", name="Undo").press("Enter")
    undo = panel.get_by_role("region", name="Undo the rewind?")
    expect(undo.get_by_text("made.txt", exact=True)).to_be_visible()
    press(undo.get_by_role("button", name="Undo the rewind"))
    expect(line).to_contain_text("A rewind was undone.")
    expect(desk.answers).to_have_count(3)
    expect(line.get_by_role("button")).to_have_count(0)


def go_back(desk: Desk) -> None:
    """To before the second message, by keyboard; the card is left once and comes again."""
    rewind = desk.panel.get_by_role("button", name="Rewind to here").nth(1)
    rewind.focus()
    rewind.press("Enter")
    card = desk.panel.get_by_role("region", name="Rewind to before this message?")
    expect(card).to_be_focused()
    expect(card.get_by_text("2 turns are undone")).to_be_visible()
    expect(card.get_by_text("made.txt", exact=True)).to_be_visible()
    shoot(desk, "card")
    card.press("Escape")
    expect(card).to_have_count(0)
    expect(desk.box).to_be_focused()
    rewind.press("Enter")
    press(card.get_by_role("button", name="Files and conversation"))
    expect(card).to_have_count(0)
    expect(desk.box).to_have_value(bash("touch made.txt"))
    expect(desk.box).to_be_focused()


def press(button: Locator) -> None:
    """By keyboard, once it is known what it would change."""
    expect(button).to_be_enabled()
    button.press("Enter")


def shoot(desk: Desk, name: str) -> None:
    folder = os.environ.get("SHOTS")
    if folder:
        desk.page.screenshot(path=f"{folder}/{name}.png")
