"""Sessions tell what they take; their person and administrators read it, and a page shows it."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.hub.test_posture import of_session, token
from tests.hub.test_service import API, call, code
from tests.support.admin_page import admin_page, look_at
from tests.support.browser import screenshot
from tests.support.hub import Installation

PAGE = "/services/remote-claude/resources"
SECONDS = 60
MIB, GIB = 2**20, 2**30
TAKEN: dict[str, Any] = {
    "memory_bytes": 300 * MIB,
    "memory_limit_bytes": GIB,
    "processor_seconds": 12.5,
    "processors": 0.25,
    "processors_limit": 2,
    "processes": 7,
    "processes_limit": 256,
    "disk_bytes": 5 * MIB,
    "disk_limit_bytes": 20 * GIB,
    "disk_free_bytes": 90 * GIB,
}


def tell(shared: Installation, token: str, **more: Any) -> httpx.Response:
    headers = {"Authorization": f"token {token}"}
    body = {**TAKEN, **more}
    return call(shared, "POST", f"{API}/resources", user=None, json=body, headers=headers)


def listed(shared: Installation, user: str) -> dict[str, dict[str, Any]]:
    found = call(shared, "GET", f"{API}/resources", user=user).raise_for_status().json()
    return {f"{each['user']}/{each['session']}": each for each in found["items"]}


def test_the_last_word_counts_and_each_person_reads_the_own(shared: Installation) -> None:
    told = of_session(shared, "told")
    assert tell(shared, told).status_code == httpx.codes.CREATED
    assert tell(shared, told, processes=8).status_code == httpx.codes.CREATED
    for user in ("ada", "admin"):
        assert listed(shared, user)["ada/told"].items() >= {**TAKEN, "processes": 8}.items()
    assert "ada/told" not in listed(shared, "bob")


def test_a_local_session_tells_by_itself(shared: Installation) -> None:
    session = shared.start_session("Local", user="ada")
    ident = f"ada/{session}"
    shared.wait_for(lambda: ident in listed(shared, "ada"), SECONDS)
    found = listed(shared, "ada")[ident]
    assert found["memory_bytes"] > 20 * MIB
    assert (found["processes"], found["memory_limit_bytes"]) == (1, None)
    assert 0 < found["disk_bytes"] < GIB
    shared.api("DELETE", f"/users/ada/servers/{session}").raise_for_status()


def test_nobody_but_a_session_tells(shared: Installation) -> None:
    refused = tell(shared, token(shared))
    assert (refused.status_code, code(refused)) == (httpx.codes.FORBIDDEN, "forbidden")
    refused = call(shared, "POST", f"{API}/resources", user="admin", json=TAKEN)
    assert refused.status_code == httpx.codes.FORBIDDEN


def test_a_session_that_cannot_be_tells_nothing(shared: Installation) -> None:
    for name in ("two\nlines", "x" * 300, "a_b"):
        refused = tell(shared, of_session(shared, name))
        assert (refused.status_code, code(refused)) == (httpx.codes.FORBIDDEN, "forbidden")


@pytest.mark.parametrize(
    "garbage",
    [
        {"memory_bytes": None},
        {"memory_bytes": -1},
        {"memory_bytes": 2**70},
        {"processes": 1.5},
        {"processors": "many"},
        {"disk_at_least": 3},
        {"disk_limit_bytes": []},
    ],
)
def test_what_is_no_figure_is_refused(shared: Installation, garbage: dict[str, Any]) -> None:
    refused = tell(shared, of_session(shared, "garbage"), **garbage)
    assert (refused.status_code, code(refused)) == (httpx.codes.BAD_REQUEST, "malformed")
    assert "ada/garbage" not in listed(shared, "admin")


def test_the_page_is_for_administrators_and_no_page_reads_for_them(shared: Installation) -> None:
    assert shared.login("ada", "ada-password").get(PAGE).status_code == httpx.codes.FORBIDDEN
    admin = shared.login("admin")
    assert "What sessions take" in admin.get(PAGE).raise_for_status().text
    for mode in ("cors", "same-origin", "no-cors"):
        fetched = admin.get(PAGE, headers={"Sec-Fetch-Mode": mode})
        assert fetched.status_code == httpx.codes.FORBIDDEN, mode
        assert "ada/" not in fetched.text, mode


@pytest.fixture
def page(browser: Browser, shared: Installation) -> Iterator[Page]:
    """The page of administrators, of which nothing complains."""
    tell(shared, of_session(shared, "small"))
    tell(
        shared,
        of_session(shared, "a-name-of-thirty-characters-xy"),
        memory_bytes=1000 * MIB,
        processors=None,
        disk_bytes=21 * GIB,
        disk_at_least=True,
    )
    tell(shared, of_session(shared, "uncounted"), disk_bytes=None, memory_limit_bytes=None)
    with admin_page(browser, shared, PAGE) as page:
        yield page


@pytest.mark.browser
def test_the_page_shows_what_takes_most_first(page: Page) -> None:
    rows = page.get_by_role("list", name="Sessions").locator("> li")
    first = rows.first
    expect(first).to_contain_text("ada/a-name-of-thirty-characters-xy")
    expect(first).to_contain_text("1000 MiB of 1 GiB")
    expect(first).to_contain_text("≥ 21 GiB of 20 GiB")
    expect(first.locator(".near")).to_have_count(2)
    expect(rows.filter(has_text="ada/uncounted")).to_contain_text("not known yet")
    page.get_by_role("link", name="Processors").click()
    expect(rows.first).to_contain_text("0.25 of 2")
    expect(page.locator(".orders [aria-current]")).to_have_text("Processors")
    expect(page.locator("nav [aria-current=page]")).to_have_text("Resources")
    look_at(page, "resources")


@pytest.fixture
def crowd(shared: Installation) -> Iterator[None]:
    """A thousand sessions more, of somebody who has so many; each takes next to nothing."""
    tell(shared, of_session(shared, "small"))
    with closing(sqlite3.connect(shared.places.database, timeout=30)) as database, database:
        for number in range(1000):
            database.execute(
                "INSERT INTO session_resources SELECT 'zoe', ?, at, json_set(told,"
                " '$.memory_bytes', 1048576) FROM session_resources WHERE session = 'small'",
                (f"many-{number}",),
            )
    yield
    with closing(sqlite3.connect(shared.places.database, timeout=30)) as database, database:
        database.execute("DELETE FROM session_resources WHERE user = 'zoe'")


@pytest.mark.browser
@pytest.mark.usefixtures("crowd")
def test_what_is_not_shown_of_very_many_is_said_and_counted(page: Page) -> None:
    page.reload()
    rows = page.get_by_role("list", name="Sessions").locator("> li")
    expect(rows).to_have_count(1000)
    expect(rows.first).to_contain_text("ada/a-name-of-thirty-characters-xy")
    expect(page.locator(".rest")).to_have_text(
        re.compile(r"^\d+ more sessions, which take less, are not shown\. The sums count them\.$")
    )
    running = page.locator("#together").inner_text()
    assert int(running.split()[0]) > 1000
    page.locator(".rest").scroll_into_view_if_needed()
    screenshot(page, "resources-many")


@pytest.mark.usefixtures("crowd")
def test_a_program_reads_how_many_there_are(shared: Installation) -> None:
    found = call(shared, "GET", f"{API}/resources", user="admin").raise_for_status().json()
    assert (len(found["items"]), found["total"] > 1000) == (1000, True)
