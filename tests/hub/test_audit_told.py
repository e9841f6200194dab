"""What sessions report is stamped with who sent it; what is no report is refused in words."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.hub.test_posture import of_session, token
from tests.hub.test_service import API, call, code
from tests.support.hub import Installation

NOW = datetime.now(UTC)


def told(ident: str, **more: Any) -> dict[str, Any]:
    given = {
        "id": ident,
        "kind": "prompt",
        "at": (NOW - timedelta(minutes=1)).isoformat(),
        "conversation": "c1",
        "turn": "t1",
        "by": "ada",
        "data": {"text": "Tidy up"},
    }
    return {**given, **more}


def tell(shared: Installation, told_with: str, *events: dict[str, Any]) -> httpx.Response:
    headers = {"Authorization": f"token {told_with}"}
    body = {"events": events}
    return call(shared, "POST", f"{API}/audit", user=None, json=body, headers=headers)


def exported(shared: Installation, user: str) -> list[dict[str, Any]]:
    answer = call(shared, "GET", f"{API}/audit/export", user="admin", params={"user": user})
    return [json.loads(line) for line in answer.raise_for_status().text.splitlines()]


def test_a_session_speaks_for_itself_alone(shared: Installation) -> None:
    own, other = of_session(shared, "honest"), of_session(shared, "other")
    later = (datetime.now(UTC) + timedelta(days=400)).isoformat()
    early = told("c1:2", at="0001-01-01T00:00:00+14:00")
    for _ in range(2):  # twice does no harm
        sent = tell(shared, own, told("c1:3", at=later), early)
        assert sent.status_code == httpx.codes.NO_CONTENT
    # The same id, and the same conversation, of another session is another event.
    assert tell(shared, other, told("c1:3", by="bob")).status_code == httpx.codes.NO_CONTENT
    every = [each for each in exported(shared, "ada") if each["conversation"] == "c1"]
    assert [(each["session"], each["by"]) for each in every] == [
        ("honest", "ada"),
        ("honest", "ada"),
        ("other", "bob"),
    ]
    assert {each["user"] for each in every} == {"ada"}
    assert every[0]["at"] == every[0]["recorded_at"] > every[1]["at"]
    headers = {"Authorization": f"token {own}"}
    seen = call(shared, "GET", f"{API}/audit", user=None, headers=headers)
    assert {each["session"] for each in seen.raise_for_status().json()["items"]} == {"honest"}
    seen = call(shared, "GET", f"{API}/audit/export", user=None, headers=headers)
    assert len(seen.raise_for_status().text.splitlines()) == 2
    asked = {"session": "other"}
    refused = call(shared, "GET", f"{API}/audit", user=None, headers=headers, params=asked)
    assert refused.status_code == httpx.codes.FORBIDDEN
    for who in (token(shared), shared.token("admin")):
        refused = tell(shared, who, told("c1:4"))
        assert (refused.status_code, code(refused)) == (httpx.codes.FORBIDDEN, "forbidden")


@pytest.mark.parametrize(
    "event",
    [
        told("c1:1", kind="freeze"),
        told("c1:1", kind="model.request"),
        told("c1:1", kind="anything"),
        told("c1:1", at="yesterday"),
        told("c1:1", at="2026-11-30T12:00:00"),
        told("c1:1", data={"text": "x" * 1001}),
        told("c1:1", data={"sha256": "x"}),
        told("c1:1", data=[]),
        told("c1:1", by="a\u0000b"),
        told("c1:1", turn="t" * 65),
        told("c1:1", conversation=""),
        told(""),
        {},
    ],
)
def test_what_is_no_event_is_refused_and_none_of_its_report_recorded(
    shared: Installation, event: dict[str, Any]
) -> None:
    own = of_session(shared, "garbage")
    assert tell(shared, own, told("c9:1", conversation="c9"), event).status_code == 400
    assert not [each for each in exported(shared, "ada") if each["conversation"] == "c9"]


def test_a_report_that_is_too_large_or_no_report_is_refused_in_words(shared: Installation) -> None:
    headers = {"Authorization": f"token {of_session(shared, 'large')}"}
    for mebibytes, status in ((2, 413), (50, 413)):
        content = b"x" * (mebibytes * 2**20)
        answer = call(shared, "POST", f"{API}/audit", user=None, content=content, headers=headers)
        assert (answer.status_code, code(answer)) == (status, "too_large")
    many = [told(f"c1:{number}") for number in range(201)]
    assert tell(shared, of_session(shared, "large"), *many).status_code == 400
    for content in (b"\xff\xfe", b'{"events": "no"}', b'{"events": [{"id": "\\ud800"}]}'):
        answer = call(shared, "POST", f"{API}/audit", user=None, content=content, headers=headers)
        assert answer.status_code == 400, answer.text
