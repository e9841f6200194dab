"""The hub service: who may call, what it answers, and in which shape it refuses."""

import json
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from tests.support.hub import Installation

API = "/services/remote-claude/api/v1"


def call(
    shared: Installation, method: str, path: str, *, user: str | None = "ada", **more: Any
) -> httpx.Response:
    headers = dict(more.pop("headers", {}))
    if user:
        headers["Authorization"] = f"Bearer {shared.token(user)}"
    with httpx.Client(trust_env=False, timeout=60) as http:
        return http.request(method, shared.url + path, headers=headers, **more)


def code(answer: httpx.Response) -> str:
    error = answer.json()["error"]
    assert error["message"]
    found: str = error["code"]
    return found


def one(shared: Installation, ident: str) -> str:
    return f"{API}/sessions/{quote(ident, safe='')}"


def test_health_is_public_and_says_that_the_database_is_current(shared: Installation) -> None:
    answer = call(shared, "GET", "/services/remote-claude/healthz", user=None)
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_a_caller_is_who_the_token_says(shared: Installation) -> None:
    assert call(shared, "GET", f"{API}/auth/user").json() == {
        "name": "ada",
        "admin": False,
        "groups": [],
    }
    assert call(shared, "GET", f"{API}/auth/user", user="admin").json()["admin"] is True


def test_budgets_are_those_of_the_caller(shared: Installation) -> None:
    found = {
        user: call(shared, "GET", f"{API}/budgets", user=user).json() for user in ("ada", "bob")
    }
    everyone, own = found["ada"]["items"]
    assert found["ada"]["contact"] == "ops@example.org"
    assert (own["whose"], own["name"], own["period"], own["hard"]) == ("user", "ada", "day", True)
    assert (Decimal(own["limit_usd"]), Decimal(own["reserved_usd"])) == (20, 0)
    assert (everyone["whose"], everyone["hard"]) == ("everyone", False)
    assert Decimal(everyone["limit_usd"]) == 500
    assert Decimal(found["bob"]["items"][1]["limit_usd"]) == Decimal("0.5")
    assert own["resets_at"].endswith(("22:00:00Z", "23:00:00Z"))
    assert call(shared, "GET", f"{API}/budgets", user=None).status_code == httpx.codes.FORBIDDEN


def test_a_session_is_made_found_listed_and_deleted(shared: Installation) -> None:
    made = call(shared, "POST", f"{API}/sessions", json={"title": "Über uns"})
    assert made.status_code == httpx.codes.CREATED
    session = made.json()
    assert session["name"].startswith("uber-uns-")
    assert session["id"] == f"ada/{session['name']}"
    assert session["title"] == "Über uns"
    assert session["state"] in {"starting", "running"}  # the hub answers after some seconds at most
    shared.wait_for(
        lambda: call(shared, "GET", one(shared, session["id"])).json()["state"] == "running", 60
    )
    found = call(shared, "GET", one(shared, session["id"])).json()
    assert found["url"] == f"/user/ada/{session['name']}/"
    listed = call(shared, "GET", f"{API}/sessions").json()
    assert session["id"] in [item["id"] for item in listed["items"]]
    deleted = call(shared, "DELETE", one(shared, session["id"]))
    assert deleted.status_code in {202, 204}
    shared.wait_for(lambda: call(shared, "GET", one(shared, session["id"])).status_code == 404, 30)
    assert code(call(shared, "DELETE", one(shared, session["id"]))) == "not_found"


def test_a_session_may_be_made_without_starting_it(shared: Installation) -> None:
    made = call(shared, "POST", f"{API}/sessions", json={"start": False}).json()
    assert (made["state"], made["title"]) == ("stopped", "New session")
    call(shared, "DELETE", one(shared, made["id"]))


def test_sessions_come_in_pages(shared: Installation) -> None:
    made = [
        call(shared, "POST", f"{API}/sessions", json={"start": False}, user="bob").json()["id"]
        for _ in range(3)
    ]
    seen: list[str] = []
    query = "?limit=2"
    while query:
        page = call(shared, "GET", f"{API}/sessions{query}", user="bob").json()
        assert len(page["items"]) <= 2
        seen += [item["id"] for item in page["items"]]
        query = f"?limit=2&cursor={page['next']}" if page["next"] else ""
    assert seen == sorted(seen)
    assert set(made) <= set(seen)
    for ident in made:
        call(shared, "DELETE", one(shared, ident), user="bob")


@pytest.mark.parametrize("limit", ["0", "1001", "-1", "ten", "000000001999", "1" + "0" * 5000])
def test_a_page_has_at_most_a_thousand_items(shared: Installation, limit: str) -> None:
    refused = call(shared, "GET", f"{API}/usage/entries?limit={limit}")
    assert (refused.status_code, code(refused)) == (httpx.codes.BAD_REQUEST, "malformed")


def test_somebody_elses_session_is_not_there(shared: Installation) -> None:
    made = call(
        shared, "POST", f"{API}/sessions", json={"title": "Secret plan", "start": False}
    ).json()
    for method in ("GET", "DELETE"):
        answer = call(shared, method, one(shared, made["id"]), user="bob")
        assert answer.status_code in {403, 404}
        assert "Secret plan" not in answer.text
    assert call(shared, "GET", one(shared, made["id"])).status_code == httpx.codes.OK
    call(shared, "DELETE", one(shared, made["id"]))


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", f"{API}/auth/user"),
        ("GET", f"{API}/sessions"),
        ("POST", f"{API}/sessions"),
        ("GET", f"{API}/sessions/ada%2Fx-abcd"),
        ("DELETE", f"{API}/sessions/ada%2Fx-abcd"),
        ("GET", f"{API}/openapi.json"),
    ],
)
def test_nobody_unknown_gets_in(shared: Installation, method: str, path: str) -> None:
    for headers in ({}, {"Authorization": "token made-up"}, {"Authorization": "Basic eDp5"}):
        answer = call(shared, method, path, user=None, headers=headers)
        assert (answer.status_code, code(answer)) == (403, "forbidden")


def test_a_token_in_an_address_is_refused(shared: Installation) -> None:
    token = shared.token("ada")
    answer = call(shared, "GET", f"{API}/sessions?token={token}", user=None)
    assert answer.status_code in {400, 403}
    assert token not in answer.text
    assert token not in shared.tail("hub-service", 1000)


def test_a_token_for_one_session_cannot_list_the_others(shared: Installation) -> None:
    scopes = ["access:services!service=remote-claude"]
    token = shared.login("ada", "ada-password").new_token(scopes=scopes)
    header = {"Authorization": f"token {token}"}
    answer = call(shared, "GET", f"{API}/sessions", user=None, headers=header)
    assert answer.status_code in {403, 404} or answer.json()["items"] == []
    useless = shared.login("ada", "ada-password").new_token(scopes=["read:users:name!user"])
    header = {"Authorization": f"token {useless}"}
    answer = call(shared, "GET", f"{API}/auth/user", user=None, headers=header)
    assert answer.status_code == httpx.codes.FORBIDDEN


def test_a_login_cookie_reads_but_writes_only_with_its_safeguards(shared: Installation) -> None:
    person = shared.login("ada", "ada-password")
    person.get("/services/remote-claude/")
    assert person.get(f"{API}/auth/user").json()["name"] == "ada"
    body = {"json": {"start": False}}
    origin = {"Origin": shared.url}
    assert person.http.post(f"{API}/sessions", **body).status_code == 403
    assert person.http.post(f"{API}/sessions", headers=origin, **body).status_code == 403
    foreign = {"Origin": "http://127.0.0.1.example.org"}
    assert person.post(f"{API}/sessions", headers=foreign, **body).status_code == 403
    made = person.post(f"{API}/sessions", **body)
    assert made.status_code == httpx.codes.CREATED
    assert person.delete(one(shared, made.json()["id"])).status_code in {202, 204}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"[]", 400),
        (b'{"title": 7}', 400),
        (b'{"title": ""}', 400),
        (b'{"title": " \\n "}', 400),
        (json.dumps({"title": "x" * 121}).encode(), 400),
        (json.dumps({"title": "x" * 70_000}).encode(), 413),
    ],
)
def test_what_cannot_be_a_session_is_refused_in_words(
    shared: Installation, body: bytes, status: int
) -> None:
    answer = call(shared, "POST", f"{API}/sessions", content=body)
    assert answer.status_code == status
    assert code(answer) == {400: "malformed", 413: "too_large"}[status]


@pytest.mark.parametrize("path", ["", "/sessions/x", "/sessions/a%2Fb%2Fc", "/../../x", "/nothing"])
def test_an_unknown_route_or_id_is_json_too(shared: Installation, path: str) -> None:
    answer = call(shared, "GET", API + path)
    assert (answer.status_code, code(answer)) == (404, "not_found")


def test_a_verb_that_a_route_does_not_have_is_json_too(shared: Installation) -> None:
    assert code(call(shared, "PUT", f"{API}/sessions")) == "method_not_allowed"


def test_the_document_names_exactly_the_routes_that_are_there(shared: Installation) -> None:
    document = call(shared, "GET", f"{API}/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    for path, verbs in document["paths"].items():
        for verb in verbs:
            url = "/services/remote-claude" + path.replace("{id}", "ada%2Fnone-abcd")
            answer = call(shared, verb.upper(), url, content=b"[")
            assert answer.status_code != httpx.codes.METHOD_NOT_ALLOWED, (verb, path)
            if answer.status_code == httpx.codes.NOT_FOUND:
                assert answer.json()["error"]["details"]["what"] in {"session", "file"}
    text = json.dumps(document)
    names = {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert names <= set(document["components"]["schemas"])


def test_a_dead_hub_is_told_and_the_service_lives_on(shared: Installation) -> None:
    killed = shared.kill("hub")
    answer = call(shared, "GET", f"{API}/sessions")
    if answer.status_code != httpx.codes.OK:
        assert (answer.status_code, code(answer)) == (503, "unavailable")
    shared.wait_for(lambda: shared.pid("hub") != killed, 60)
    shared.wait_for(lambda: call(shared, "GET", f"{API}/sessions").status_code == 200, 60)
