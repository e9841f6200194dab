"""What becomes of a prompt: stopped, queued, taken back, sent now, too long, not sent, failed."""

import re

import pytest
from playwright.sync_api import Route, expect

from tests.support.browser import screenshot
from tests.support.desk import Desk
from tests.support.model import ScriptedModel

pytestmark = pytest.mark.browser
SENDING = re.compile(r"/conversations(/[^/]+/messages)?(\?|$)")
LIMIT_BYTES = 20 * 1024


def working(desk: Desk, script: str = "@@ lorem 3000 60") -> None:
    """A turn that goes on for long enough."""
    desk.say(script)
    expect(desk.stop).to_be_visible()
    expect(desk.answers.last).to_contain_text("The scripted model")


def test_a_stop_in_mid_stream_keeps_what_was_said_and_tells_who_stopped(desk: Desk) -> None:
    working(desk)
    desk.stop.click()
    desk.rest()
    expect(desk.ends.last).to_contain_text("Stopped by you")
    expect(desk.answers.last).to_contain_text("The scripted model")
    expect(desk.stop).to_have_count(0)
    desk.ask("@@ say It goes on.")
    expect(desk.answers.last).to_contain_text("It goes on.")


def test_escape_stops_too(desk: Desk) -> None:
    working(desk)
    desk.box.press("Escape")
    desk.rest()
    expect(desk.ends.last).to_contain_text("Stopped by you")


def test_messages_wait_while_claude_works_and_one_can_be_taken_back(desk: Desk) -> None:
    working(desk, "@@ lorem 300 60")
    desk.say("@@ say One.")
    desk.say("@@ say Two.")
    expect(desk.waiting.get_by_role("listitem")).to_have_count(2)
    screenshot(desk.page, "queue")
    first = desk.waiting.get_by_role("listitem").filter(has_text="One.")
    first.get_by_role("button", name="Take this message back").click()
    expect(desk.waiting.get_by_role("listitem")).to_have_count(1)
    desk.rest(2)
    expect(desk.waiting).to_have_count(0)
    expect(desk.answers.last).to_contain_text("Two.")
    assert "One." not in desk.words()


def test_a_waiting_message_is_written_anew_in_its_place_and_survives_a_reload(desk: Desk) -> None:
    working(desk, "@@ lorem 4000 60")
    desk.say("@@ say Draft.")
    desk.say("@@ say Last.")
    desk.waiting.get_by_role("button", name="Edit this message").first.click()
    editor = desk.waiting.get_by_label("The message that waits")
    expect(editor).to_be_focused()
    editor.fill("@@ say Final.")
    editor.press("Enter")
    expect(desk.waiting.get_by_role("listitem")).to_contain_text(["Final.", "Last."])
    expect(desk.box).to_be_focused()
    desk.reload()
    expect(desk.waiting.get_by_role("listitem")).to_contain_text(["Final.", "Last."])
    desk.waiting.get_by_role("button", name="Send this message now").last.click()
    expect(desk.waiting.get_by_role("listitem")).to_have_count(1)
    expect(desk.answers.filter(has_text="Last.")).to_be_visible()
    expect(desk.answers.last).to_contain_text("Final.")
    assert "Draft." not in desk.words()


def test_a_message_sent_now_reaches_claude_in_the_middle_of_its_work(desk: Desk) -> None:
    working(desk)
    desk.box.fill("@@ say At once.")
    desk.box.press("Control+Enter")
    expect(desk.answers.last).to_contain_text("At once.")
    expect(desk.stop).to_have_count(0)


def test_a_prompt_over_the_limit_is_told_in_the_panel_and_keeps_its_text(desk: Desk) -> None:
    text = "x" * (LIMIT_BYTES + 1024)
    desk.box.fill(text)
    expect(desk.panel.get_by_role("alert")).to_contain_text("over the limit of 20")
    desk.box.press("Enter")
    expect(desk.panel.get_by_role("button", name="Send")).to_be_disabled()
    expect(desk.box).to_have_value(text)
    desk.box.fill("@@ say Short enough.")
    expect(desk.panel.get_by_role("alert")).to_have_count(0)
    desk.box.press("Enter")
    desk.rest()
    expect(desk.answers).to_contain_text("Short enough.")


def test_a_prompt_that_could_not_be_sent_keeps_its_text_and_goes_by_itself(
    desk: Desk,
) -> None:
    def refuse(route: Route) -> None:
        route.abort() if route.request.method == "POST" else route.continue_()

    desk.page.route(SENDING, refuse)
    desk.say("@@ say Late, but here.")
    waits = desk.panel.get_by_role("status").filter(has_text="waits for the connection")
    expect(waits).to_contain_text("could not be reached")
    screenshot(desk.page, "not-sent")
    desk.reload()
    expect(waits).to_be_visible()
    expect(desk.prompts).to_contain_text("Late, but here.")
    desk.page.unroute(SENDING)
    desk.rest()
    expect(waits).to_have_count(0)
    expect(desk.prompts).to_have_count(1)
    expect(desk.answers).to_contain_text("Late, but here.")


def test_a_prompt_that_was_refused_stays_until_somebody_sends_it_again(desk: Desk) -> None:
    told = '{"error": {"code": "queue_full", "message": "Too many."}}'
    desk.ask("@@ say Before.")
    desk.page.route(SENDING, lambda route: route.fulfill(status=409, body=told))
    desk.say("@@ say Later.")
    failure = desk.panel.get_by_role("alert").filter(has_text="Not sent.")
    expect(failure).to_contain_text("So many messages wait")
    desk.page.unroute(SENDING)
    failure.get_by_role("button", name="Retry").click()
    desk.rest(2)
    expect(failure).to_have_count(0)
    expect(desk.prompts).to_have_count(2)
    expect(desk.answers.last).to_contain_text("Later.")


def test_text_that_was_not_sent_is_there_after_a_reload(desk: Desk) -> None:
    desk.ask("@@ say Drafts.")
    desk.box.fill("half a thought")
    desk.reload()
    expect(desk.box).to_have_value("half a thought")
    expect(desk.answers).to_contain_text("Drafts.")
    desk.box.fill("")


def test_a_refused_request_is_told_in_the_providers_words_and_can_be_sent_again(
    desk: Desk,
) -> None:
    refusal = '{"message": "The request was out of order.", "type": "invalid_request_error"}'
    desk.ask(f"@@ error 400 {refusal}")
    expect(desk.ends).to_contain_text("Claude could not finish")
    expect(desk.ends).to_contain_text("The request was out of order.")
    expect(desk.ends).not_to_contain_text("Send the message again")  # said once, by the button
    screenshot(desk.page, "failed-turn")
    desk.ends.get_by_role("button", name="Send again").click()
    desk.rest(2)
    desk.ask("@@ say Better now.")
    expect(desk.answers.last).to_contain_text("Better now.")


def test_a_wrong_key_names_the_file_to_mend(desk: Desk, model: ScriptedModel) -> None:
    model.accept_only("another key")
    try:
        desk.ask("@@ say Never heard.")
    finally:
        model.accept_all()
    expect(desk.ends).to_contain_text("Claude could not finish")
    expect(desk.ends).to_contain_text(".yaml")
