"""Pictures and files come into a message by paste, drop and choice, and stay in its transcript."""

import base64
import os
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import JSHandle, Locator, Route, expect

from tests.e2e.conftest import OpenDesk
from tests.support.browser import screenshot
from tests.support.desk import Desk
from tests.support.model import ScriptedModel, to_body
from tests.support.picture import png

pytestmark = pytest.mark.browser
EVIL = '<img src=x onerror="document.title=1">.svg'
SVG = '<svg xmlns="http://www.w3.org/2000/svg"><script>document.title = "run"</script></svg>'
MEBIBYTE = 1 << 20


def chips(desk: Desk) -> Locator:
    """What goes with the next message."""
    return desk.panel.get_by_role("list", name="Goes with this message").get_by_role("listitem")


@pytest.fixture
def desk(desk: Desk) -> Iterator[Desk]:
    """A desk where nothing is left of the test before."""
    yield desk
    while chips(desk).count() > 0:
        chips(desk).last.get_by_role("button").click()


def choose_files(desk: Desk, *files: Any) -> None:
    """The system's own choice of files, behind the paper clip."""
    with desk.page.expect_file_chooser() as chooser:
        desk.panel.get_by_role("button", name="Add files").click()
    chooser.value.set_files(list(files))


def data_transfer(desk: Desk, name: str, kind: str, data: bytes, text: str = "") -> JSHandle:
    """What a paste or a drop carries."""
    return desk.page.evaluate_handle(
        """([name, type, data, text]) => {
          const transfer = new DataTransfer();
          const bytes = Uint8Array.from(atob(data), letter => letter.charCodeAt(0));
          transfer.items.add(new File([bytes], name, { type }));
          if (text !== '') { transfer.setData('text/plain', text); }
          return transfer;
        }""",
        [name, kind, base64.b64encode(data).decode(), text],
    )


def paste(desk: Desk, transfer: JSHandle) -> None:
    """Ctrl+V in the box."""
    desk.page.evaluate(
        """([box, clipboardData]) => box.dispatchEvent(
          new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))""",
        [desk.box.element_handle(), transfer],
    )


def sent_content(model: ScriptedModel) -> list[dict[str, Any]]:
    """What the model was given with its last turn."""
    messages = to_body(model.turns[-1])["messages"]
    contents = [each["content"] for each in messages if not isinstance(each["content"], str)]
    return [each for content in contents for each in content]


def file(name: str, kind: str, data: bytes) -> dict[str, Any]:
    """A file as Playwright chooses it."""
    return {"name": name, "mimeType": kind, "buffer": data}


def test_a_pasted_picture_survives_a_reload_reaches_claude_and_is_seen_in_a_second_browser(
    desk: Desk, model: ScriptedModel, open_desk: OpenDesk
) -> None:
    paste(desk, data_transfer(desk, "image.png", "image/png", png(3000, 1500)))
    expect(chips(desk)).to_have_count(1)
    expect(chips(desk).locator("img")).to_be_visible()
    desk.reload()
    expect(chips(desk).locator("img")).to_be_visible()
    screenshot(desk.page, "intake-chip")
    title = "@@ say A picture of stripes."
    desk.ask(title)
    expect(chips(desk)).to_have_count(0)
    images = [each for each in sent_content(model) if each["type"] == "image"]
    data = base64.b64decode(images[0]["source"]["data"])
    assert images[0]["source"]["media_type"] == "image/png"
    assert struct.unpack(">II", data[16:24]) == (2000, 1000)
    sent = desk.prompts.get_by_role("button", name="Show image.png large")
    expect(sent).to_be_visible()
    screenshot(desk.page, "intake-sent")
    other = open_desk().open_conversation(title)
    expect(other.prompts.locator("img")).to_be_visible()


def test_text_beside_a_picture_is_pasted_as_text(desk: Desk) -> None:
    paste(desk, data_transfer(desk, "image.png", "image/png", png(10, 10), text="Milk\t3"))
    expect(chips(desk)).to_have_count(0)


def test_a_picture_alone_is_a_message_and_its_chip_goes_by_keyboard(desk: Desk) -> None:
    picture = file("tiny.png", "image/png", png(10, 10))
    choose_files(desk, picture)
    remove = chips(desk).get_by_role("button", name="Remove tiny.png")
    remove.focus()
    desk.page.keyboard.press("Enter")
    expect(chips(desk)).to_have_count(0)
    choose_files(desk, picture)
    expect(chips(desk).locator("img")).to_be_visible()
    desk.box.press("Enter")
    desk.rest()
    expect(desk.prompts.locator("img")).to_be_visible()


def test_files_are_uploaded_beside_those_of_the_same_name(
    desk: Desk, workspace: Path, model: ScriptedModel
) -> None:
    (workspace / "uploads").mkdir(exist_ok=True)
    (workspace / "uploads/data.csv").write_text("old")
    large = os.urandom(5 * MEBIBYTE)
    choose_files(desk, file("data.csv", "text/csv", b"a,b\n"), file("big.bin", "", large))
    expect(chips(desk).locator("[title='uploads/data-2.csv']")).to_be_visible()
    expect(chips(desk).locator("[title='uploads/big.bin']")).to_be_visible()
    assert (workspace / "uploads/data.csv").read_text() == "old"
    assert (workspace / "uploads/data-2.csv").read_text() == "a,b\n"
    assert (workspace / "uploads/big.bin").read_bytes() == large
    assert not list((workspace / "uploads").glob("*.part-*"))
    desk.ask("@@ say Read it.")
    assert "@uploads/data-2.csv" in str(sent_content(model))
    desk.prompts.get_by_role("button", name="data.csv").click()
    expect(desk.page.get_by_role("tab", name="data-2.csv")).to_be_visible()


def test_a_file_dropped_on_the_panel_is_added_and_the_zone_goes(desk: Desk) -> None:
    transfer = data_transfer(desk, "dropped.txt", "text/plain", b"x")
    zone = desk.panel.get_by_text("Drop to add to your message")
    desk.rows.or_(desk.box).first.dispatch_event("dragenter", {"dataTransfer": transfer})
    expect(zone).to_be_visible()
    screenshot(desk.page, "intake-drop")
    desk.box.dispatch_event("dragleave", {"dataTransfer": transfer})
    expect(zone).to_have_count(0)
    desk.box.dispatch_event("dragover", {"dataTransfer": transfer})
    desk.box.dispatch_event("drop", {"dataTransfer": transfer})
    expect(zone).to_have_count(0)
    expect(chips(desk).locator("[title='uploads/dropped.txt']")).to_be_visible()


def test_a_file_of_the_file_browser_is_added_where_it_is(desk: Desk, workspace: Path) -> None:
    start, end = desk.file("notes.txt").bounding_box(), desk.box.bounding_box()
    assert start
    assert end
    mouse = desk.page.mouse
    mouse.move(start["x"] + 30, start["y"] + 8)
    mouse.down()
    mouse.move(end["x"] - 60, end["y"] - 80, steps=5)
    mouse.move(end["x"] + 40, end["y"] + 10, steps=5)
    expect(desk.panel.get_by_text("Drop to add to your message")).to_be_visible()
    mouse.up()
    expect(chips(desk).locator("[title='notes.txt']")).to_be_visible()
    assert (workspace / "notes.txt").exists()


def test_what_is_no_picture_goes_as_a_file_and_nothing_in_it_runs(
    desk: Desk, workspace: Path
) -> None:
    choose_files(
        desk,
        file("broken.png", "image/png", b"no picture"),
        file(EVIL, "image/svg+xml", SVG.encode()),
    )
    expect(chips(desk).locator("[title^='uploads/']")).to_have_count(2)
    expect(chips(desk)).to_contain_text(["broken.png", EVIL])
    expect(desk.panel.get_by_text("broken.png is no picture that can be read")).to_be_visible()
    assert chips(desk).locator("img, svg:not(.rc-glyph)").count() == 0
    assert desk.page.title() not in {"1", "run"}
    assert any(path.suffix == ".svg" for path in (workspace / "uploads").iterdir())
    screenshot(desk.page, "intake-notes")


def test_a_picture_of_50_megabytes_is_made_small_enough(
    desk: Desk, tmp_path: Path, model: ScriptedModel
) -> None:
    path = tmp_path / "huge.png"
    path.write_bytes(png(4200, 4000, noise=True))
    assert path.stat().st_size > 48 * MEBIBYTE
    choose_files(desk, path)
    expect(chips(desk).locator("img")).to_be_visible(timeout=60_000)
    desk.ask("@@ say Noise.")
    image = next(each for each in sent_content(model) if each["type"] == "image")
    assert len(base64.b64decode(image["source"]["data"])) <= 3_932_160


def test_of_thirty_files_twenty_are_taken_and_the_rest_is_told(desk: Desk) -> None:
    choose_files(desk, *(file(f"n{n}.txt", "text/plain", b"x") for n in range(30)))
    expect(chips(desk)).to_have_count(20)
    note = "10 files were left out: a message takes at most 20 attachments."
    expect(desk.panel.get_by_text(note)).to_be_visible()
    expect(chips(desk).locator("[title^='uploads/']")).to_have_count(20)


def test_an_upload_that_breaks_off_leaves_nothing_behind_and_says_so(
    desk: Desk, workspace: Path
) -> None:
    def cut(route: Route) -> None:
        if route.request.method == "PUT" and '"chunk":2' in (route.request.post_data or ""):
            route.abort()
        else:
            route.continue_()

    desk.page.route("**/api/contents/uploads/**", cut)
    choose_files(desk, file("half.bin", "", b"x" * 5 * MEBIBYTE))
    expect(desk.panel.get_by_text("half.bin could not be taken:")).to_be_visible()
    expect(chips(desk)).to_have_count(0)
    assert not list((workspace / "uploads").glob("half*"))
    desk.page.unroute("**/api/contents/uploads/**")
    choose_files(desk, file("half.bin", "", b"x" * 5 * MEBIBYTE))
    expect(chips(desk).locator("[title='uploads/half.bin']")).to_be_visible()
