"""The audit page in a real browser: what was done, one turn whole, and whether the record holds."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Connection, text

from remote_claude_ext.core.ids import new_id
from remote_claude_ext.core.languages import COOKIE
from remote_claude_ext.data.engine import WRITE, open_engine
from remote_claude_ext.ledger import running
from remote_claude_ext.ledger.model import GatewayProcess, Outcome, Tokens, UsageEnd, UsageEntry
from tests.hub.test_audit import found
from tests.hub.test_audit_told import tell, told
from tests.hub.test_posture import of_session
from tests.support.admin_page import admin_page, look_at
from tests.support.browser import screenshot
from tests.support.hub import Installation

pytestmark = pytest.mark.browser
PAGE = "/services/remote-claude/audit"
HOSTILE = "<img src=x onerror=alert(1)> \u202egnp.exe"
SHOWN = "<img src=x onerror=alert(1)> ⟨U+202E⟩gnp.exe"
DIGEST = "0123456789abcdef" * 4


@cache
def beginning() -> datetime:
    """Of the turn: some minutes before these tests, whenever that is in a run."""
    return datetime.now(UTC) - timedelta(minutes=5)


def step(number: int, kind: str, by: str | None = None, **data: Any) -> dict[str, Any]:
    return told(
        f"page:{number}",
        kind=kind,
        by=by,
        at=(beginning() + timedelta(seconds=10 * number)).isoformat(),
        conversation="page",
        turn="turn-1",
        claude_session="claude-1",
        data=data,
    )


def ask_model(connection: Connection) -> None:
    """Two requests within the turn, and one after it."""
    for second in (5, 35, 500):
        at = beginning() + timedelta(seconds=second)
        entry = UsageEntry(
            id=new_id(),
            user="ada",
            session="drawing-k3xq",
            claude_session="claude-1",
            agent=None,
            model="claude-sonnet-5-5",
            started_at=min(at, datetime.now(UTC)),
            gateway=GatewayProcess(host="here", pid=1, started_at=at),
        )
        end = UsageEnd(
            outcome=Outcome.COMPLETED,
            finished_at=at,
            latency=timedelta(seconds=1),
            model="claude-sonnet-5-5",
            tokens=Tokens(input=1200, output=340),
            cost_usd=Decimal("0.0125"),
        )
        running.open_entry(connection, entry)
        running.close_entry(connection, entry.id, end)
    running.move(connection)


@pytest.fixture(scope="module")
def recorded(shared: Installation) -> Installation:
    """A turn of ada's in which a command was allowed and another one denied."""
    asked = {"tool": "Bash", "type": "permission", "sha256": DIGEST, "bytes": 20}
    events = [
        step(0, "prompt", "ada", text=f"Tidy up {HOSTILE}", sha256=DIGEST, bytes=40),
        step(1, "turn.started"),
        step(2, "tool.started", tool="Bash", text="rm -r build", tool_use="u1"),
        step(3, "approval.asked", approval="a1", text="rm -r build", **asked),
        step(
            4,
            "approval.settled",
            "ada",
            approval="a1",
            outcome="allowed",
            suggestion="r1",
            rule="Bash(rm:*)",
            **asked,
            text="rm -r build",
        ),
        step(5, "tool.finished", tool="Bash", text="rm -r build", status="ok", tool_use="u1"),
        step(
            6,
            "approval.settled",
            "bob",
            approval="a2",
            outcome="denied",
            reason="Not today",
            **asked,
            text="git push",
        ),
        step(7, "turn.finished", outcome="completed", cost_usd="0.025"),
        {
            **step(8, "rewound", "ada", rewind="r1", to="turn-1", type="files", files=3),
            "turn": None,
        },
    ]
    tell(shared, of_session(shared, "drawing-k3xq"), *events).raise_for_status()
    engine = open_engine(f"sqlite:///{shared.places.database}")
    with engine.connect().execution_options(**WRITE) as connection, connection.begin():
        ask_model(connection)
    engine.dispose()
    ours = {"kind": "model.request", "session": "drawing-k3xq"}
    shared.wait_for(lambda: len(found(shared, "ada", **ours)["items"]) == 3, 60)
    return shared


@pytest.fixture
def page(recorded: Installation, browser: Browser) -> Iterator[Page]:
    """The page as an administrator has it, narrowed to the session."""
    with admin_page(browser, recorded, PAGE) as opened:
        opened.get_by_label("Session", exact=True).fill("drawing-k3xq")
        opened.get_by_role("button", name="Show", exact=True).click()
        expect(opened.locator(".event")).to_have_count(4)
        yield opened


def rows(page: Page) -> list[str]:
    """What each event says, the first line of it."""
    return [
        each.strip()
        for each in page.locator(".event:visible .said > p:first-child").all_inner_texts()
    ]


def test_what_people_did_is_shown_first_and_the_rest_when_it_is_asked_for(page: Page) -> None:
    said = ["bob denied Bash", "ada allowed Bash", "ada wrote to Claude"]
    assert rows(page) == ["ada took files back to before a message", *said]
    expect(page.locator(".event").first).to_contain_text("3 files")
    expect(page.locator(".event").nth(1)).to_contain_text("Not today")
    expect(page.locator(".event").nth(2)).to_contain_text("with the rule: Bash(rm:*)")
    expect(page.locator(".event pre").last).to_have_text(f"Tidy up {SHOWN}")
    expect(page.locator("#chain")).to_contain_text(re.compile("holds up to event [1-9]|first time"))
    page.get_by_role("link", name="Requests to models").click()
    expect(page.locator(".event")).to_have_count(3)
    assert "1,540 tokens, $0.0125" in rows(page)[0]
    expect(page.locator(".event summary").first).to_contain_text("seen by the gateway")
    page.get_by_role("link", name="Everything").click()
    expect(page.locator(".event")).to_have_count(12)
    page.go_back()
    expect(page.locator(".event")).to_have_count(3)
    page.get_by_role("link", name="What people did").click()
    page.get_by_label("Done by").fill("bob")
    page.get_by_label("Done by").press("Enter")
    expect(page.locator(".event")).to_have_count(1)
    assert rows(page) == ["bob denied Bash"]
    page.get_by_label("Words").fill("no such words")
    page.get_by_label("Words").press("Enter")
    expect(page.get_by_role("heading", name="Nothing of this kind")).to_be_visible()
    assert "q=no+such+words" in page.url


def test_one_turn_is_whole_from_the_prompt_to_its_cost_by_keyboard(page: Page) -> None:
    link = page.get_by_role("link", name="Whole turn").last
    link.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".steps .event")).to_have_count(10)
    expect(page.locator("#turn-view")).to_be_focused()
    said = rows(page)
    assert said[0] == "ada wrote to Claude"
    assert said[-1].startswith("Claude came to rest: completed. $0.025")
    assert [each for each in said if "tokens" in each] == said[1:2] + said[5:6]
    tiles = page.locator(".tiles dd")
    assert tiles.all_inner_texts() == ["completed", "2", "$0.025"]
    page.locator(".steps .proof summary").first.press("Enter")
    expect(page.locator(".steps .proof dd").first).to_have_text(re.compile("^[0-9a-f]{64}$"))
    expect(page.locator(".steps .proof").first).to_contain_text(DIGEST)
    look_at(page, "audit-turn")
    page.get_by_role("link", name="Back to the list").press("Enter")
    expect(page.locator("#list-view")).to_be_visible()
    expect(link).to_be_focused()


def test_the_page_is_for_everyone_in_both_languages(page: Page, recorded: Installation) -> None:
    look_at(page, "audit")
    page.context.add_cookies([{"name": COOKIE, "value": "de", "url": recorded.url}])
    page.reload()
    expect(page.locator(".event")).to_have_count(4)
    assert rows(page)[1:] == ["bob lehnte Bash ab", "ada erlaubte Bash", "ada schrieb an Claude"]
    screenshot(page, "audit-de")
    with page.expect_download() as started:
        page.get_by_role("button", name="CSV herunterladen").click()
    assert started.value.suggested_filename == "audit.csv"


def test_a_record_that_was_changed_is_told_on_the_page(page: Page, recorded: Installation) -> None:
    engine = open_engine(f"sqlite:///{recorded.places.database}")
    change = (
        "UPDATE audit_events SET \"by\" = '{}' WHERE \"by\" = '{}' AND session = 'drawing-k3xq'"
    )

    def write(new: str, old: str) -> None:
        with engine.connect().execution_options(**WRITE) as connection, connection.begin():
            connection.execute(text(change.format(new, old)))

    write("eve", "bob")
    try:
        recorded.command("audit", "verify")
    except AssertionError as error:
        assert "does not fit its hash" in str(error)  # noqa: PT017
    page.reload()
    expect(page.locator("#chain")).to_contain_text("does not hold any more. Row")
    screenshot(page, "audit-broken")
    write("bob", "eve")
    assert recorded.command("audit", "verify").startswith("The record holds")
    engine.dispose()


def test_a_person_sees_the_own_and_no_field_for_others(
    recorded: Installation, browser: Browser
) -> None:
    context = browser.new_context(base_url=recorded.url)
    page = context.new_page()
    page.goto(PAGE)
    page.get_by_label("User name").fill("ada")
    page.get_by_label("Password", exact=True).fill("ada-password")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"**{PAGE}")
    expect(page.locator(".event").first).to_be_visible()
    expect(page.get_by_label("Done by")).to_have_count(0)
    expect(page.locator("nav [aria-current=page]")).to_have_text("Audit")
    context.close()
