"""Questions of the real Claude Code, answered in the browser: permission, plan, question."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import OpenDesk
from tests.support.browser import screenshot
from tests.support.desk import Desk

pytestmark = pytest.mark.browser
PLAN = (
    '@@ tool Write {"file_path": "{{plan_file}}", "content": "# The plan\\n\\n1. Paint it *blue*."}'
    " >> tool ExitPlanMode"
)
QUESTION = (
    '@@ tool AskUserQuestion {"questions": [{"question": "Which database?", "header": "Store",'
    ' "multiSelect": false, "options": [{"label": "SQLite", "description": "One file"},'
    ' {"label": "PostgreSQL", "description": "A server"}]}]} >> say You chose {{answer}}.'
)
PREVIEWS = (
    '@@ tool AskUserQuestion {"questions": [{"question": "Which layout?", "header": "Layout",'
    ' "multiSelect": false, "options": [{"label": "Boxes", "description": "", "preview":'
    ' "+------+\\n| <b>x | \\n+------+"}, {"label": "List", "description": "", "preview":'
    ' "- first\\n- second"}]}]} >> say You chose {{answer}}.'
)
TWO_QUESTIONS = (
    '@@ tool AskUserQuestion {"questions": [{"question": "Which colours?", "header": "Colour",'
    ' "multiSelect": true, "options": [{"label": "Red", "description": ""},'
    ' {"label": "Blue", "description": ""}]}, {"question": "How large?", "header": "Size",'
    ' "multiSelect": false, "options": [{"label": "Small", "description": ""},'
    ' {"label": "Large", "description": ""}]}]} >> say You chose {{answer}}.'
)


def write(name: str, content: str = "made") -> str:
    return f'tool Write {{"file_path": "{{{{workspace}}}}/{name}", "content": "{content}"}}'


def run(command: str) -> str:
    return f'tool Bash {{"command": "{command}"}}'


def plan_first(desk: Desk) -> None:
    desk.panel.get_by_label("Permission mode").select_option("plan")


def mode_is(desk: Desk, value: str) -> None:
    expect(desk.panel.get_by_label("Permission mode")).to_have_value(value)


def test_a_change_is_shown_and_made_once_it_is_allowed(desk: Desk, workspace: Path) -> None:
    desk.say(f"@@ {write('allowed.txt')} >> say Written.")
    card = desk.asked("Make this change?")
    expect(card).to_contain_text("allowed.txt")
    expect(card).to_contain_text("made")
    assert not (workspace / "allowed.txt").exists()
    expect(desk.panel.get_by_label("Time")).to_be_visible()
    desk.choose("Allow once")
    desk.rest()
    expect(desk.card).to_have_count(0)
    assert (workspace / "allowed.txt").read_text() == "made"
    expect(desk.file("allowed.txt")).to_be_visible()


def test_the_mode_changes_while_claude_works_and_an_open_question_stays(
    desk: Desk, workspace: Path
) -> None:
    desk.say(f"@@ {write('asked.txt')} >> {write('unasked.txt')} >> lorem 300 40")
    desk.asked("Make this change?")
    desk.panel.get_by_label("Permission mode").select_option("acceptEdits")
    told = desk.panel.get_by_role("status").filter(has_text="Accepts edits: from Claude's next")
    expect(told).to_contain_text("The question above still waits for your answer.")
    screenshot(desk.page, "chosen-in-mid-turn")
    desk.choose("Allow once")
    expect(desk.file("unasked.txt")).to_be_visible()
    expect(told).not_to_contain_text("question")
    desk.stop.click()
    desk.rest()
    expect(told).to_have_count(0)
    mode_is(desk, "acceptEdits")
    assert (workspace / "asked.txt").exists()


def test_a_question_that_waits_survives_a_reload(desk: Desk, workspace: Path) -> None:
    desk.say(f"@@ {write('later.txt')} >> say Written.")
    desk.asked("Make this change?")
    desk.reload()
    card = desk.asked("Make this change?")
    expect(card).to_contain_text("later.txt")
    expect(desk.stop).to_be_visible()
    desk.choose("Allow once")
    desk.rest()
    assert (workspace / "later.txt").exists()


def test_a_no_with_a_reason_reaches_claude_and_stays_to_be_read(
    desk: Desk, workspace: Path
) -> None:
    desk.say(f"@@ {run('touch denied.txt')} >> say Then not.")
    card = desk.asked("Run this command?")
    desk.choose("Deny…")
    box = card.get_by_label("What Claude should do instead")
    expect(box).to_be_focused()
    box.fill("Use another name.")
    card.get_by_role("button", name="Deny", exact=True).click()
    desk.rest()
    expect(desk.box).to_be_focused()
    assert not (workspace / "denied.txt").exists()
    desk.panel.get_by_role("button", name="Details of").first.click()
    expect(desk.rows).to_contain_text("Denied by admin")
    expect(desk.rows).to_contain_text("Use another name.")


def test_a_command_can_be_changed_before_it_runs(desk: Desk, workspace: Path) -> None:
    desk.say(f"@@ {run('touch proposed.txt')} >> say Ran.")
    card = desk.asked("Run this command?")
    desk.choose("Edit…")
    card.get_by_label("Command").fill("touch mine.txt")
    desk.choose("Allow this version")
    desk.rest()
    assert (workspace / "mine.txt").exists()
    assert not (workspace / "proposed.txt").exists()


def test_digits_answer_from_the_empty_composer(desk: Desk, workspace: Path) -> None:
    writes = " >> ".join(write(f"digit{number}.txt") for number in (1, 2, 3))
    desk.say(f"@@ {writes} >> {run('python3 -V > digit4.txt')} >> say Done.")
    desk.asked("Make this change?")
    screenshot(desk.page, "permission")
    press(desk, "Allow once", about="digit1.txt")
    press(desk, "Accept all edits from now on", about="digit2.txt")
    desk.asked("Run this command?")
    assert (workspace / "digit3.txt").exists(), "it was not asked about any more"
    mode_is(desk, "acceptEdits")
    press(desk, "Deny…", about="digit4.txt")
    expect(desk.card.get_by_label("What Claude should do instead")).to_be_focused()
    desk.page.keyboard.press("Enter")
    desk.rest()
    assert not (workspace / "digit4.txt").exists()


def press(desk: Desk, name: str, *, about: str) -> None:
    """Press the digit of a button in the empty composer, until the panel takes it.

    A card that has only just come takes none: the key was meant for something else.
    """
    expect(desk.card).to_contain_text(about)
    button = desk.card.get_by_role("button", name=name, exact=True)
    digit = button.get_attribute("data-digit")
    assert digit is not None
    expect(desk.box).to_have_value("")
    while button.is_visible() and desk.card.filter(has_text=about).count() == 1:
        desk.box.press(digit)
        if desk.box.input_value():
            desk.box.fill("")


def test_a_plan_is_read_approved_and_carried_out(desk: Desk, workspace: Path) -> None:
    plan_first(desk)
    desk.say(f"{PLAN} >> {write('planned.txt')} >> say Carried out.")
    card = desk.asked("Go ahead with this plan?")
    expect(card.get_by_role("group", name="Plan").get_by_role("listitem")).to_have_text(
        "Paint it blue."
    )
    screenshot(desk.page, "plan")
    desk.choose("Approve")
    expect(desk.asked("Make this change?")).to_contain_text("planned.txt")
    mode_is(desk, "default")
    desk.choose("Allow once")
    desk.rest()
    assert (workspace / "planned.txt").exists()


def test_a_plan_approved_with_its_edits_is_carried_out_without_asking(
    desk: Desk, workspace: Path
) -> None:
    plan_first(desk)
    desk.say(f"{PLAN} >> {write('accepted.txt')} >> say Carried out.")
    desk.asked("Go ahead with this plan?")
    desk.choose("Approve and accept edits")
    desk.rest()
    mode_is(desk, "acceptEdits")
    assert (workspace / "accepted.txt").exists()


def test_a_plan_can_be_sent_back_with_words(desk: Desk) -> None:
    plan_first(desk)
    desk.say(f"{PLAN} >> say A better plan will come.")
    card = desk.asked("Go ahead with this plan?")
    desk.choose("Keep planning…")
    card.get_by_label("What the plan lacks").fill("Paint it red.")
    desk.page.keyboard.press("Enter")
    desk.rest()
    mode_is(desk, "plan")
    expect(desk.answers.last).to_contain_text("A better plan will come.")


def test_a_question_is_answered_by_a_choice(desk: Desk) -> None:
    desk.say(QUESTION)
    card = desk.asked("Claude asks you")
    expect(card.get_by_role("button", name="Answer", exact=True)).to_be_disabled()
    screenshot(desk.page, "question")
    card.get_by_role("radio", name="PostgreSQL").check()
    desk.choose("Answer")
    desk.rest()
    expect(desk.answers.last).to_contain_text("PostgreSQL")


def test_the_preview_of_the_option_under_the_keyboard_is_shown(desk: Desk) -> None:
    desk.say(PREVIEWS)
    card = desk.asked("Claude asks you")
    expect(card.get_by_role("region", name="Preview of Boxes")).to_contain_text("| <b>x |")
    card.get_by_role("radio", name="Boxes").focus()
    screenshot(desk.page, "question-preview")
    desk.page.keyboard.press("ArrowDown")
    preview = card.get_by_role("region", name="Preview of List")
    expect(preview.get_by_role("listitem")).to_have_text(["first", "second"])
    desk.choose("Answer")
    desk.rest()
    expect(desk.answers.last).to_contain_text("List")


def test_a_question_is_answered_in_words_of_ones_own(desk: Desk) -> None:
    desk.say(QUESTION)
    card = desk.asked("Claude asks you")
    card.get_by_label("Something else").fill("A plain file")
    desk.page.keyboard.press("Enter")
    desk.rest()
    expect(desk.answers.last).to_contain_text("A plain file")


def test_several_questions_are_one_form(desk: Desk) -> None:
    desk.say(TWO_QUESTIONS)
    card = desk.asked("Claude asks you")
    card.get_by_role("checkbox", name="Red").check()
    card.get_by_role("checkbox", name="Blue").check()
    expect(card.get_by_role("button", name="Answer", exact=True)).to_be_disabled()
    card.get_by_role("radio", name="Large").check()
    desk.choose("Answer")
    desk.rest()
    expect(desk.answers.last).to_contain_text("Red, Blue")
    expect(desk.answers.last).to_contain_text("Large")


def test_what_one_browser_answers_is_answered_in_the_other(
    desk: Desk, open_desk: OpenDesk, workspace: Path
) -> None:
    desk.ask("@@ say Two people.")
    other = open_desk().open_conversation("@@ say Two people.")
    desk.say(f"@@ {write('shared.txt')} >> say Written.")
    for one in (desk, other):
        one.asked("Make this change?")
    other.choose("Allow once")
    for one in (desk, other):
        one.rest(2)
        expect(one.card).to_have_count(0)
    assert (workspace / "shared.txt").exists()
