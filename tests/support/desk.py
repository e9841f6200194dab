"""What a person does on the pages: sign in, start a session, ask Claude, answer its questions."""

from typing import Self

from playwright.sync_api import Locator, Page, expect

START_MS = 90_000
TURN_MS = 60_000
MESSAGE = "Message to Claude"
"""What the composer is called."""


class Desk:
    """One browser tab of somebody; the panel's parts are where a person would look for them."""

    def __init__(self, page: Page, *, box: str = MESSAGE) -> None:
        self.page = page
        self.panel = page.locator("#remote-claude-panel")
        self.box = self.panel.get_by_label(box)
        self.card = self.panel.locator(".rc-approval")
        self.prompts = self.panel.locator(".rc-bubble")
        self.answers = self.panel.locator(".rc-answer")
        self.ends = self.panel.locator(".rc-turn")
        self.rows = self.panel.locator(".rc-rows")
        self.waiting = self.panel.get_by_role("list", name="Messages that wait")
        self.stop = self.panel.get_by_role("button", name="Stop", exact=True)
        self.reconnecting = self.panel.locator(".rc-reconnect")
        self.files = page.get_by_role("region", name="File Browser Section")

    def sign_in(self, user: str, password: str) -> Self:
        """From the first page to the list of sessions."""
        self.page.goto("/")
        self.page.get_by_label("User name").fill(user)
        self.page.get_by_label("Password", exact=True).fill(password)
        self.page.get_by_role("button", name="Sign in").click()
        expect(self.page.get_by_role("heading", name="Sessions", exact=True)).to_be_visible()
        return self

    def new_session(self, title: str) -> Self:
        """From the list of sessions to the desktop of a new one."""
        self.page.get_by_role("button", name="New session").first.click()
        self.page.get_by_label("Name of the new session").fill(title)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url("**/lab**", timeout=START_MS, wait_until="commit")
        return self.settle()

    def open(self, path: str) -> Self:
        """The desktop of a session that runs."""
        self.page.goto(f"{path}/lab", wait_until="commit")
        return self.settle()

    def reload(self) -> Self:
        """Load the page anew, as a person does in the middle of something."""
        self.page.reload(wait_until="commit")
        return self.settle()

    def settle(self) -> Self:
        """Wait until the desktop stands and the panel takes words."""
        expect(self.box).to_be_visible(timeout=START_MS)
        return self

    def new_conversation(self) -> Self:
        """An empty conversation."""
        self.panel.get_by_role("button", name="New conversation", exact=True).first.click()
        expect(self.panel.get_by_role("heading", name="What shall we do?")).to_be_visible()
        return self

    def open_list(self) -> Locator:
        """The list of conversations."""
        self.panel.get_by_role("button", expanded=False).first.click()
        return self.panel.get_by_role("region", name="Conversations")

    def open_conversation(self, title: str) -> Self:
        """A conversation that is in the list."""
        self.open_list().get_by_role("listitem").filter(has_text=title).first.get_by_role(
            "button"
        ).first.click()
        expect(self.box).to_be_visible()
        return self

    def say(self, text: str) -> None:
        """Send a message; it is on the page at once."""
        self.box.fill(text)
        self.box.press("Enter")
        expect(self.box).to_have_value("")

    def ask(self, text: str) -> None:
        """Send a message and wait until Claude rests."""
        before = self.ends.count()
        self.say(text)
        self.rest(before + 1)

    def rest(self, ends: int = 1) -> None:
        """Wait until so many turns of the conversation have ended."""
        expect(self.ends).to_have_count(ends, timeout=TURN_MS)

    def asked(self, title: str) -> Locator:
        """The card of a question that waits, once it is there."""
        expect(self.card.get_by_role("heading", name=title)).to_be_visible(timeout=TURN_MS)
        return self.card

    def choose(self, name: str) -> None:
        """Press a button of the card."""
        self.card.get_by_role("button", name=name, exact=True).click()

    def words(self) -> str:
        """Everything that the transcript says."""
        return self.rows.inner_text()

    def file(self, name: str) -> Locator:
        """A file in the file browser."""
        return self.files.locator(".jp-DirListing-item").filter(has_text=name)
