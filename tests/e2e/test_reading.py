"""How a conversation reads: densities, living paths, code, output, the background."""

import base64
import json
import re
import struct
import zlib
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.support.browser import screenshot
from tests.support.desk import Desk

TWO_LINES = "one = 1\ntwo = 2\n"


def use(tool: str, **given: object) -> str:
    """A step of a script that uses a tool."""
    return f"tool {tool} {json.dumps(given)}"


def command(page: Page, label: str) -> None:
    """Run a command by its name in the palette."""
    page.keyboard.press("Control+Shift+c")
    page.locator(".jp-SearchableCommandPalette, .lm-CommandPalette").first.wait_for()
    page.keyboard.type(label)
    page.locator(".lm-CommandPalette-item").filter(has_text=label).first.click()


def png() -> bytes:
    """A picture of 40 by 20 red dots."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        whole = kind + data
        return struct.pack(">I", len(data)) + whole + struct.pack(">I", zlib.crc32(whole))

    rows = b"".join(b"\0" + b"\xff\0\0" * 40 for _ in range(20))
    head = struct.pack(">IIBBBBB", 40, 20, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def test_the_chosen_density_is_remembered(desk: Desk, workspace: Path) -> None:
    page = desk.page
    (workspace / "lines.py").write_text(TWO_LINES)
    reads = " ;; ".join(use("Read", file_path=str(workspace / "lines.py")) for _ in range(2))
    desk.ask(
        f"@@ think Deep thoughts. ;; {reads} >> {use('Bash', command='ls no-such')} >> say Ok."
    )
    failed = desk.rows.get_by_text("cannot access")
    expect(failed).to_be_visible()
    expect(desk.rows.locator(".rc-thinking-text")).not_to_be_attached()
    command(page, "Summary Only")
    expect(desk.rows.get_by_text("Read 1 file, ran 1 command", exact=True)).to_be_visible()
    expect(failed).not_to_be_attached()
    page.wait_for_timeout(500)  # the setting is written after a moment
    desk.reload()
    expect(desk.rows.get_by_text("Read 1 file, ran 1 command", exact=True)).to_be_visible()
    page.keyboard.press("Control+Alt+d")
    expect(failed).to_be_visible()


def test_a_path_opens_the_editor_at_its_line_by_keyboard(desk: Desk, workspace: Path) -> None:
    (workspace / "deep").mkdir(exist_ok=True)
    (workspace / "deep" / "lines.py").write_text(TWO_LINES)
    desk.ask("@@ say It is in `deep/lines.py:2`, not in gone.py:1.")
    desk.answers.last.get_by_role("button", name="deep/lines.py:2").press("Enter")
    expect(desk.page.get_by_role("tab", name="lines.py")).to_be_visible()
    expect(desk.page.get_by_text("Ln 2, Col 1")).to_be_visible()
    desk.answers.last.get_by_role("button", name="gone.py:1").click()
    expect(desk.page.get_by_text("gone.py is not in the workspace.")).to_be_visible()


def test_code_goes_to_the_cursor_of_the_editor_and_only_where_there_is_one(
    desk: Desk, workspace: Path
) -> None:
    page = desk.page
    (workspace / "target.py").write_text("")
    command(page, "Close All Tabs")
    desk.ask("@@ say ```python\nanswer = 42\n```")
    insert = desk.answers.last.get_by_role("button", name="Insert this code at the cursor")
    expect(insert).to_be_hidden()
    desk.file("target.py").dblclick()
    editor = page.locator(".jp-FileEditor .cm-content")
    expect(editor).to_be_visible()
    insert.click()
    expect(editor).to_contain_text("answer = 42")
    page.keyboard.press("Control+s")


def test_prices_beside_a_formula_stay_prices(desk: Desk) -> None:
    desk.ask("@@ say With $a^2+b^2$ it costs $5 and not $6.")
    expect(desk.answers.last.locator("mjx-container")).to_have_count(1)
    expect(desk.answers.last).to_contain_text("it costs $5 and not $6.")


def test_a_diagram_is_drawn_and_has_no_empty_box_below_it(desk: Desk) -> None:
    desk.ask("@@ say ```mermaid\ngraph TD; A-->B;\n```")
    expect(desk.answers.last.locator(".jp-RenderedMermaid img")).to_be_visible()
    expect(desk.answers.last.locator(".rc-code")).to_have_count(0)


def test_output_has_colours_and_a_long_line_is_cut(desk: Desk, workspace: Path) -> None:
    (workspace / "colours.txt").write_text("\x1b[31mred\x1b[0m see lines.py:1\n")
    (workspace / "long.txt").write_text("x" * 5_000_000)
    (workspace / "marks.txt").write_text("\u0301\u0302\u0303" * 300)
    cats = [use("Bash", command=f"cat {name}.txt") for name in ("colours", "long")]
    marks = (workspace / "marks.txt").read_text()
    desk.ask(f"@@ say {marks} ;; {' ;; '.join(cats)} >> say Done.")
    command(desk.page, "Every Detail")
    red = desk.rows.locator(".rc-output span").filter(has_text="red").first
    expect(red).to_have_class(re.compile("ansi-red"))
    expect(desk.rows.locator(".rc-output").get_by_role("button", name="lines.py:1")).to_be_visible()
    told = desk.rows.get_by_text(re.compile("Too large for Claude|Only the beginning"))
    expect(told).to_be_visible()
    wide = desk.panel.locator(".rc-scroller").evaluate("e => e.scrollWidth - e.clientWidth")
    assert wide <= 0
    desk.page.keyboard.press("Control+Alt+d")
    desk.page.keyboard.press("Control+Alt+d")


def test_output_that_is_too_large_for_claude_says_so_and_where_all_of_it_is(desk: Desk) -> None:
    desk.ask(f"@@ {use('Bash', command='seq 1 400000')} >> say Counted.")
    desk.panel.get_by_role("button", name="Details of Ran").click()
    body = desk.panel.locator(".rc-tool-body")
    expect(body).to_contain_text("Too large for Claude (2.6 MB)")
    expect(body.get_by_role("group", name="Output")).to_contain_text("1\n2\n3")
    expect(body).not_to_contain_text("persisted-output")
    path = body.locator(".rc-persisted").get_attribute("title") or ""
    assert len(Path(path).read_text().splitlines()) == 400_000
    screenshot(desk.page, "too-large")
    body.get_by_role("button", name="Copy its path").click()
    expect(body.get_by_role("button", name="Copied")).to_be_visible()


def test_a_picture_that_was_read_is_shown(desk: Desk, workspace: Path) -> None:
    (workspace / "red.png").write_bytes(png())
    desk.ask(f"@@ {use('Read', file_path=str(workspace / 'red.png'))} >> say A red box.")
    desk.rows.get_by_role("button", name=re.compile("Details of Read red.png")).click()
    picture = desk.rows.get_by_role("img", name="A picture from the tool")
    expect(picture).to_be_visible()
    assert picture.evaluate("e => e.naturalWidth") == 40
    assert base64.b64encode(png()).decode()[:20] in (picture.get_attribute("src") or "")


def test_a_command_of_the_background_is_listed_until_it_is_stopped(desk: Desk) -> None:
    script = use("Bash", command="sleep 300; touch never", run_in_background=True)
    desk.say(f"@@ {script} >> say Started. >> say Over.")
    desk.asked("Run this command?")
    desk.choose("Allow once")
    going = desk.panel.get_by_role("list", name="In the background")
    expect(going.get_by_role("listitem")).to_contain_text("sleep 300")
    desk.reload()
    going.get_by_role("button", name="Stop in the background: sleep 300; touch never").click()
    desk.rest()
    expect(going).not_to_be_attached()
    expect(desk.rows.get_by_title("Stopped", exact=True)).to_be_visible()
