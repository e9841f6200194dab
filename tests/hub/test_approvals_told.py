"""Sessions tell what waits in them; their person alone reads it, and the page shows all of it."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from remote_claude_ext.core.languages import COOKIE
from tests.hub.test_posture import of_session, token
from tests.hub.test_service import API, call, code
from tests.support.admin_page import admin_page, look_at
from tests.support.browser import screenshot
from tests.support.hub import ADMIN, Installation

PAGE = "/services/remote-claude/inbox"
NOW = datetime.now(UTC)
HOSTILE = "<img src=x onerror=alert(1)> \u202egnp\u200b\U000e0041.exe"
EDIT = {
    "file_path": "/workspace/a/b.py",
    "old_string": "1",
    "new_string": "2",
    "replace_all": True,
    "why": 7,
}
SHOWN = "<img src=x onerror=alert(1)> ⟨U+202E⟩gnp⟨U+200B⟩⟨U+E0041⟩.exe"


def asked(name: str, **more: Any) -> dict[str, Any]:
    given = {
        "approval": name,
        "type": "permission",
        "tool_use": "use",
        "tool": "Bash",
        "input": {"command": f"echo {name}"},
        "cwd": "/workspace",
        "suggestions": [],
        "asked_at": (NOW - timedelta(minutes=5)).isoformat(),
        "conversation": "c1",
        "title": "Tidy up",
    }
    return {**given, **more}


def tell(
    shared: Installation, told_with: str, number: int, *items: dict[str, Any], **more: Any
) -> httpx.Response:
    body = {"number": number, "total": len(items), "items": items, **more}
    headers = {"Authorization": f"token {told_with}"}
    return call(shared, "POST", f"{API}/approvals", user=None, json=body, headers=headers)


def waiting(shared: Installation, user: str, **more: Any) -> list[str]:
    found = call(shared, "GET", f"{API}/approvals", user=user, **more).raise_for_status().json()
    return [f"{each['session']}:{each['approval']}" for each in found["items"]]


def stopped_session(shared: Installation, user: str, title: str) -> str:
    wanted = {"title": title}
    made = shared.api("POST", f"/users/{user}/sessions", user=user, json=wanted)
    name: str = made.raise_for_status().json()["name"]
    return name


@pytest.fixture(scope="module")
def session(shared: Installation) -> Iterator[str]:
    """A session of ada's that does not run; deleted in the end."""
    name = stopped_session(shared, "ada", "Billing API")
    yield name
    gone = shared.api("DELETE", f"/users/ada/servers/{name}", user="ada", json={"remove": True})
    gone.raise_for_status()


def test_the_newest_statement_counts_and_may_come_twice(shared: Installation, session: str) -> None:
    own = of_session(shared, session)
    for _ in range(2):
        assert tell(shared, own, 2, asked("a"), asked("b")).status_code == httpx.codes.NO_CONTENT
    late = tell(shared, own, 1)
    assert (late.status_code, code(late)) == (httpx.codes.CONFLICT, "statement_outdated")
    assert late.json()["error"]["details"] == {"number": 2}
    assert waiting(shared, "ada") == [f"{session}:a", f"{session}:b"]
    odd = asked("b", conversation="c1/ä")
    assert tell(shared, own, 3, odd).status_code == httpx.codes.NO_CONTENT
    [shown] = call(shared, "GET", f"{API}/approvals", user="ada").json()["items"]
    expected = {**odd, "session": session, "session_title": "Billing API"}
    expected |= {
        "session_state": "stopped",
        "url": f"/user/ada/{session}/lab?conversation=c1%2F%C3%A4",
    }
    assert {**shown, "asked_at": expected["asked_at"]}.items() >= expected.items()


def test_each_person_sees_the_own_and_each_session_its_own(
    shared: Installation, session: str
) -> None:
    tell(shared, of_session(shared, session), 10, asked("mine")).raise_for_status()
    assert waiting(shared, "ada") == [f"{session}:mine"]
    assert waiting(shared, "bob") == waiting(shared, "admin") == []
    other = token(shared, "access:servers!server=ada/other", "read:users!user=ada")
    headers = {"Authorization": f"token {other}"}
    assert waiting(shared, None, headers=headers) == []  # type: ignore[arg-type]  # no user: headers
    gone = of_session(shared, "never-was")
    tell(shared, gone, 1, asked("of nobody")).raise_for_status()
    assert waiting(shared, "ada") == [f"{session}:mine"]


def test_nobody_but_a_session_tells_and_no_nonsense(shared: Installation, session: str) -> None:
    for with_token in (token(shared), shared.token("ada")):
        refused = tell(shared, with_token, 99, asked("x"))
        assert (refused.status_code, code(refused)) == (httpx.codes.FORBIDDEN, "forbidden")
    own = of_session(shared, session)
    for garbage in (
        {"number": 0},
        {"number": 2**60},
        {"total": -1},
        {"items": [{}]},
        {"items": [asked("x", type="bribe")], "total": 1},
        {"items": [asked("x")], "total": 0},
        {"items": [asked("x")] * 51, "total": 51},
    ):
        refused = tell(shared, own, **{"number": 99, **garbage})
        assert (refused.status_code, code(refused)) == (httpx.codes.BAD_REQUEST, "malformed")
    large = tell(shared, own, 99, asked("x", input={"content": "x" * (1 << 20)}))
    assert (large.status_code, code(large)) == (413, "too_large")


def test_another_page_of_this_origin_neither_reads_nor_answers_with_a_login(
    shared: Installation, session: str
) -> None:
    person = shared.login("ada")
    person.http.get(PAGE, follow_redirects=True).raise_for_status()
    path = f"{API}/sessions/ada%2F{session}/conversations/c1/approvals/a"
    origin = {"Origin": shared.url}
    for answer in (
        person.http.get(f"{API}/approvals"),
        person.http.post(path, json={"decision": "allow"}, headers=origin),
    ):
        assert answer.status_code == httpx.codes.FORBIDDEN, answer.text


def test_an_answer_goes_to_the_own_sessions_alone(shared: Installation, session: str) -> None:
    path = f"{API}/sessions/ada%2F{session}/conversations/c1/approvals/a"
    allow = {"decision": "allow"}
    away = call(shared, "POST", path, user="ada", json=allow)
    assert (away.status_code, code(away)) == (424, "session_stopped")
    for user in ("bob", "admin"):
        refused = call(shared, "POST", path, user=user, json=allow)
        assert (refused.status_code, code(refused)) == (httpx.codes.NOT_FOUND, "not_found")
    wrong = call(shared, "POST", path, user="ada", json={"decision": "perhaps"})
    assert (wrong.status_code, code(wrong)) == (httpx.codes.BAD_REQUEST, "malformed")
    for odd in ("ada%2F..", "ada%2F", "%2F", "ada%2Fa%2Fb"):
        odd_path = f"{API}/sessions/{odd}/conversations/c1/approvals/a"
        refused = call(shared, "POST", odd_path, user="ada", json=allow)
        assert refused.status_code == httpx.codes.NOT_FOUND


@pytest.fixture(scope="module")
def page(browser: Browser, shared: Installation) -> Iterator[Page]:
    """The administrator's inbox."""
    with admin_page(browser, shared, PAGE) as page:
        yield page


def look_at_change(card: Locator) -> None:
    """It is there line by line, and so is what the lines do not say."""
    does = "Change every such place in the file a/b.py +1\u22121"
    expect(card.locator(".does")).to_have_text(does)
    change = card.get_by_role("group", name="Change")
    expect(change.locator(".gone").first).to_contain_text(SHOWN)
    expect(change.locator("div.come")).to_have_text("+    return 2")
    expect(card.locator(".fields")).to_have_text("why7")


@pytest.mark.browser
def test_the_page_shows_each_kind_to_everyone(shared: Installation, page: Page) -> None:
    expect(page.get_by_role("heading", name="Nothing waits for you")).to_be_visible()
    screenshot(page, "inbox-empty")
    name = stopped_session(shared, ADMIN, "Billing API")
    made = {"note": "a start", "scopes": ["access:services!service=remote-claude"]}
    made["scopes"] += [f"access:servers!server={ADMIN}/{name}"]  # type: ignore[operator]
    own = shared.api("POST", f"/users/{ADMIN}/tokens", json=made).json()["token"]
    options = [{"label": "Small", "description": HOSTILE}, {"label": "Large", "preview": "+--+"}]
    question = {"question": "How large?", "header": "Size", "options": options}
    tell(
        shared,
        own,
        1,
        asked("1", input={"command": "rm -rf build " * 30, "description": HOSTILE}),
        asked("2", tool="Edit", input=EDIT, change=[f" def f():\n-{HOSTILE}\n+    return 2"]),
        asked("3", type="plan", tool="ExitPlanMode", input={"plan": f"# Plan\n\n{HOSTILE}"}),
        asked("4", type="question", tool="AskUserQuestion", input={"questions": [question]}),
        asked(
            "5", tool="mcp__db__drop", input={"deep": {"er": [1, None]}}, lost=True, title="x" * 300
        ),
        total=7,
    ).raise_for_status()
    cards = page.locator("#asked > li")
    expect(cards).to_have_count(5)
    expect(page).to_have_title(re.compile(r"^\(7\) Inbox"))
    expect(page.get_by_role("link", name="Inbox 7")).to_be_visible()
    expect(cards.nth(0)).to_contain_text("The session is stopped.")
    look_at_change(cards.nth(1))
    expect(cards.nth(2)).to_contain_text(SHOWN)
    expect(cards.nth(4)).to_contain_text("Claude waits for no answer any more")
    expect(page.get_by_text("2 more questions are left out here")).to_be_visible()
    expect(page.get_by_role("button", name="Start the session")).to_have_count(5)
    look_at(page, "inbox-stopped")
    page.context.add_cookies([{"name": COOKIE, "value": "de", "url": shared.url}])
    page.goto(PAGE)
    expect(page.get_by_role("heading", name="Posteingang")).to_be_visible()
    expect(cards.nth(0)).to_contain_text("Die Sitzung ist beendet.")
    screenshot(page, "inbox-german")
    tell(shared, own, 2).raise_for_status()
    expect(cards.nth(0)).to_contain_text("Das wartet nicht mehr")
    expect(page.locator("#own-count")).to_be_hidden()
    gone = shared.api("DELETE", f"/users/{ADMIN}/servers/{name}", json={"remove": True})
    gone.raise_for_status()
