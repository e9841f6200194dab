"""Two people on one installation, two starts on one folder, a wrong key, requests given up."""

import asyncio
import json
import time
from pathlib import Path

import aiohttp
import httpx
import psutil
import pytest

from tests.product.room import CANARY, client_of, ends, frames_when, usage
from tests.support.hub import Installation
from tests.support.model import ScriptedModel
from tests.support.stream import RefusedError

SECONDS = 40
REFUSED = {401, 403, 404}
LEAKS = ("Silver Osprey", "egret-42", "/users/ada/")


@pytest.fixture(scope="module")
def conversation(installation: Installation, session: str) -> str:
    """A conversation of ada's, with a file beside it."""
    workspace = installation.places.workspace("ada", session)
    (workspace / "plan.txt").write_text("egret-42")

    async def begin() -> str:
        async with client_of(installation, session) as client:
            made = await client.create(title="Silver Osprey")
            await client.post(made, "@@ say The answer is egret-42.")
            await frames_when(client, made, lambda all_: bool(ends(all_)))
            return made

    return asyncio.run(begin())


def test_a_session_that_has_worked_holds_nothing_that_it_does_not_use(
    session: str, conversation: str
) -> None:
    assert conversation, "a turn has ended"
    [pid] = [
        process.pid
        for process in psutil.process_iter(["cmdline", "environ"])
        if "remote_claude_ext.cli.singleuser" in (process.info["cmdline"] or [])
        and (process.info["environ"] or {}).get("REMOTE_CLAUDE_SESSION") == session
    ]
    loaded = Path(f"/proc/{pid}/maps").read_text()
    assert "msgspec" in loaded
    assert "pydantic_core" not in loaded


@pytest.mark.parametrize(
    ("verb", "path"),
    [
        ("GET", "remote-claude/api/conversations"),
        ("GET", "remote-claude/api/conversations/{conversation}"),
        ("GET", "remote-claude/api/conversations/{conversation}/frames"),
        ("POST", "remote-claude/api/conversations/{conversation}/messages"),
        ("DELETE", "remote-claude/api/conversations/{conversation}"),
        ("GET", "remote-claude/api/health"),
        ("GET", "api/contents"),
        ("GET", "api/contents/plan.txt"),
        ("PUT", "api/contents/plan.txt"),
        ("GET", "files/plan.txt"),
        ("POST", "api/terminals"),
        ("GET", "api/status"),
        ("GET", "lab"),
    ],
)
def test_a_second_user_gets_nothing_of_the_first_ones_session(
    installation: Installation, session: str, conversation: str, verb: str, path: str
) -> None:
    path = f"/user/ada/{session}/{path.format(conversation=conversation)}"
    asked = {"json": {"text": "Hello?", "client_id": "x"}} if verb in {"POST", "PUT"} else {}
    by_token = installation.call(verb, path, user="bob", **asked)
    person = installation.login("bob", "bob-password")
    by_cookie = person.request(verb, path, **asked)
    for answer in (by_token, by_cookie):
        assert answer.status_code in REFUSED, answer.text[:300]
        assert [word for word in LEAKS if word in answer.text] == []
    still = installation.call("GET", f"/user/ada/{session}/api/contents/plan.txt", user="ada")
    assert still.json()["content"] == "egret-42"


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "path",
    [
        "remote-claude/api/conversations/{conversation}/stream",
        "remote-claude/api/stream",
        "terminals/websocket/{terminal}",
        "api/events/subscribe",
    ],
)
async def test_a_second_user_cannot_listen(
    installation: Installation, session: str, conversation: str, path: str
) -> None:
    url = installation.session_url(session, "ada")
    async with client_of(installation, session) as client:
        async with client.http.post(f"{url}/api/terminals", json={}) as made:
            terminal = (await made.json())["name"]
        address = f"{url}/{path.format(conversation=conversation, terminal=terminal)}"
        async with client.http.ws_connect(address):
            pass  # ada herself may
    headers = {"Authorization": f"token {installation.token('bob')}"}
    async with aiohttp.ClientSession(headers=headers) as http:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await http.ws_connect(address)
    assert refused.value.status in REFUSED


def test_a_second_up_refuses_and_names_the_first(installation: Installation) -> None:
    second = Installation(installation.data)
    assert second.launch().wait(SECONDS) == 1
    second.stop()
    assert f"process {installation.up.pid} has" in second.text()
    assert installation.up.poll() is None


@pytest.mark.asyncio
async def test_a_request_that_is_given_up_is_cancelled_at_the_provider_at_once(
    installation: Installation, session: str, model: ScriptedModel
) -> None:
    async with client_of(installation, session) as client:
        made = await client.create()
        async with client.stream(made) as stream:
            await client.post(made, "@@ lorem 3000 50")
            await stream.kind("delta")
            exchange = model.turns[-1]
            assert exchange.outcome == "open"
            began = time.monotonic()
            await client.call("POST", f"conversations/{made}/interrupt")
            await asyncio.to_thread(
                model.wait_for, lambda _: exchange.outcome == "abandoned", seconds=2
            )
            assert time.monotonic() - began < 2
            assert (await stream.kind("turn.finished"))["outcome"] == "interrupted"
    await asyncio.to_thread(
        installation.wait_for, lambda: usage(installation)[-1]["outcome"] == "abandoned", SECONDS
    )


@pytest.mark.asyncio
async def test_every_request_is_one_entry_with_who_where_and_what_it_cost(
    installation: Installation, session: str, model: ScriptedModel
) -> None:
    known = {row["id"] for row in usage(installation)}
    del model.exchanges[:]
    async with client_of(installation, session) as client:
        made = await client.create()
        await client.post(made, '@@ tool Read {"file_path": "plan.txt"} >> say Read.')
        await frames_when(client, made, lambda all_: bool(ends(all_)))
        claude_session = (await client.call("GET", f"conversations/{made}"))["claude_session"]
        cost = ends((await client.frames(made))["frames"])[0]["cost_usd"]
    asked = await asyncio.to_thread(model.finished)
    rows = [row for row in usage(installation) if row["id"] not in known]
    assert len(rows) == len(asked) >= 2
    assert {(row["user"], row["session"], row["client"], row["outcome"]) for row in rows} == {
        ("ada", session, "panel", "completed")
    }
    mine = [row for row in rows if row["claude_session"] == claude_session]
    assert len(mine) >= 2
    assert all(row["cost_micro_usd"] > 0 and row["output_tokens"] > 0 for row in mine)
    assert all(row["status"] == 200 and row["latency_ms"] >= row["first_byte_ms"] for row in mine)
    assert float(cost) == pytest.approx(sum(r["cost_micro_usd"] for r in mine) / 1e6, rel=0.2)


@pytest.mark.asyncio
async def test_a_wrong_key_is_told_at_once_with_the_providers_words_and_what_to_mend(
    installation: Installation, session: str, model: ScriptedModel
) -> None:
    model.accept_only()
    try:
        async with client_of(installation, session) as client:
            made = await client.create()
            began = time.monotonic()
            await client.post(made, "@@ say Never.")
            frames = await frames_when(client, made, lambda all_: bool(ends(all_)))
            assert time.monotonic() - began < 15
    finally:
        model.accept_only(CANARY)
    (end,) = ends(frames)
    file = f"{installation.data}.yaml"
    assert end["outcome"] == "failed"
    assert "invalid x" in end["reason"]
    assert file in end["reason"]
    assert CANARY not in json.dumps(frames)
    log = (Path(installation.places.logs) / "gateway.log").read_text()
    assert file in log
    assert CANARY not in log


@pytest.mark.asyncio
async def test_an_error_of_the_wrong_users_request_is_json_with_a_code(
    installation: Installation, session: str
) -> None:
    async with client_of(installation, session, "ada") as client:
        with pytest.raises(RefusedError) as refused:
            await client.frames("00000000-0000-0000-0000-000000000000")
    assert (refused.value.status, refused.value.error["code"]) == (404, "not_found")
    answer = installation.call(
        "GET", f"/user/ada/{session}/remote-claude/api/conversations", user="bob"
    )
    assert answer.status_code == httpx.codes.FORBIDDEN
    assert answer.json()["error"]["code"] == "forbidden"
