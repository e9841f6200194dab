"""Asking for more through the web: for oneself, answered by administrators, counted at once."""

import re
from decimal import Decimal
from typing import Any

import httpx
import pytest

from tests.hub.test_service import API, call, code
from tests.support.hub import Installation

REQUESTS = f"{API}/budgets/requests"
WANTED = {"whose": "user", "period": "day", "usd": "2.5", "reason": "The demo is at four"}
GRANT = {"decision": "grant", "usd": "1.25", "answer": "Until then"}


@pytest.fixture(scope="module")
def una(shared: Installation) -> Installation:
    """The installation with a user of this module's own."""
    shared.add_user("una", "una-password")
    shared.token("una", "una-password")
    return shared


def own_budget(shared: Installation) -> Any:
    items = call(shared, "GET", f"{API}/budgets", user="una").json()["items"]
    return next(each for each in items if each["whose"] == "user")


def test_somebody_asks_and_an_administrator_grants(una: Installation) -> None:
    made = call(una, "POST", REQUESTS, user="una", json=WANTED)
    assert made.status_code == httpx.codes.CREATED
    request = made.json()
    assert (request["user"], request["name"], request["state"]) == ("una", "una", "waiting")
    budget = own_budget(una)
    assert (budget["request"], budget["limit_usd"]) == (request, "20.000000")
    again = call(una, "POST", REQUESTS, user="una", json=WANTED)
    assert (again.status_code, code(again)) == (httpx.codes.CONFLICT, "conflict")
    assert request["id"] not in call(una, "GET", REQUESTS, user="bob").text
    one = f"{REQUESTS}/{request['id']}"
    for user in ("una", "bob"):
        refused = call(una, "POST", one, user=user, json=GRANT)
        assert (refused.status_code, code(refused)) == (httpx.codes.FORBIDDEN, "forbidden")
        listed = call(una, "GET", f"{REQUESTS}?waiting=everybody", user=user)
        assert listed.status_code == httpx.codes.FORBIDDEN
    waiting = call(una, "GET", f"{REQUESTS}?waiting=everybody", user="admin").json()["items"]
    assert request in waiting
    granted = call(una, "POST", one, user="admin", json=GRANT).json()
    assert (granted["state"], Decimal(granted["granted_usd"])) == ("granted", Decimal("1.25"))
    budget = own_budget(una)
    amounts = [budget[f"{name}_usd"] for name in ("limit", "granted", "spent", "left")]
    assert amounts == ["21.250000", "1.250000", "0.000000", "21.250000"]
    assert budget["request"]["answer"] == "Until then"
    twice = call(una, "POST", one, user="admin", json=GRANT)
    assert (twice.status_code, code(twice)) == (httpx.codes.CONFLICT, "conflict")
    assert '"action": "grant more"' in una.tail("hub-service", 200)
    assert call(una, "GET", REQUESTS, user="una").json()["items"] == [granted]


def test_an_administrators_login_answers_from_our_page_alone(una: Installation) -> None:
    ident = call(una, "POST", REQUESTS, user="una", json=WANTED).json()["id"]
    one = f"{REQUESTS}/{ident}"
    decline = {"decision": "decline", "answer": "Not before Monday"}
    scopes = ["access:services!service=remote-claude"]  # as much as the token of a session has
    token = una.login("admin").new_token(scopes=scopes)
    header = {"Authorization": f"Bearer {token}"}
    refused = call(una, "POST", one, user=None, headers=header, json=decline)
    assert refused.status_code == httpx.codes.FORBIDDEN
    person = una.login("admin")
    found = re.search(r'data-xsrf="([^"]+)"', person.get("/services/remote-claude/usage").text)
    assert found is not None
    ours = {"X-XSRFToken": found[1], "Origin": una.url}
    for headers in ({"Origin": una.url}, ours | {"Origin": "http://127.0.0.1.example.org"}):
        refused = person.http.post(one, headers=headers, json=decline)
        assert refused.status_code == httpx.codes.FORBIDDEN
    done = person.http.post(one, headers=ours, json=decline)
    assert (done.status_code, done.json()["state"]) == (httpx.codes.OK, "declined")
    assert own_budget(una)["request"]["answer"] == "Not before Monday"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, httpx.codes.BAD_REQUEST),
        (WANTED | {"usd": "-1"}, httpx.codes.BAD_REQUEST),
        (WANTED | {"usd": "much"}, httpx.codes.BAD_REQUEST),
        (WANTED | {"reason": " "}, httpx.codes.BAD_REQUEST),
        (WANTED | {"period": "year"}, httpx.codes.BAD_REQUEST),
        (WANTED | {"period": "week"}, httpx.codes.NOT_FOUND),
        (WANTED | {"whose": "group", "name": "data"}, httpx.codes.NOT_FOUND),
    ],
)
def test_what_cannot_be_asked_for_is_told(
    shared: Installation, body: dict[str, str], status: int
) -> None:
    refused = call(shared, "POST", REQUESTS, user="bob", json=body)
    assert refused.status_code == status
    assert code(refused) in {"malformed", "not_found"}
