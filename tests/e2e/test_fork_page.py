"""Fork from a message: the same past in another conversation, the words back in the box."""

import pytest
from playwright.sync_api import expect

from tests.support.desk import Desk

pytestmark = pytest.mark.browser


def test_a_message_is_said_another_way_in_a_fork(desk: Desk) -> None:
    desk.ask("@@ say The word is plum.")
    desk.ask("@@ say The word is pear.")
    fork = desk.panel.get_by_role("button", name="Fork from here").last
    fork.focus()
    fork.press("Enter")
    expect(desk.panel.locator(".rc-head-title")).to_contain_text("(fork)")
    expect(desk.answers).to_have_count(1)
    expect(desk.answers).to_contain_text("The word is plum.")
    expect(desk.box).to_have_value("@@ say The word is pear.")
    expect(desk.box).to_be_focused()
    desk.ask("@@ say The word is fig.")
    expect(desk.answers.last).to_contain_text("The word is fig.")
    desk.reload()
    expect(desk.answers.first).to_contain_text("The word is plum.")
    expect(desk.answers.last).to_contain_text("The word is fig.")
