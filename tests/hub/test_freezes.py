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


@pytest.fixture(scope="module")
def night_shift(shared: Installation) -> str:
    """The name of a session of ada, which does not run, and a group that nobody is in."""
    made = shared.api("POST", "/users/ada/sessions", json={"title": "Night shift"})
    there = shared.api("POST", "/groups/night-owls")
    assert there.status_code in {httpx.codes.CREATED, httpx.codes.CONFLICT}, there.text
    name: str = made.json()["name"]
    return name


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
    ("ident", "what", "near"),
    [
        ("user:adda", "user 'adda'", ["ada"]),
        ("user:ADA", "user 'ADA'", ["ada"]),
        ("user:zzzzzz", "user 'zzzzzz'", []),
        ("user:..", "user '..'", []),
        ("group:night-owl", "group 'night-owl'", ["night-owls"]),
        ("session:adda/night-shift", "user 'adda'", ["ada"]),
        ("session:ada/Night shift", "session 'ada/Night shift'", ["SESSION"]),
    ],
)
def test_a_name_that_the_hub_does_not_know_is_refused_with_those_near_it(
    shared: Installation, night_shift: str, ident: str, what: str, near: list[str]
) -> None:
    body = {"reason": "Key on a forum"}
    answer = call(shared, "PUT", one(ident), user="admin", json=body)
    assert (answer.status_code, code(answer)) == (httpx.codes.NOT_FOUND, "freeze_unknown")
    error = answer.json()["error"]
    assert f"knows no {what}" in error["message"]
    meant = [f"ada/{night_shift}" if name == "SESSION" else name for name in near]
    assert error["details"]["near"] == meant
    assert all(name in error["remedy"] for name in meant)
    assert call(shared, "GET", f"{API}/freezes", user="admin").json() == {"items": []}


def test_who_has_yet_to_come_is_frozen_on_an_explicit_word(shared: Installation) -> None:
    said = {"reason": "Not yet", "anyway": True}
    made = call(shared, "PUT", one("user:to-come"), user="admin", json=said)
    assert made.status_code == httpx.codes.OK, made.text
    # Who is frozen is meant: another reason needs no such word.
    again = call(shared, "PUT", one("user:to-come"), user="admin", json={"reason": "Still not"})
    assert again.json()["reason"] == "Still not"


def test_groups_and_sessions_that_the_hub_knows_are_frozen(
    shared: Installation, night_shift: str
) -> None:
    for ident in ("group:night-owls", f"session:ada/{night_shift}"):
        made = call(shared, "PUT", one(ident), user="admin", json={"reason": "Known"})
        assert made.status_code == httpx.codes.OK, made.text


def test_a_token_that_may_not_ask_for_names_says_so(shared: Installation) -> None:
    scopes = ["access:services!service=remote-claude", "admin:users"]
    narrow = shared.login().new_token(scopes=scopes)
    headers = {"Authorization": f"Bearer {narrow}"}
    ident, body = one("group:night-owls"), {"reason": "Narrow"}
    answer = call(shared, "PUT", ident, user=None, headers=headers, json=body)
    assert (answer.status_code, code(answer)) == (httpx.codes.CONFLICT, "freeze_unchecked")
    assert "list:groups" in answer.json()["error"]["message"]
    body = {**body, "anyway": True}
    assert call(shared, "PUT", ident, user=None, headers=headers, json=body).is_success


@pytest.mark.parametrize(
    ("ident", "body"),
    [
        ("ada", {"reason": "x"}),
        ("session:ada", {"reason": "x"}),
        ("user:ada", {}),
        ("user:ada", {"reason": " "}),
        ("user:ada", {"reason": 7}),
        ("user:ada", {"reason": "x", "anyway": "yes"}),
    ],
)
def test_what_cannot_be_meant_is_malformed(
    shared: Installation, ident: str, body: dict[str, object]
) -> None:
    answer = call(shared, "PUT", one(ident), user="admin", json=body)
    assert (answer.status_code, code(answer)) == (400, "malformed")
