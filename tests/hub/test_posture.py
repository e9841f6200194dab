"""Sessions tell how closed they are, once a start; administrators read it, and nobody else."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.hub.test_service import API, call, code
from tests.support.admin_page import admin_page, look_at
from tests.support.browser import screenshot
from tests.support.hub import Installation

PAGE = "/services/remote-claude/admin"
SERVICE = "access:services!service=remote-claude"
GOOD = {"name": "rights", "good": True, "said": "It is not root."}
BAD = {"name": "machine", "good": False, "said": "It reaches 172.31.77.1:22 <b>of</b> it."}


def token(shared: Installation, *scopes: str) -> str:
    """A token of ada with scopes such as the token of a session has."""
    asked = {"note": "a start", "scopes": [SERVICE, *scopes]}
    made = shared.api("POST", "/users/ada/tokens", json=asked, user="ada").raise_for_status()
    found: str = made.json()["token"]
    return found


def of_session(shared: Installation, name: str) -> str:
    return token(shared, f"access:servers!server=ada/{name}")


def tell(shared: Installation, token: str, *checks: dict[str, Any]) -> httpx.Response:
    headers = {"Authorization": f"token {token}"}
    body = {"checks": checks}
    return call(shared, "POST", f"{API}/posture", user=None, json=body, headers=headers)


def found(shared: Installation) -> dict[str, Any]:
    listed = call(shared, "GET", f"{API}/postures", user="admin").raise_for_status().json()
    return {f"{each['user']}/{each['session']}": each for each in listed["items"]}


def test_a_start_is_told_once_and_the_next_start_anew(shared: Installation) -> None:
    first = of_session(shared, "once")
    assert tell(shared, first, GOOD, BAD).status_code == httpx.codes.CREATED
    again = tell(shared, first, GOOD)
    assert (again.status_code, code(again)) == (httpx.codes.CONFLICT, "conflict")
    assert found(shared)["ada/once"]["checks"] == [GOOD, BAD]
    assert found(shared)["ada/once"]["good"] is False
    log = (shared.places.logs / "hub-service.log").read_text()
    assert f"ada/once is not as closed as promised: {BAD['said']}" in log
    assert tell(shared, of_session(shared, "once"), GOOD).status_code == httpx.codes.CREATED
    assert found(shared)["ada/once"]["good"] is True


def test_what_a_session_tells_fills_no_log(shared: Installation) -> None:
    said = {**BAD, "said": "a word " * 71}
    assert tell(shared, of_session(shared, "long"), *[said] * 32).status_code == 201
    log = (shared.places.logs / "hub-service.log").read_text()
    [line] = [each for each in log.splitlines() if "ada/long is not as closed" in each]
    assert 500 < len(line) < 1000


def test_nobody_but_a_session_tells(shared: Installation) -> None:
    for scopes in ((), ("access:servers!user",), ("access:servers",)):
        try:
            made = token(shared, *scopes)
        except httpx.HTTPStatusError:
            continue  # the hub gives ada no such token
        refused = tell(shared, made, GOOD)
        assert (refused.status_code, code(refused)) == (httpx.codes.FORBIDDEN, "forbidden")
    refused = call(shared, "POST", f"{API}/posture", user="ada", json={"checks": [GOOD]})
    assert refused.status_code == httpx.codes.FORBIDDEN


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"checks": []},
        {"checks": [GOOD] * 33},
        {"checks": [{**GOOD, "said": "x" * 501}]},
        {"checks": [{**GOOD, "said": "two\nlines"}]},
        {"checks": [{**GOOD, "name": ""}]},
        {"checks": [{**GOOD, "good": "yes"}]},
    ],
)
def test_what_is_no_finding_is_refused(shared: Installation, body: dict[str, Any]) -> None:
    headers = {"Authorization": f"token {of_session(shared, 'garbage')}"}
    refused = call(shared, "POST", f"{API}/posture", user=None, json=body, headers=headers)
    assert (refused.status_code, code(refused)) == (httpx.codes.BAD_REQUEST, "malformed")
    assert "ada/garbage" not in found(shared)


def test_only_administrators_read_and_no_page_reads_for_them(shared: Installation) -> None:
    refused = call(shared, "GET", f"{API}/postures", user="ada")
    assert refused.status_code == httpx.codes.FORBIDDEN
    assert shared.login("ada", "ada-password").get(PAGE).status_code == httpx.codes.FORBIDDEN
    admin = shared.login("admin")
    assert "Isolation of sessions" in admin.get(PAGE).raise_for_status().text
    for mode in ("cors", "same-origin", "no-cors"):
        fetched = admin.get(PAGE, headers={"Sec-Fetch-Mode": mode})
        assert "ada/" not in fetched.text, mode
        assert fetched.status_code == httpx.codes.FORBIDDEN, mode


@pytest.fixture
def page(browser: Browser, shared: Installation) -> Iterator[Page]:
    """The page of administrators, of which nothing complains."""
    tell(shared, of_session(shared, "closed"), GOOD)
    tell(shared, of_session(shared, "open"), GOOD, BAD)
    with admin_page(browser, shared, PAGE) as page:
        yield page


@pytest.mark.browser
def test_the_page_shows_what_does_not_hold_first(page: Page) -> None:
    rows = page.get_by_role("list", name="Sessions").locator("> li")
    first = rows.first
    expect(first).to_contain_text("ada/open")
    expect(first).to_contain_text("Not closed: 1 of 2")
    expect(first.locator(".checks li").first).to_contain_text(BAD["said"])
    expect(first.locator(".checks li").first).to_be_visible()
    closed = rows.filter(has_text="ada/closed")
    expect(closed).to_contain_text("Closed")
    expect(closed.get_by_text(GOOD["said"])).to_be_hidden()
    closed.locator("summary").press("Enter")
    expect(closed.get_by_text(GOOD["said"])).to_be_visible()
    expect(page.locator("nav [aria-current=page]")).to_have_text("Isolation")
    look_at(page, "isolation")


@pytest.fixture
def crowd(shared: Installation) -> Iterator[None]:
    """A thousand sessions more, all closed, of somebody who has so many."""
    tell(shared, of_session(shared, "small"), GOOD)
    with closing(sqlite3.connect(shared.places.database, timeout=30)) as database, database:
        for number in range(1000):
            database.execute(
                "INSERT INTO session_postures SELECT 'zoe', ?, start, at, good, checks"
                " FROM session_postures WHERE user = 'ada' AND session = 'small'",
                (f"many-{number}",),
            )
    yield
    with closing(sqlite3.connect(shared.places.database, timeout=30)) as database, database:
        database.execute("DELETE FROM session_postures WHERE user = 'zoe'")


@pytest.mark.browser
@pytest.mark.usefixtures("crowd")
def test_what_is_not_shown_of_very_many_is_said_and_counted(
    page: Page, shared: Installation
) -> None:
    page.reload()
    rows = page.get_by_role("list", name="Sessions").locator("> li")
    expect(rows).to_have_count(1000)
    expect(rows.first).to_contain_text("Not closed")
    expect(page.locator(".rest")).to_have_text(
        re.compile(r"^\d+ more sessions, which told earlier, are not shown\.")
    )
    page.locator(".rest").scroll_into_view_if_needed()
    screenshot(page, "isolation-many")
    found = call(shared, "GET", f"{API}/postures", user="admin").raise_for_status().json()
    assert (len(found["items"]), found["total"] > 1000) == (1000, True)
    assert found["open"] == sum(not each["good"] for each in found["items"])
