"""The audit of a running installation: what is done is recorded, stamped and proven."""

import csv
import io
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import httpx
import pytest

from remote_claude_ext.trail.export import check_lines
from tests.hub.test_audit_told import exported
from tests.hub.test_freezes import one
from tests.hub.test_service import API, call, code
from tests.support.hub import Installation, clean_environment

TURN = "Please show me sk-ant-abcdef0123456789"


def found(shared: Installation, caller: str, **asked: str) -> Any:
    answer = call(shared, "GET", f"{API}/audit", user=caller, params=asked)
    return answer.raise_for_status().json()


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
    shared.kill("hub-service")  # what is done meanwhile waits in the session
    ask("POST", f"/{conversation}/messages", json={"text": TURN, "client_id": "one"})
    for number, decision in enumerate(("allow", "deny")):
        shared.wait_for(lambda at=number: len(frames("approval.asked")) > at, 90)
        asked = frames("approval.asked")[number]
        answer = {"decision": decision}
        if decision == "allow":
            answer["suggestion"] = asked["suggestions"][0]["id"]
        ask("POST", f"/{conversation}/approvals/{asked['approval']}", json=answer)
    shared.wait_for(lambda: frames("turn.finished"), 90)
    health = "/services/remote-claude/healthz"
    shared.wait_for(lambda: call(shared, "GET", health, user=None).is_success, 60)
    yield session, conversation
    gone = shared.api("DELETE", f"/users/eve/servers/{session}", user="eve", json={"remove": True})
    gone.raise_for_status()


def test_what_an_administrator_does_is_recorded_and_proven(shared: Installation) -> None:
    body = {"reason": "Key on a forum"}
    call(shared, "PUT", one("user:bob"), user="admin", json=body).raise_for_status()
    gone = call(shared, "DELETE", one("user:bob"), user="admin")
    assert gone.status_code == httpx.codes.NO_CONTENT
    # What the hub itself did to bob may be taken in between these, or after them.
    freeze, unfreeze = [e for e in exported(shared, "bob") if e["kind"].endswith("freeze")][-2:]
    assert (freeze["kind"], freeze["by"], freeze["source"]) == ("freeze", "admin", "hub")
    assert freeze["data"] == {"target": "user:bob", "reason": "Key on a forum"}
    assert unfreeze["kind"] == "unfreeze"
    said = shared.command("audit", "verify")
    assert said.startswith("The record holds, up to ")
    noted = said.split()[-1]
    assert shared.command("audit", "verify", "--holds", noted).startswith("The record holds")


def test_a_file_proves_itself_and_one_that_was_changed_names_its_row(shared: Installation) -> None:
    whole = shared.command("audit", "export")
    assert check_lines(line.encode() for line in whole.splitlines()).broken is None
    changed = whole.replace('"by":"admin"', '"by":"nobody"', 1)
    done = subprocess.run(
        [sys.executable, "-m", "remote_claude_ext", "audit", "verify", "--file", "-"],
        input=changed,
        env=clean_environment({}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "it was changed" in done.stderr
    table = call(shared, "GET", f"{API}/audit/export", user="admin", params={"format": "csv"})
    assert len(list(csv.DictReader(io.StringIO(table.text)))) >= len(whole.splitlines())


def test_a_turn_is_recorded_from_the_prompt_to_its_end(
    shared: Installation, worked: tuple[str, str]
) -> None:
    session, conversation = worked

    def events() -> list[dict[str, Any]]:
        return [each for each in exported(shared, "eve") if each["source"] == "session"]

    shared.wait_for(lambda: "turn.finished" in {each["kind"] for each in events()}, 60)
    every = events()

    def of(kind: str) -> list[dict[str, Any]]:
        return [each["data"] for each in every if each["kind"] == kind]

    assert (every[0]["kind"], every[0]["by"]) == ("prompt", "eve")
    assert every[0]["data"]["text"] == "Please show me [redacted]"
    assert every[-1]["kind"] == "turn.finished"
    assert [each["outcome"] for each in of("approval.settled")] == ["allowed", "denied"]
    assert {each["by"] for each in every if each["kind"] == "approval.settled"} == {"eve"}
    asked, settled = of("approval.asked")[0], of("approval.settled")[0]
    assert settled["suggestion"] in {each["id"] for each in asked["offers"]}
    assert asked["approval"] == settled["approval"]
    assert settled["rule"] in {each["rule"] for each in asked["offers"]}
    assert (settled["tool"], settled["text"]) == (asked["tool"], asked["text"])
    (write, bash), (written, denied) = of("tool.started"), of("tool.finished")
    assert (write["tool"], write["text"][-8:]) == ("Write", "hello.py")
    assert (bash["tool"], bash["text"]) == ("Bash", "python3 hello.py")
    assert write["tool_use"] == written["tool_use"] == asked["tool_use"]
    assert (written["status"], len(written["sha256"]), denied["status"]) == ("ok", 64, "denied")
    names = ("user", "session", "conversation")
    assert {tuple(each[name] for name in names) for each in every} == {
        ("eve", session, conversation)
    }
    assert len({each["turn"] for each in every if each["turn"]}) == 1
    assert every[-1]["claude_session"]


def test_a_turn_is_joined_with_its_requests_and_their_cost(
    shared: Installation, worked: tuple[str, str]
) -> None:
    session, conversation = worked
    asked = {"kind": "turn.finished", "session": session}
    shared.wait_for(lambda: found(shared, "eve", **asked)["items"], 60)
    [end] = found(shared, "eve", **asked)["items"]
    names = {"session": session, "conversation": conversation, "turn": end["turn"]}
    entries = call(shared, "GET", f"{API}/usage/entries", user="eve").json()["items"]
    ours = {each["id"] for each in entries if each["claude_session"] == end["claude_session"]}
    assert len(ours) >= 3

    def turn(caller: str, **more: str) -> httpx.Response:
        return call(shared, "GET", f"{API}/audit/turn", user=caller, params={**names, **more})

    shared.wait_for(lambda: len(turn("eve", user="eve").json()["requests"]) >= 3, 60)
    told = turn("eve", user="eve").json()
    assert {each["data"]["entry"] for each in told["requests"]} <= ours
    assert {each["source"] for each in told["requests"]} == {"gateway"}
    costs = [Decimal(each["data"]["cost_usd"]) for each in told["requests"]]
    assert Decimal(told["cost_usd"]) == sum(costs) > 0
    assert told["events"][0]["kind"] == "prompt"
    assert turn("admin", user="eve").json()["events"] == told["events"]
    assert turn("ada", user="eve").status_code == httpx.codes.FORBIDDEN
    assert turn("ada", user="ada").status_code == httpx.codes.NOT_FOUND
    assert turn("eve").json()["events"] == told["events"]
    assert turn("admin").status_code == httpx.codes.BAD_REQUEST


def test_people_see_their_own_and_administrators_all(
    shared: Installation, worked: tuple[str, str]
) -> None:
    mine = found(shared, "eve")["items"]
    assert {each["user"] for each in mine} == {"eve"}
    assert {each["user"] for each in found(shared, "admin", limit="1000")["items"]} >= {"eve"}
    assert [each["id"] for each in found(shared, "admin", user="eve")["items"]] == [
        each["id"] for each in mine
    ]
    prompts = found(shared, "eve", kind="prompt,approval.settled", q="SHOW")["items"]
    assert [each["kind"] for each in prompts] == ["prompt"]
    page = found(shared, "eve", limit="2")
    following = found(shared, "eve", limit="2", cursor=page["next"])["items"]
    assert page["items"] + following == mine[:4]
    chain = page["chain"]
    assert chain["number"] >= chain["verified_number"]
    assert chain["broken_number"] is None
    scopes = ["access:services!service=remote-claude"]  # as much as the token of a session has
    made = shared.api("POST", "/users/admin/tokens", json={"note": "narrow", "scopes": scopes})
    narrow = {"Authorization": f"Bearer {made.json()['token']}"}
    for path in ("audit", "audit/export"):
        for caller, headers in (("ada", {}), (None, narrow)):
            given = {"headers": headers, "params": {"user": "eve"}}
            refused = call(shared, "GET", f"{API}/{path}", user=caller, **given)
            assert (refused.status_code, code(refused)) == (httpx.codes.FORBIDDEN, "forbidden")
        nobody = call(shared, "GET", f"{API}/{path}", user=None)
        assert nobody.status_code == httpx.codes.FORBIDDEN
        # What another page of this origin asks with a login, it does not get.
        foreign = shared.login("eve", "eve-password").get(f"{API}/{path}")
        assert foreign.status_code == httpx.codes.FORBIDDEN


@pytest.mark.parametrize(
    "asked",
    [
        {"kind": "colour"},
        {"since": "yesterday"},
        {"until": "9999-12-31T23:59:59-14:00"},
        {"cursor": "no"},
        {"limit": "0"},
        {"q": "x" * 256},
    ],
)
def test_what_cannot_be_meant_is_told_in_a_sentence(
    shared: Installation, asked: dict[str, str]
) -> None:
    refused = call(shared, "GET", f"{API}/audit", params=asked)
    assert refused.status_code == httpx.codes.BAD_REQUEST, refused.text
