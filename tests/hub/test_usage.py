"""Usage through the web: the own for everyone, everybody's for administrators, as JSON and CSV."""

import csv
import io
import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import httpx
import pytest

from remote_claude_ext.hub.usage.convert import to_item
from remote_claude_ext.ledger.model import GatewayProcess, Outcome, UsageEntry, UsageRecord
from tests.hub.test_service import API, call, code
from tests.support.hub import Installation

MODEL = "=claude-sonnet-5-5"
"""A name that a spreadsheet would take for a formula."""


@pytest.fixture(scope="module")
def spent(shared: Installation) -> Installation:
    """Ida has asked twice and jan once, from outside of every session; nobody else is called so."""
    for user in ("ida", "jan"):
        shared.add_user(user, f"{user}-password")
        shared.token(user, f"{user}-password")
    for user, model in (("ida", "claude-sonnet-5-5"), ("ida", MODEL), ("jan", MODEL)):
        body = {
            "model": model,
            "max_tokens": 20,
            "messages": [{"role": "user", "content": "hello"}],
        }
        path = "/services/claude-gateway/v1/messages"
        call(shared, "POST", path, user=user, json=body).raise_for_status()
    return shared


def usage(shared: Installation, caller: str, **asked: str) -> Any:
    answer = call(shared, "GET", f"{API}/usage", user=caller, params=asked)
    return answer.raise_for_status().json()


def test_everyone_sees_the_own_usage(spent: Installation) -> None:
    found = usage(spent, "ida", by="user,model")
    assert found["time_zone"] == "Europe/Berlin"
    assert {(each["user"], each["model"]) for each in found["items"]} == {
        ("ida", "claude-sonnet-5-5"),
        ("ida", MODEL),
    }
    assert found["total"]["requests"] == 2
    assert Decimal(found["total"]["cost_usd"]) > 0
    assert found["total"]["output"] == sum(each["counts"]["output"] for each in found["items"]) > 0
    own = usage(spent, "ida", by="client", user="ida")
    assert [each["client"] for each in own["items"]] == ["laptop"]


def test_nobody_but_an_administrator_sees_that_of_others(spent: Installation) -> None:
    for path in ("usage", "usage/entries"):
        refused = call(spent, "GET", f"{API}/{path}", params={"user": "jan"})
        assert (refused.status_code, code(refused)) == (httpx.codes.FORBIDDEN, "forbidden")
    names = {each["user"] for each in usage(spent, "admin", by="user")["items"]}
    assert names >= {"ida", "jan"}
    assert usage(spent, "admin", by="day", user="jan")["total"]["requests"] == 1
    unknown = call(spent, "GET", f"{API}/usage", user=None)
    assert unknown.status_code == httpx.codes.FORBIDDEN


def test_an_administrators_narrow_token_sees_no_more_than_a_person(spent: Installation) -> None:
    scopes = ["access:services!service=remote-claude"]  # as much as the token of a session has
    made = spent.api("POST", "/users/admin/tokens", json={"note": "narrow", "scopes": scopes})
    narrow = {"Authorization": f"Bearer {made.json()['token']}"}
    for path in ("usage", "usage/entries"):
        asked = {"user": "ida", "by": "user"}
        refused = call(spent, "GET", f"{API}/{path}", user=None, headers=narrow, params=asked)
        assert (refused.status_code, code(refused)) == (httpx.codes.FORBIDDEN, "forbidden")
        own = call(spent, "GET", f"{API}/{path}", user=None, headers=narrow, params={"by": "user"})
        assert {each["user"] for each in own.raise_for_status().json()["items"]} <= {"admin"}


def test_an_administrators_login_sees_everybody_through_our_page_alone(spent: Installation) -> None:
    person = spent.login("admin")
    page = person.get("/services/remote-claude/usage")
    token = re.search(r'data-xsrf="([^"]+)"', page.text)
    assert token is not None
    everybody = {"by": "user", "user": "ida"}
    path, ours = f"{API}/usage", {"X-XSRFToken": token[1]}
    found = person.get(path, params=everybody, headers=ours).raise_for_status().json()
    assert found["total"]["requests"] == 2
    for headers in ({}, {"X-XSRFToken": "made-up"}, {"Sec-Fetch-Mode": "navigate"}):
        refused = person.get(path, params=everybody, headers=headers)
        assert (refused.status_code, code(refused)) == (httpx.codes.FORBIDDEN, "forbidden")
    # JupyterHub lets this pass without a token, though a script of this origin reads the answer.
    picture = {"Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Site": "same-origin"}
    for mine in (path, "/services/remote-claude/usage"):
        answer = person.http.get(mine, headers=picture, follow_redirects=False)
        assert answer.status_code in {httpx.codes.FORBIDDEN, httpx.codes.FOUND}
    ida = spent.login("ida", "ida-password")
    token = re.search(r'data-xsrf="([^"]+)"', ida.get("/services/remote-claude/usage").text)
    assert token is not None
    refused = ida.get(path, params={"user": "jan"}, headers={"X-XSRFToken": token[1]})
    assert refused.status_code == httpx.codes.FORBIDDEN


@pytest.mark.parametrize(
    ("outcome", "failed"), [(Outcome.COMPLETED, 0), (Outcome.UNKNOWN, 1), (Outcome.ABANDONED, 0)]
)
def test_a_request_without_an_answer_counts_as_failed(outcome: Outcome, failed: int) -> None:
    at = datetime(2026, 11, 28, tzinfo=UTC)
    gateway = GatewayProcess(host="here", pid=1, started_at=at)
    entry = UsageEntry(
        id="1",
        user="ida",
        session=None,
        claude_session=None,
        agent=None,
        model="m",
        started_at=at,
        gateway=gateway,
    )
    counts = to_item(UsageRecord(entry=entry, outcome=outcome, end=None)).counts
    assert (counts.requests, counts.failed) == (1, failed)


def test_a_file_for_spreadsheets_has_the_same_numbers_and_no_formula(spent: Installation) -> None:
    asked = {"by": "model", "format": "csv"}
    answer = call(spent, "GET", f"{API}/usage", user="ida", params=asked).raise_for_status()
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="usage-')
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert {row["model"] for row in rows} == {"claude-sonnet-5-5", f"'{MODEL}"}
    assert sum(int(row["requests"]) for row in rows) == 2
    entries = call(spent, "GET", f"{API}/usage/entries", user="ida", params={"format": "csv"})
    assert len(list(csv.DictReader(io.StringIO(entries.text)))) == 2


def test_single_requests_come_in_pages_the_newest_first(spent: Installation) -> None:
    found = []
    cursor = ""
    while True:
        asked = {"limit": "2", "cursor": cursor}
        page = call(spent, "GET", f"{API}/usage/entries", user="admin", params=asked).json()
        found += page["items"]
        if page["next"] is None:
            break
        cursor = page["next"]
    moments = [each["started_at"] for each in found]
    assert moments == sorted(moments, reverse=True)
    assert len({each["id"] for each in found}) == len(found) >= 3
    latest = next(each for each in found if each["user"] == "jan")
    assert (latest["outcome"], latest["status"], latest["client"]) == ("completed", 200, "laptop")
    assert latest["latency_ms"] >= latest["first_byte_ms"] >= 0


@pytest.mark.parametrize(
    "asked",
    [
        {"by": "colour"},
        {"first": "yesterday"},
        {"first": "2026-11-02", "last": "2026-11-01"},
        {"first": "2000-01-01"},
        {"client": "fridge"},
        {"format": "xls"},
    ],
)
def test_what_cannot_be_meant_is_told_in_a_sentence(
    shared: Installation, asked: dict[str, str]
) -> None:
    refused = call(shared, "GET", f"{API}/usage", params=asked)
    assert (refused.status_code, code(refused)) == (httpx.codes.BAD_REQUEST, "malformed")


def test_a_cursor_of_somebody_else_is_refused(shared: Installation) -> None:
    refused = call(shared, "GET", f"{API}/usage/entries", params={"cursor": "bm9uZQ"})
    assert refused.status_code == httpx.codes.BAD_REQUEST
