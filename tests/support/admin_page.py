"""A page for administrators in a real browser: opened by signing in, looked at in every way."""

from collections.abc import Iterator
from contextlib import contextmanager

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.support.browser import Watch, screenshot
from tests.support.hub import ADMIN, Installation

WIDE, PHONE = {"width": 1200, "height": 760}, {"width": 320, "height": 640}


@contextmanager
def admin_page(
    browser: Browser, shared: Installation, path: str, *, refused: str = ""
) -> Iterator[Page]:
    """The page at a path, of which nothing complains.

    `refused` is part of the addresses that may answer 404: browsers write that on their console.
    """
    context = browser.new_context(
        base_url=shared.url,
        viewport=WIDE,  # type: ignore[arg-type]
        bypass_csp=True,  # axe writes styles of its own into the page
    )
    watch = Watch(context)
    page = context.new_page()
    page.goto(path)
    page.get_by_label("User name").fill(ADMIN)
    page.get_by_label("Password", exact=True).fill(shared.admin_password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"**{path}")
    yield page
    complaints = [error for error in watch.errors if not _is_refusal(error, refused)]
    assert complaints == []
    assert watch.foreign == []
    context.close()


def _is_refusal(error: str, of: str) -> bool:
    return bool(of) and "status of 404" in error and of in error


def look_at(page: Page, name: str) -> None:
    """It is for everyone, light and dark, wide and narrow; pictures of it carry the name."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        for size in (WIDE, PHONE):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            screenshot(page, f"{name}-{scheme}-{size['width']}")
            assert [each["id"] for each in Axe().run(page).response["violations"]] == []
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
