"""A walk through the states of the page, in one desk: for pictures, and for who looks at each."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.support.billing import README, furnish
from tests.support.desk import TURN_MS, Desk
from tests.support.picture import png

NEXT_FRAME = "() => new Promise(done => { requestAnimationFrame(done) })"
PANEL = "#remote-claude-panel"
CHANGES = ".rc-changes-view"


@dataclass(frozen=True)
class State:
    """One state: its name, and the part of the page where it is to be seen.

    What is open over the page goes when the window changes, and so is `fleeting`.
    """

    name: str
    part: str = PANEL
    fleeting: bool = False


def walk(desk: Desk, workspace: Path) -> Iterator[State]:
    """Every state, one after the other; whoever looks leaves the page as it is."""
    furnish(workspace)
    yield from _begin(desk)
    yield from _work(desk)
    yield from _read(desk)
    yield from _review(desk)
    yield from _open_file(desk, workspace)
    yield from _write(desk)
    yield from _decide(desk)
    yield from _stream(desk)
    yield from _find(desk)


def _begin(desk: Desk) -> Iterator[State]:
    """Before the first word."""
    desk.new_conversation()
    yield State("empty")
    yield State("home", ".rc-home")
    yield State("status-bar", "#jp-main-statusbar")
    desk.page.get_by_role("button", name="New here?").click()
    card = desk.page.get_by_role("dialog", name="Welcome tour")
    expect(card).to_be_visible()
    yield State("welcome", ".rc-tour", fleeting=True)
    desk.page.keyboard.press("Escape")
    expect(card).to_have_count(0)


def _work(desk: Desk) -> Iterator[State]:
    """A fix with its tools, a question about a command, a message that waits."""
    choose_mode(desk, "acceptEdits")
    desk.say("Totals are off by a cent in @src/invoice.py. Find out why, fix it, add a test.")
    desk.asked("Run this command?")
    yield State("approval")
    decline = desk.panel.get_by_role("button", name="No", exact=True)
    if decline.count():  # a browser without notifications is not asked
        decline.click()
    desk.say("Then update the changelog.")
    expect(desk.waiting.get_by_role("listitem")).to_have_count(1)
    desk.card.get_by_role("button", name="Deny…").click()
    yield State("queue-and-deny")
    desk.page.keyboard.press("Escape")
    desk.choose("Allow once")
    desk.rest(2)


def _read(desk: Desk) -> Iterator[State]:
    """The three densities, the search, the marks in the file browser."""
    desk.panel.get_by_role("feed").evaluate("e => { e.scrollTop = 0 }")
    yield State("tools-normal")
    expect(desk.file("src").locator(".rc-changed")).to_be_visible()
    yield State("marks", ".rc-changed", fleeting=True)
    desk.box.press("Control+f")
    desk.panel.get_by_placeholder("Find").fill("rounded")
    expect(desk.panel.locator(".jp-DocumentSearch-index-counter")).to_contain_text("/")
    yield State("search")
    desk.page.keyboard.press("Escape")
    press_density(desk)
    yield State("tools-verbose")
    press_density(desk)
    yield State("tools-summary")
    press_density(desk)


def _review(desk: Desk) -> Iterator[State]:
    """What the turn changed: a comment on a line, the cells of a notebook; it is sent alone."""
    desk.panel.get_by_role("button", name="Review").first.click()
    page = desk.page.locator(f"{CHANGES}:visible")
    page.get_by_role("button", name="invoice.py").first.click()
    number = page.locator(".cm-merge-b .cm-lineNumbers .cm-gutterElement")
    number.filter(has_text="20").first.click()
    page.get_by_label("Comment on line 20").fill("Say why in the docstring, please.")
    yield State("comment-being-written", CHANGES)
    page.get_by_role("button", name="Keep comment").click()
    expect(page.locator(".rc-comment")).to_contain_text("Comment 1 of 1")
    yield State("changes", CHANGES)
    yield State("comments-chip")
    page.get_by_role("button", name="rates.ipynb").first.click()
    expect(page.get_by_role("group", name="Changed cells")).to_contain_text("quantize")
    yield State("notebook", CHANGES)
    desk.box.press("Enter")
    desk.rest(3)


def _open_file(desk: Desk, workspace: Path) -> Iterator[State]:
    """A file that was changed on both sides, and both versions beside each other."""
    document = open_file(desk, "README.md")
    document.locator(".cm-content").press("Control+End")
    desk.page.keyboard.type("\nMine.")
    (workspace / "README.md").write_text(README + "\nTheirs.\n")
    desk.page.keyboard.press("Control+s")
    strip = desk.page.locator(".rc-strip:visible")
    expect(strip).to_be_visible()
    yield State("strip", ".rc-strip")
    strip.get_by_role("button", name="Compare").click()
    expect(desk.page.locator(".rc-compare:visible")).to_contain_text("Theirs.")
    yield State("compare", ".rc-compare")
    desk.page.locator(".rc-compare:visible").get_by_role("button", name="Take").click()


def _write(desk: Desk) -> Iterator[State]:
    """A picture, a file and what is selected go with a message; the commands."""
    desk.new_conversation()
    document = open_file(desk, "invoice.py")
    document.get_by_text("def rounded").click()
    desk.page.keyboard.press("Home")
    for _ in range(3):
        desk.page.keyboard.press("Shift+ArrowDown")
    with desk.page.expect_file_chooser() as chooser:
        desk.panel.get_by_role("button", name="Add files").click()
    chooser.value.set_files(
        [
            {"name": "invoice.png", "mimeType": "image/png", "buffer": png(320, 200)},
            {"name": "lines.csv", "mimeType": "text/csv", "buffer": b"article,price\n"},
        ]
    )
    chips = desk.panel.get_by_role("list", name="Goes with this message")
    expect(chips.locator("[title^='uploads/']")).to_be_visible()
    desk.box.fill("Does this round as in the picture?")
    yield State("attachments")
    for _ in range(2):
        chips.get_by_role("listitem").last.get_by_role("button").click()
    desk.box.fill("")
    desk.box.press_sequentially("/co")
    expect(desk.panel.get_by_role("option").first).to_be_visible()
    yield State("commands", fleeting=True)
    desk.box.fill("")


def _decide(desk: Desk) -> Iterator[State]:
    """A question with previews; a plan with comments, in its card and in its tab."""
    desk.say("Ask me how the invoice should look.")
    card = desk.asked("Claude asks you")
    card.get_by_role("radio").nth(1).check()
    yield State("question")
    card.get_by_role("button", name="Answer", exact=True).click()
    desk.rest()
    choose_mode(desk, "plan")
    desk.say("Plan the move to Decimal everywhere.")
    card = desk.asked("Go ahead with this plan?")
    comment_on_plan(card, "2. Write the tests first", "One for each region as well.")
    yield State("plan")
    card.get_by_role("button", name="Open in a tab").click()
    tab = desk.page.locator(".rc-plan-view:visible")
    expect(tab.get_by_text("One for each region as well.")).to_be_visible()
    yield State("plan-tab", ".rc-plan-view")
    card.get_by_role("button", name="Keep planning").click()
    yield State("plan-keep")
    card.get_by_role("button", name="Keep planning", exact=True).click()
    desk.rest(2)
    choose_mode(desk, "default")


def _stream(desk: Desk) -> Iterator[State]:
    """An answer as it comes, stopped; the figures of context and cost; a turn that failed."""
    desk.new_conversation()
    desk.say("Tell me how rounding works here.")
    expect(desk.answers.last).to_contain_text("Why per line?", timeout=TURN_MS)
    yield State("streaming")
    desk.box.press("Escape")
    desk.rest()
    expect(desk.ends.last).to_contain_text("Stopped by you")
    yield State("stopped")
    desk.panel.get_by_role("button", name="Context:").click()
    yield State("figures", fleeting=True)
    desk.page.keyboard.press("Escape")
    desk.say("What is the tax on the moon?")
    desk.rest(2)
    yield State("failed")


def _find(desk: Desk) -> Iterator[State]:
    """The list, with one that waits; its row's tools and forms."""
    desk.new_conversation()
    desk.say("Ask me how the invoice should look.")
    desk.asked("Claude asks you")
    listed = desk.open_list()
    expect(listed).to_contain_text("Needs you")
    row = listed.get_by_role("listitem").nth(1)
    yield State("inbox")
    # Who looked may have moved the keyboard: each key is pressed where it belongs.
    row.get_by_role("button").first.press("t")
    yield State("inbox-tags")
    row.get_by_role("textbox").press("Escape")
    focused = listed.locator(".rc-item-open:focus")
    expect(focused).to_have_count(1)
    listed.get_by_role("listitem").first.get_by_role("button").first.press("Delete")
    question = listed.get_by_role("alertdialog")
    expect(question).to_be_visible()
    yield State("inbox-delete")
    question.get_by_role("button", name="Keep").press("Escape")
    expect(focused).to_have_count(1)
    focused.press("Escape")
    expect(listed).to_have_count(0)
    desk.card.get_by_role("button", name="Do not answer").click()
    desk.rest()


def choose_mode(desk: Desk, mode: str) -> None:
    """Choose a permission mode."""
    desk.panel.get_by_label("Permission mode").select_option(mode)


def press_density(desk: Desk) -> None:
    """The next of the three densities."""
    desk.page.keyboard.press("Control+Alt+d")


def open_file(desk: Desk, name: str) -> Locator:
    """A file of the workspace in the editor; folders are opened on the way."""
    if name != "README.md" and desk.file(name).count() == 0:
        desk.file("src").click()
    desk.file(name).click()
    document = desk.page.locator(".jp-FileEditor:visible")
    expect(document.locator(".cm-content")).to_be_visible()
    return document


def comment_on_plan(place: Locator, about: str, said: str) -> None:
    """Comment on a block of a plan."""
    place.get_by_role("button", name=f"Comment on: {about}").press("Enter")
    place.get_by_role("textbox", name=f"Comment on: {about}").fill(said)
    place.get_by_role("button", name="Keep comment").click()


def bring(desk: Desk, part: str) -> None:
    """In a narrow window the panel and the middle of the page take turns."""
    is_panel = part == PANEL
    expect(desk.files).to_be_hidden()  # the page has seen that it is narrow
    panel = desk.page.locator("#jp-right-stack")
    with suppress(AssertionError):  # it was being laid out
        turn(desk, panel, is_panel=is_panel)
        return
    turn(desk, panel, is_panel=is_panel)


def turn(desk: Desk, panel: Locator, *, is_panel: bool) -> None:
    """Let the panel take the page, or leave it, unless that is so already."""
    desk.page.evaluate(NEXT_FRAME)
    if panel.is_visible() != is_panel:
        desk.page.locator(".jp-SideBar.jp-mod-right .lm-TabBar-tab").first.click()
    expect(panel).to_be_visible(visible=is_panel)


def colour(page: Page, scheme: str) -> None:
    """Light or dark, once the page has turned so."""
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    is_light = str(scheme == "light").lower()
    expect(page.locator(f"body[data-jp-theme-light={is_light}]")).to_be_attached()
