"""What a person sees and does on the page of a session's start."""

from typing import Self

from playwright.sync_api import Locator, Page

from tests.support.desk import START_MS, Desk


def show_start(page: Page) -> None:
    """The next new session is started on the page of its start; one that is soon there has none."""
    page.route("**/servers/*", lambda _route: None, times=1)


class StartPage:
    """The page of one session's start; its parts are where a person would look for them."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.box = page.get_by_label("Message to Claude")
        self.progress = page.get_by_role("region", name="Start of the session")
        self.steps = page.get_by_role("list", name="Steps").get_by_role("listitem")
        self.said = page.get_by_role("status")

    def button(self, name: str) -> Locator:
        """A button by its whole name."""
        return self.page.get_by_role("button", name=name, exact=True)

    def open(self, title: str) -> Self:
        """By a click on the list of sessions."""
        self.page.goto("/hub/home")
        self.page.get_by_role("link", name=f"Open {title}").click()
        self.page.wait_for_url("**/hub/start/**")
        return self

    def home(self) -> None:
        """Back on the list of sessions, which starts nothing."""
        self.page.goto("/hub/home")

    def desk(self) -> Desk:
        """The desktop, when the page has gone on to it by itself."""
        self.page.wait_for_url("**/lab**", timeout=START_MS, wait_until="commit")
        return Desk(self.page).settle()

    def places(self) -> list[object]:
        """Where everything is."""
        parts = ("h1", "#text", "#send", "#start", "#steps", "#steps li:last-child")
        return [self.page.locator(part).bounding_box() for part in parts]
