"""What a turn changed, in a tab: compared, commented on, taken back."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.support.browser import screenshot
from tests.support.desk import Desk
from tests.support.model import ScriptedModel, to_body

pytestmark = pytest.mark.browser
BEFORE = "".join(f"line {n}\n" for n in range(1, 61))
NEW = "<img src=x onerror=alert(1)>.txt"


def change(desk: Desk, workspace: Path) -> Locator:
    """A turn that edits one file in two places and makes another; its tab, opened by the chip."""
    (workspace / "poem.txt").write_text(BEFORE)
    poem, new = workspace / "poem.txt", workspace / NEW
    new.unlink(missing_ok=True)
    desk.panel.get_by_label("Permission mode").select_option("acceptEdits")
    desk.ask(
        f'@@ tool Read {{"file_path": "{poem}"}}'
        f' >> tool Edit {{"file_path": "{poem}", "old_string": "line 5\\n",'
        ' "new_string": "line five\\nand more\\n"}'
        f' >> tool Edit {{"file_path": "{poem}", "old_string": "line 50\\n", "new_string": ""}}'
        f' >> tool Write {{"file_path": "{new}", "content": "new\\n"}} >> say Changed.'
    )
    desk.panel.get_by_role("button", name="Review").last.click()
    page = desk.page.locator(".rc-changes-view:visible")
    expect(page.get_by_role("list", name="Changed files").get_by_role("listitem")).to_have_count(2)
    return page


def comment(page: Locator, line: int, text: str) -> None:
    """Say something about a line, by its number."""
    numbers = page.locator(".cm-merge-b .cm-lineNumbers .cm-gutterElement")
    numbers.filter(has_text=str(line)).first.click()
    page.get_by_label(f"Comment on line {line}").fill(text)
    page.get_by_role("button", name="Keep comment").click()


def test_the_changes_of_a_turn_are_compared_side_by_side_and_in_one_column(
    desk: Desk, workspace: Path
) -> None:
    page = change(desk, workspace)
    expect(desk.page.get_by_role("tab", name="Changes · turn 1")).to_be_visible()
    expect(page.locator(".cm-merge-b")).to_contain_text("line five")
    expect(page.locator(".cm-merge-a")).to_contain_text("line 50")
    expect(page.locator(".cm-collapsedLines").first).to_be_visible()
    screenshot(desk.page, "changes")
    page.get_by_role("button", name="Show in one column").click()
    expect(page.locator(".cm-deletedChunk").first).to_contain_text("line 5")
    screenshot(desk.page, "changes-unified")
    page.get_by_role("button", name=NEW).first.click()
    expect(page.locator(".cm-content")).to_contain_text("new")
    assert page.locator("img").count() == 0


def test_comments_gather_survive_a_reload_and_go_out_with_the_next_message_or_alone(
    desk: Desk, workspace: Path, model: ScriptedModel
) -> None:
    page = change(desk, workspace)
    comment(page, 5, "Why <b>five</b>?")
    expect(page.locator(".rc-comment")).to_contain_text("Comment 1 of 1")
    expect(page.locator(".rc-comment")).to_contain_text("Why <b>five</b>?")
    desk.reload()
    chip = desk.panel.get_by_text("1 comment goes with your next message")
    expect(chip).to_be_visible()
    screenshot(desk.page, "comment-chip")
    desk.rest()  # the turn before the reload is drawn
    desk.ask("@@ say Seen.")
    expect(chip).to_have_count(0)
    sent = str(to_body(model.turns[-1])["messages"])
    assert "poem.txt:5" in sent
    assert "> line five" in sent
    assert "Why <b>five</b>?" in sent
    desk.panel.get_by_role("button", name="Review").last.click()
    comment(page, 5, "Rather six.")
    desk.box.press("Enter")
    desk.rest(3)
    alone = str(to_body(model.turns[-1])["messages"][-1])
    assert "poem.txt:5" in alone
    assert "Rather six." in alone
    expect(chip).to_have_count(0)


def test_a_place_and_a_file_are_taken_back_and_a_new_file_is_deleted_after_asking(
    desk: Desk, workspace: Path
) -> None:
    page = change(desk, workspace)
    page.get_by_role("button", name="Revert this change at line 5", exact=True).click()
    expect(page.locator(".cm-merge-b")).not_to_contain_text("line five")
    assert "line 5\n" in (workspace / "poem.txt").read_text()
    assert "line 50\n" not in (workspace / "poem.txt").read_text()
    expect(page.get_by_role("list", name="Changed files")).to_contain_text("reverted")
    page.get_by_role("button", name="Revert file").click()
    expect(page.get_by_role("button", name="Revert file")).to_be_disabled()
    expect(page.locator(".cm-merge-b")).to_contain_text("61 unchanged lines")
    assert (workspace / "poem.txt").read_text() == BEFORE
    page.get_by_role("button", name=NEW).first.click()
    page.get_by_role("button", name="Revert file").click()
    assert (workspace / NEW).exists()
    page.get_by_role("button", name="Delete file").click()
    expect(page.get_by_role("list", name="Changed files")).to_contain_text("deleted since")
    assert not (workspace / NEW).exists()


def test_what_was_changed_since_is_told_and_kept(desk: Desk, workspace: Path) -> None:
    page = change(desk, workspace)
    (workspace / "poem.txt").write_text("mine\n")
    page.get_by_role("button", name="Revert file").click()
    expect(page.get_by_role("alert")).to_contain_text("changed since")
    assert (workspace / "poem.txt").read_text() == "mine\n"
    expect(page.get_by_role("button", name="Revert file")).to_be_disabled()
