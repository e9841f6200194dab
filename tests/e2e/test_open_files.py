"""Files that are open while Claude changes them: reloaded, or asked about where both did."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.support.browser import screenshot
from tests.support.desk import Desk

pytestmark = pytest.mark.browser
LINES = "".join(f"line {n}\n" for n in range(1, 301))


def opened(desk: Desk, workspace: Path, name: str) -> Locator:
    """A new file, open in the editor; the document."""
    path = workspace / name
    path.write_text(LINES)
    desk.panel.get_by_label("Permission mode").select_option("acceptEdits")
    desk.ask(f'@@ tool Read {{"file_path": "{path}"}} >> say Read.')
    file = desk.file(name)
    expect(file).to_be_visible()
    file.click()
    document = desk.page.locator(".jp-FileEditor:visible")
    expect(document.locator(".cm-content")).to_contain_text("line 2")
    return document


def edit(workspace: Path, name: str, old: str, new: str) -> str:
    """A prompt that has Claude change the file."""
    path = workspace / name
    return (
        f'@@ tool Edit {{"file_path": "{path}", "old_string": "{old}", "new_string": "{new}"}}'
        " >> say Changed."
    )


def go_to_line(desk: Desk, document: Locator, line: int) -> None:
    document.locator(".cm-content").press("Control+Home")
    for _ in range(line - 1):
        desk.page.keyboard.press("ArrowDown")


def asked(desk: Desk, workspace: Path, name: str) -> Locator:
    """A file that Claude changed between two keystrokes of the person; the strip that asks."""
    document = opened(desk, workspace, name)
    before = desk.ends.count()
    desk.say(edit(workspace, name, "line 2\\n", "line two\\n"))
    document.locator(".cm-content").press("Control+End")
    desk.page.keyboard.type("mine")
    desk.rest(before + 1)
    strip = desk.page.locator(".rc-strip:visible")
    expect(strip).to_contain_text("changed this file")
    return strip


def test_a_clean_editor_shows_what_claude_wrote_and_keeps_the_place(
    desk: Desk, workspace: Path
) -> None:
    document = opened(desk, workspace, "clean.txt")
    go_to_line(desk, document, 60)
    desk.page.keyboard.press("End")
    desk.ask(edit(workspace, "clean.txt", "line 58\\n", "line 58\\nmore\\nand more\\n"))
    expect(document.locator(".cm-content")).to_contain_text("and more")
    expect(document.locator(".cm-line", has_text="and more")).to_be_in_viewport()
    document.locator(".cm-content").focus()
    desk.page.keyboard.type("!")
    expect(document.locator(".cm-content")).to_contain_text("line 60!")
    expect(desk.page.get_by_role("button", name="Ln 62, Col 9")).to_be_visible()
    expect(desk.page.locator(".rc-strip")).to_have_count(0)


def test_keep_mine_saves_over_claudes_and_asks_nothing_more(desk: Desk, workspace: Path) -> None:
    strip = asked(desk, workspace, "keep.txt")
    screenshot(desk.page, "open-file-asks")
    assert (workspace / "keep.txt").read_text() == LINES.replace("line 2\n", "line two\n")
    strip.get_by_role("button", name="Keep mine").click()
    expect(strip).to_have_count(0)
    expect(desk.page.locator(".jp-FileEditor:visible .cm-content")).to_contain_text("mine")
    desk.page.locator(".jp-FileEditor:visible .cm-content").press("Control+End")
    desk.page.keyboard.type(" again")
    desk.page.keyboard.press("Control+s")
    expect(desk.page.locator(".jp-mod-current.jp-mod-dirty")).to_have_count(0)
    assert (workspace / "keep.txt").read_text() == LINES + "mine again"
    expect(desk.page.get_by_role("dialog")).to_have_count(0)


def test_take_claudes_shows_the_file_as_it_is(desk: Desk, workspace: Path) -> None:
    strip = asked(desk, workspace, "take.txt")
    strip.get_by_role("button", name="Take Claude").click()
    expect(strip).to_have_count(0)
    content = desk.page.locator(".jp-FileEditor:visible .cm-content")
    content.press("Control+Home")
    expect(content).to_contain_text("line two")
    content.press("Control+End")
    expect(content).not_to_contain_text("mine")
    expect(desk.page.get_by_role("dialog")).to_have_count(0)


def test_compare_shows_both_side_by_side_and_saving_does_not_ask_in_a_dialog(
    desk: Desk, workspace: Path
) -> None:
    strip = asked(desk, workspace, "compare.txt")
    desk.page.locator(".jp-FileEditor:visible .cm-content").press("Control+s")
    expect(strip).to_be_visible()
    expect(desk.page.get_by_role("dialog")).to_have_count(0)
    strip.get_by_role("button", name="Compare").click()
    page = desk.page.locator(".rc-compare:visible")
    expect(page.locator(".cm-merge-a")).to_contain_text("mine")
    expect(page.locator(".cm-merge-b")).to_contain_text("line two")
    screenshot(desk.page, "open-file-compare")
    page.get_by_role("button", name="Keep mine").click()
    expect(page).to_have_count(0)
    assert (workspace / "compare.txt").read_text() == LINES + "mine"
