"""A plan as a document: commented on in the card and in a tab, sent back, or approved."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.test_approvals import mode_is, plan_first, write
from tests.e2e.test_page import complaints
from tests.support.browser import screenshot
from tests.support.desk import Desk
from tests.support.model import ScriptedModel, to_body
from tests.support.states import colour

pytestmark = pytest.mark.browser
TAB = ".rc-plan-view:visible"
TEXT = (
    "# Invoices that add up\\n\\nThe total of **two** files is off.\\n\\n"
    "1. Read `src/invoice.py`\\n2. Write the tests first\\n   - one for each currency\\n"
    "3. Paint it <img src=x onerror=alert(1)>\\n\\n```py\\nround(total, 2)\\n```\\n"
)
PLAN = (
    f'@@ tool Write {{"file_path": "{{{{plan_file}}}}", "content": "{TEXT}"}} >> tool ExitPlanMode'
)


def asked(desk: Desk) -> Locator:
    """The card with the plan."""
    return desk.asked("Go ahead with this plan?")


def comment(place: Locator, about: str, said: str) -> None:
    """Comment on a block as somebody does who has only a keyboard."""
    place.get_by_role("button", name=f"Comment on: {about}").focus()
    place.page.keyboard.press("Enter")
    box = place.get_by_role("textbox", name=f"Comment on: {about}")
    expect(box).to_be_focused()
    box.fill(said)
    place.page.keyboard.press("Enter")
    expect(place.get_by_role("button", name=f"Comment on: {about}")).to_be_focused()


def test_comments_on_a_plan_survive_a_reload_and_go_along_with_keep_planning(
    desk: Desk, model: ScriptedModel
) -> None:
    plan_first(desk)
    desk.say(f"{PLAN} >> say A better plan will come.")
    card = asked(desk)
    comment(card, "2. Write the tests first", "After the code, <b>please</b>.")
    card.get_by_text("The total of two files is off.").click()
    card.get_by_role("textbox", name="Comment on").fill("Only one.")
    card.get_by_role("button", name="Keep comment").click()
    comment(card, "1. Read", "Not needed.")
    card.get_by_role("button", name="Remove the comment: Not needed.").click()
    desk.reload()
    card = asked(desk)
    screenshot(desk.page, "plan-commented")
    card.get_by_role("button", name="Keep planning with 2 comments…").click()
    card.get_by_label("What the plan lacks").fill("Make it smaller.")
    desk.reload()
    card = asked(desk)
    gathered = card.get_by_role("list", name="These comments go along:")
    expect(gathered.get_by_role("listitem")).to_have_count(2)
    expect(card.get_by_label("What the plan lacks")).to_have_value("Make it smaller.")
    screenshot(desk.page, "plan-keep")
    card.get_by_role("button", name="Keep planning", exact=True).click()
    desk.rest()
    mode_is(desk, "plan")
    sent = to_body(model.turns[-1])["messages"][-1]["content"][0]["content"]
    assert "Make it smaller." in sent
    assert "> The total of **two** files is off.\nOnly one." in sent
    assert "> 2. Write the tests first\nAfter the code, <b>please</b>." in sent
    assert "Not needed" not in sent


def test_a_plan_opens_in_a_tab_where_it_is_commented_on_and_answered(
    desk: Desk, workspace: Path
) -> None:
    plan_first(desk)
    desk.say(f"{PLAN} >> {write('tabbed.txt')} >> say Carried out.")
    card = asked(desk)
    comment(card, "1. Read", "All of it.")
    card.get_by_role("button", name="Open in a tab").click()
    expect(desk.page.get_by_role("tab", name="Plan")).to_be_visible()
    tab = desk.page.locator(TAB)
    expect(tab.get_by_text("All of it.")).to_be_visible()
    comment(tab, "3. Paint it", "Blue.")
    expect(card.get_by_text("Blue.")).to_be_visible()
    expect(tab.locator("[onerror]")).to_have_count(0)
    assert complaints(desk.page, ".rc-plan-view") == []
    screenshot(desk.page, "plan-tab")
    colour(desk.page, "dark")
    tab.get_by_role("button", name="Approve and accept edits").click()
    expect(desk.card).to_have_count(0)
    desk.rest()
    expect(tab.get_by_role("heading", name="A plan that was answered")).to_be_visible()
    expect(tab.get_by_role("button", name="Approve")).to_have_count(0)
    mode_is(desk, "acceptEdits")
    assert (workspace / "tabbed.txt").exists()
    left = desk.box.input_value()
    assert left.startswith("> 1. Read `src/invoice.py`\nAll of it.\n\n> 3. Paint it <img")
    assert left.endswith("\nBlue.")
    desk.box.fill("")
    colour(desk.page, "light")
