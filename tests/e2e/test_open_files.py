"""Files that are open while Claude changes them: reloaded, or asked about where both did."""

import json
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
    """A file that Claude changed while it had unsaved words of the person; the strip that asks."""
    content = opened(desk, workspace, name).locator(".cm-content")
    content.press("Control+End")
    content.press_sequentially("mine")
    expect(content).to_contain_text("mine")
    desk.ask(edit(workspace, name, "line 2\\n", "line two\\n"))
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


def test_the_file_browser_marks_what_claude_changed_until_it_is_opened(
    desk: Desk, workspace: Path
) -> None:
    (workspace / "deep").mkdir()
    desk.panel.get_by_label("Permission mode").select_option("acceptEdits")
    written = {"file_path": str(workspace / "deep" / "new.txt"), "content": "new"}
    desk.ask(f"@@ tool Write {json.dumps(written)} >> say Written.")
    folder = desk.file("deep").locator(".rc-changed")
    expect(folder).to_have_accessible_name("Claude changed something in this folder")
    desk.reload()
    expect(folder).to_be_visible()
    desk.file("deep").click()
    mark = desk.file("new.txt").locator(".rc-changed")
    expect(mark).to_have_attribute("title", "Claude changed this (turn 1)")
    screenshot(desk.page, "marked")
    desk.file("new.txt").click()
    expect(desk.page.locator(".jp-FileEditor:visible .cm-content")).to_contain_text("new")
    expect(mark).to_have_count(0)
    desk.files.get_by_role("button", name="Go to root", exact=False).or_(
        desk.files.locator(".jp-BreadCrumbs-home")
    ).first.click()
    expect(desk.file("deep")).to_be_visible()
    expect(folder).to_have_count(0)


def notebook(path: Path, *sources: str) -> None:
    """A notebook with these cells, called c1, c2 and so on."""
    cells = [
        {
            "cell_type": "code",
            "id": f"c{n}",
            "metadata": {},
            "execution_count": None,
            "outputs": [],
            "source": [source],
        }
        for n, source in enumerate(sources, start=1)
    ]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    book = {"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(book, indent=1))


def test_the_card_and_the_changes_of_a_notebook_show_its_cells(desk: Desk, workspace: Path) -> None:
    path = workspace / "book.ipynb"
    notebook(path, "x = 1", "print(x)")
    desk.panel.get_by_label("Permission mode").select_option("default")
    desk.ask(f'@@ tool Read {{"file_path": "{path}"}} >> say Read.')
    change = {"notebook_path": str(path), "cell_id": "c1", "new_source": "x = 5"}
    desk.say(f"@@ tool NotebookEdit {json.dumps(change)} >> say Changed.")
    card = desk.asked("Make this change?")
    expect(card.locator(".rc-diff")).to_contain_text("x = 1")
    expect(card.locator(".rc-diff-add")).to_contain_text("x = 5")
    screenshot(desk.page, "notebook-card")
    desk.choose("Allow once")
    desk.rest(2)
    desk.panel.get_by_role("button", name="Review").last.click()
    page = desk.page.locator(".rc-changes-view:visible")
    cells = page.get_by_role("group", name="Changed cells")
    expect(cells).to_contain_text("x = 5")
    expect(cells).to_contain_text("1 unchanged cell")
    expect(cells).not_to_contain_text("cell_type")
    screenshot(desk.page, "notebook-changes")
    page.get_by_role("button", name="Show as JSON").click()
    expect(page.locator(".cm-merge-b")).to_contain_text('"x = 5"')


def test_a_notebook_with_unsaved_changes_asks_which_version_to_take(
    desk: Desk, workspace: Path
) -> None:
    path = workspace / "dirty.ipynb"
    notebook(path, "x = 1", "print(x)")
    desk.ask(f'@@ tool Read {{"file_path": "{path}"}} >> say Read.')
    desk.file("dirty.ipynb").click()
    page = desk.page.locator(".jp-NotebookPanel:visible")
    cell = page.locator(".jp-Cell .cm-content").last
    for _ in range(20):  # a notebook that has just opened takes the focus once more
        cell.click()
        cell.press_sequentially("##")
        if "##" in cell.inner_text():
            break
    expect(cell).to_contain_text("##")
    notebook(path, "x = 7", "print(x)")
    desk.ask("@@ say Looked.")
    strip = desk.page.locator(".rc-strip:visible")
    expect(strip).to_contain_text("changed this file")
    strip.get_by_role("button", name="Take Claude").click()
    expect(page.locator(".jp-Cell").first).to_contain_text("x = 7")
    expect(page).not_to_contain_text("##")
