"""The audit of a running installation: what is done is recorded, stamped and proven."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from remote_claude_ext.trail.export import check_lines
from tests.hub.test_freezes import one
from tests.hub.test_posture import of_session, token
from tests.hub.test_service import API, call, code
from tests.support.hub import Installation, clean_environment

NOW = datetime.now(UTC)
TURN = "Please show me sk-ant-abcdef0123456789"


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
    lines = shared.command("audit", "export", "--user", user).splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def worked(shared: Installation) -> Iterator[tuple[str, str]]:
    """A session of eve's, and a conversation of it with a turn in which a command was allowed."""
    shared.add_user("eve", "eve-password")
    shared.token("eve", "eve-password")
    session = shared.start_session("Egrets", user="eve")
    base = f"{shared.session_path(session, 'eve')}/remote-claude/api/conversations"

    def ask(method: str, path: str, **more: Any) -> Any:
        return shared.call(method, base + path, user="eve", **more).raise_for_status().json()

    def frames(kind: str) -> list[dict[str, Any]]:
        found = ask("GET", f"/{conversation}/frames")["frames"]
        return [each for each in found if each["kind"] == kind]

    conversation = ask("POST", "", json={})["id"]
    ask("POST", f"/{conversation}/messages", json={"text": TURN, "client_id": "one"})
    for number, decision in enumerate(("allow", "deny")):
        shared.wait_for(lambda at=number: len(frames("approval.asked")) > at, 90)
        asked = frames("approval.asked")[number]
        answer = {"decision": decision}
        if decision == "allow":
            answer["suggestion"] = asked["suggestions"][0]["id"]
        ask("POST", f"/{conversation}/approvals/{asked['approval']}", json=answer)
    shared.wait_for(lambda: frames("turn.finished"), 90)
    yield session, conversation
    gone = shared.api("DELETE", f"/users/eve/servers/{session}", user="eve", json={"remove": True})
    gone.raise_for_status()


def test_what_an_administrator_does_is_recorded_and_proven(shared: Installation) -> None:
    body = {"reason": "Key on a forum"}
    call(shared, "PUT", one("user:bob"), user="admin", json=body).raise_for_status()
    gone = call(shared, "DELETE", one("user:bob"), user="admin")
    assert gone.status_code == httpx.codes.NO_CONTENT
    lines = shared.command("audit", "export", "--user", "bob").splitlines()
    freeze, unfreeze = (json.loads(line) for line in lines[-2:])
    assert (freeze["kind"], freeze["by"], freeze["source"]) == ("freeze", "admin", "hub")
    assert freeze["data"] == {"target": "user:bob", "reason": "Key on a forum"}
    assert unfreeze["kind"] == "unfreeze"
    assert check_lines(line.encode() for line in lines).broken is None
    said = shared.command("audit", "verify")
    assert said.startswith("The record holds, up to ")
    noted = said.split()[-1]
    assert shared.command("audit", "verify", "--holds", noted).startswith("The record holds")


def test_a_file_that_was_changed_is_told_with_its_row(shared: Installation) -> None:
    whole = shared.command("audit", "export")
    changed = whole.replace('"by":"admin"', '"by":"nobody"', 1)
    command = [sys.executable, "-m", "remote_claude_ext", "audit", "verify", "--file", "-"]
    for text, status in ((whole, 0), (changed, 1)):
        done = subprocess.run(
            command,
            input=text,
            env=clean_environment({}),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == status, done.stderr
    assert "it was changed" in done.stderr


def test_a_turn_is_recorded_from_the_prompt_to_its_end(
    shared: Installation, worked: tuple[str, str]
) -> None:
    session, conversation = worked

    def events() -> list[dict[str, Any]]:
        return [each for each in exported(shared, "eve") if each["source"] == "session"]

    shared.wait_for(lambda: "turn.finished" in {each["kind"] for each in events()}, 60)
    found = events()

    def of(kind: str) -> list[dict[str, Any]]:
        return [each["data"] for each in found if each["kind"] == kind]

    assert (found[0]["kind"], found[0]["by"]) == ("prompt", "eve")
    assert found[0]["data"]["text"] == "Please show me [redacted]"
    assert found[-1]["kind"] == "turn.finished"
    assert [each["outcome"] for each in of("approval.settled")] == ["allowed", "denied"]
    assert {each["by"] for each in found if each["kind"] == "approval.settled"} == {"eve"}
    asked, settled = of("approval.asked")[0], of("approval.settled")[0]
    assert settled["suggestion"] in {each["id"] for each in asked["offers"]}
    assert asked["approval"] == settled["approval"]
    (write, bash), (written, denied) = of("tool.started"), of("tool.finished")
    assert (write["tool"], write["text"][-8:]) == ("Write", "hello.py")
    assert (bash["tool"], bash["text"]) == ("Bash", "python3 hello.py")
    assert write["tool_use"] == written["tool_use"] == asked["tool_use"]
    assert (written["status"], len(written["sha256"]), denied["status"]) == ("ok", 64, "denied")
    names = ("user", "session", "conversation")
    assert {tuple(each[name] for name in names) for each in found} == {
        ("eve", session, conversation)
    }
    assert len({each["turn"] for each in found if each["turn"]}) == 1
    assert found[-1]["claude_session"]


def test_a_session_speaks_for_itself_alone(shared: Installation) -> None:
    own, other = of_session(shared, "honest"), of_session(shared, "other")
    later = (datetime.now(UTC) + timedelta(days=400)).isoformat()
    early = told("c1:2", at="1999-01-01T00:00:00Z")
    for _ in range(2):  # twice does no harm
        sent = tell(shared, own, told("c1:3", at=later), early)
        assert sent.status_code == httpx.codes.NO_CONTENT
    # The same id, and the same conversation, of another session is another event.
    assert tell(shared, other, told("c1:3", by="bob")).status_code == httpx.codes.NO_CONTENT
    found = [each for each in exported(shared, "ada") if each["conversation"] == "c1"]
    assert [(each["session"], each["by"]) for each in found] == [
        ("honest", "ada"),
        ("honest", "ada"),
        ("other", "bob"),
    ]
    assert {each["user"] for each in found} == {"ada"}
    assert found[0]["at"] == found[0]["recorded_at"] > found[1]["at"]
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
