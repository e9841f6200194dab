"""What is selected in the editor goes with a message, visibly, and one click leaves it out."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.support.browser import screenshot
from tests.support.desk import Desk
from tests.support.model import ScriptedModel, to_body

pytestmark = pytest.mark.browser


def test_the_selection_goes_along_until_it_is_switched_off_which_is_remembered(
    desk: Desk, workspace: Path, model: ScriptedModel
) -> None:
    (workspace / "app.py").write_text("".join(f"line_{n} = {n}\n" for n in range(1, 9)))
    chip = desk.panel.get_by_role("button", name="What is selected in the editor")
    expect(chip).to_have_count(0)
    desk.file("app.py").click()
    editor = desk.page.locator(".jp-FileEditor:visible .cm-content")
    editor.get_by_text("line_2").click()
    desk.page.keyboard.press("Home")
    for _ in range(3):
        desk.page.keyboard.press("Shift+ArrowDown")
    expect(chip).to_have_text("app.py2-4")
    expect(chip).to_have_attribute("aria-pressed", "true")
    screenshot(desk.page, "selection")
    desk.ask("@@ say Seen.")
    asked = str(to_body(model.turns[-1])["messages"])
    assert "Selected in the editor: @app.py#L2-4" in asked
    assert "line_4 = 4" in asked
    expect(desk.prompts.get_by_role("button", name="app.py 2-4")).to_be_visible()
    chip.click()
    expect(chip).to_have_attribute("aria-pressed", "false")
    screenshot(desk.page, "selection-off")
    desk.new_conversation().ask("@@ say Not seen.")
    assert "Selected in the editor" not in str(to_body(model.turns[-1])["messages"])
    desk.reload()
    editor.get_by_text("line_5").dblclick()
    expect(chip).to_have_text("app.py5")
    expect(chip).to_have_attribute("aria-pressed", "false")
    chip.click()
    expect(chip).to_have_attribute("aria-pressed", "true")


def test_what_is_selected_in_a_cell_of_a_notebook_goes_along_with_the_cells_number(
    desk: Desk, workspace: Path, model: ScriptedModel
) -> None:
    cells = [
        {
            "cell_type": "code",
            "id": f"c{n}",
            "metadata": {},
            "source": f"word_{n} of a cell",
            "outputs": [],
            "execution_count": None,
        }
        for n in range(1, 3)
    ]
    book = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (workspace / "sums.ipynb").write_text(json.dumps(book))
    desk.file("sums.ipynb").dblclick()
    chip = desk.panel.get_by_role("button", name="What is selected in the editor")
    cell = desk.page.locator(".jp-Notebook .jp-Cell").nth(1)
    expect(cell).to_be_visible()
    desk.page.get_by_role("dialog").get_by_role("button", name="No Kernel").click()
    cell.locator(".cm-content").click()
    desk.page.keyboard.press("Control+Home")
    desk.page.keyboard.press("Shift+End")
    expect(chip).to_have_text("sums.ipynb, cell 2")
    if chip.get_attribute("aria-pressed") == "false":
        chip.click()
    desk.ask("@@ say Seen.")
    asked = str(to_body(model.turns[-1])["messages"])
    assert "Selected in the editor: in" in asked
    assert "sums.ipynb" in asked
    assert "word_2 of a cell" in asked
    assert "word_1" not in asked
