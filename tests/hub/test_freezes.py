"""Administrators freeze and release through the hub service; the gateway follows."""

import time
from collections.abc import Iterator
from urllib.parse import quote

import httpx
import pytest

from tests.hub.test_service import API, call, code
from tests.support.hub import Installation

GATEWAY = "/services/claude-gateway/v1/messages"
ASKED = {"model": "claude-sonnet-5-5", "max_tokens": 9, "messages": []}
_SECONDS = 10


def one(ident: str) -> str:
    return f"{API}/freezes/{quote(ident, safe='')}"


@pytest.fixture(autouse=True)
def released(shared: Installation) -> Iterator[None]:
    """Nobody stays frozen after a test."""
    yield
    for item in call(shared, "GET", f"{API}/freezes", user="admin").json()["items"]:
        call(shared, "DELETE", one(item["id"]), user="admin")


def until_status(shared: Installation, user: str, status: int) -> httpx.Response:
    deadline = time.monotonic() + _SECONDS
    while True:
        answer = call(shared, "POST", GATEWAY, user=user, json=ASKED)
        if answer.status_code == status:
            return answer
        assert time.monotonic() < deadline, answer.text


def test_a_frozen_user_reads_why_and_goes_on_when_released(shared: Installation) -> None:
    made = call(shared, "PUT", one("user:ada"), user="admin", json={"reason": "Key on a forum"})
    assert made.status_code == httpx.codes.OK
    assert {**made.json(), "at": ""} == {
        "id": "user:ada",
        "reason": "Key on a forum",
        "by": "admin",
        "at": "",
    }
    told = until_status(shared, "ada", 429).json()["error"]["message"]
    assert "The user ada is frozen: Key on a forum." in told
    assert "ops@example.org" in told
    until_status(shared, "bob", 200)
    assert call(shared, "GET", f"{API}/freezes", user="admin").json() == {"items": [made.json()]}
    gone = call(shared, "DELETE", one("user:ada"), user="admin")
    assert (gone.status_code, gone.content) == (httpx.codes.NO_CONTENT, b"")
    until_status(shared, "ada", 200)
    assert code(call(shared, "DELETE", one("user:ada"), user="admin")) == "not_found"
    log = (shared.places.logs / "hub-service.log").read_text()
    assert 'audit {"action": "freeze", "target": "user:ada"' in log
    assert 'audit {"action": "unfreeze", "target": "user:ada"' in log


def test_nobody_but_an_administrator_may(shared: Installation) -> None:
    for method, path in (("GET", f"{API}/freezes"), ("PUT", one("everyone")), ("DELETE", one("x"))):
        for user in ("ada", None):
            answer = call(shared, method, path, user=user, json={"reason": "No"})
            assert answer.status_code == httpx.codes.FORBIDDEN
    # Neither does a token of an administrator that was made for something else, as a session's is.
    scopes = ["access:services!service=remote-claude", "self"]
    body = {"note": "narrow", "scopes": scopes[:1]}
    narrow = shared.api("POST", "/users/admin/tokens", json=body).json()["token"]
    headers = {"Authorization": f"Bearer {narrow}"}
    answer = call(shared, "GET", f"{API}/freezes", user=None, headers=headers)
    assert answer.status_code == httpx.codes.FORBIDDEN
    assert "admin:users" in answer.json()["error"]["message"]


@pytest.mark.parametrize(
    ("ident", "body"),
    [
        ("ada", {"reason": "x"}),
        ("session:ada", {"reason": "x"}),
        ("user:ada", {}),
        ("user:ada", {"reason": " "}),
        ("user:ada", {"reason": 7}),
    ],
)
def test_what_cannot_be_meant_is_malformed(
    shared: Installation, ident: str, body: dict[str, object]
) -> None:
    answer = call(shared, "PUT", one(ident), user="admin", json=body)
    assert (answer.status_code, code(answer)) == (400, "malformed")
