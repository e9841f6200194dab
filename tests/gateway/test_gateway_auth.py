"""Who is calling is what JupyterHub says of the token, remembered for a short while."""

import asyncio
from pathlib import Path

import pytest

from tests.gateway.hub import GATEWAY_SCOPE, RealHub
from tests.gateway.provider import Provider
from tests.gateway.running import Running, running, to_settings

ASKED = "GET /hub/api/user "
"""What the hub's log says of each question whose a token is."""


async def ask(gateway: Running, token: str) -> tuple[int, dict[str, str], str]:
    """Status, headers in lower case and body of `POST v1/messages`."""
    async with gateway.post(token) as answer:
        headers = {name.lower(): value for name, value in answer.headers.items()}
        return answer.status, headers, (await answer.read()).decode()


@pytest.mark.asyncio
async def test_without_a_known_token_there_is_no_answer_and_claude_code_may_try_again(
    gateway: Running, upstream: Provider
) -> None:
    for token in ("", "made-up", "x" * 600, "sk-ant-own-key-of-a-person"):
        status, headers, body = await ask(gateway, token)
        assert status == 401
        assert '"authentication_error"' in body
        # This word would make Claude Code say "Not logged in" instead of our sentence.
        assert "x-api-key" not in body
        assert "x-should-retry" not in headers
    assert upstream.asked == []


@pytest.mark.asyncio
async def test_a_token_in_the_address_or_a_cookie_is_none(gateway: Running, hub: RealHub) -> None:
    token = hub.token("alice")
    url = gateway.url(f"/v1/models?token={token}")
    async with gateway.client.get(url, headers={"Cookie": f"token={token}"}) as answer:
        assert answer.status == 401


@pytest.mark.asyncio
async def test_the_user_and_the_session_are_those_of_the_token(
    gateway: Running, hub: RealHub
) -> None:
    claimed = {"X-Remote-User": "root", "X-Rc-User": "root", "X-Forwarded-User": "root"}
    for token in (hub.session_token("alice", "one"), hub.token("bob")):
        async with gateway.post(token, headers=claimed) as answer:
            assert answer.status == 200
    records = await gateway.closed(2)
    assert {(one.entry.user, one.entry.session) for one in records} == {
        ("alice", "one"),
        ("bob", None),
    }


@pytest.mark.asyncio
async def test_a_token_needs_the_gateways_scope_and_no_other(
    gateway: Running, hub: RealHub
) -> None:
    hub.token("alice")
    async with gateway.post(hub.token("alice", GATEWAY_SCOPE)) as answer:
        assert answer.status == 200
    async with gateway.post(hub.token("alice", "read:users!user=alice")) as answer:
        assert answer.status == 403
        assert GATEWAY_SCOPE in await answer.text()


@pytest.mark.asyncio
async def test_a_session_token_may_stand_in_either_header_beside_a_key_of_ones_own(
    gateway: Running, hub: RealHub
) -> None:
    token = hub.session_token("alice", "one")
    for headers in (
        {"Authorization": "Bearer something-else", "X-Api-Key": token},
        {"Authorization": f"Bearer {token}", "X-Api-Key": "something-else"},
        {"Authorization": f"token {token}"},
    ):
        async with gateway.client.get(gateway.url("/v1/models"), headers=headers) as answer:
            assert answer.status == 200


@pytest.mark.asyncio
async def test_a_service_is_no_user(gateway: Running, hub: RealHub, upstream: Provider) -> None:
    status, _, body = await ask(gateway, hub.monitor_token)
    assert status == 403
    assert '"permission_error"' in body
    assert upstream.asked == []


@pytest.mark.asyncio
async def test_a_revoked_token_serves_thirty_seconds_at_most_and_then_says_so(
    gateway: Running, hub: RealHub
) -> None:
    token = hub.session_token("carol", "one")
    assert (await ask(gateway, token))[0] == 200
    hub.revoke("carol")
    gateway.clock.advance(29)
    assert (await ask(gateway, token))[0] == 200
    gateway.clock.advance(2)
    for _ in range(2):
        status, headers, body = await ask(gateway, token)
        assert status == 401
        assert headers["x-should-retry"] == "false"
        assert "revoked" in body
        gateway.clock.advance(6)


@pytest.mark.asyncio
async def test_a_refusal_is_remembered_five_seconds_at_most(
    private_hub: RealHub, tmp_path: Path, upstream: Provider
) -> None:
    async with running(to_settings(tmp_path, private_hub, upstream.url)) as gateway:
        assert (await ask(gateway, "made-up"))[0] == 401
        private_hub.kill()
        assert (await ask(gateway, "made-up"))[0] == 401
        gateway.clock.advance(5.1)
        assert (await ask(gateway, "made-up"))[0] == 503


@pytest.mark.asyncio
async def test_while_the_hub_is_away_known_tokens_serve_a_minute_more_and_others_wait(
    private_hub: RealHub, tmp_path: Path, upstream: Provider
) -> None:
    token, other = private_hub.token("alice"), private_hub.token("alice")
    async with running(to_settings(tmp_path, private_hub, upstream.url)) as gateway:
        assert (await ask(gateway, token))[0] == 200
        private_hub.kill()
        gateway.clock.advance(89)
        assert (await ask(gateway, token))[0] == 200
        status, headers, body = await ask(gateway, other)
        assert (status, headers["retry-after"]) == (503, "5")
        assert "JupyterHub cannot be asked" in body
        async with gateway.client.get(gateway.url("/healthz")) as answer:
            assert answer.status == 503
            assert "nothing answers at its address" in await answer.text()
        gateway.clock.advance(2)
        assert (await ask(gateway, token))[0] == 503
        private_hub.start()
        assert (await ask(gateway, token))[0] == 200
        gateway.clock.advance(2)
        async with gateway.client.get(gateway.url("/healthz")) as answer:
            assert (answer.status, await answer.text()) == (200, '{"status":"ok"}')


@pytest.mark.asyncio
async def test_a_hub_that_hangs_is_away_after_five_seconds(
    private_hub: RealHub, tmp_path: Path, upstream: Provider
) -> None:
    token = private_hub.token("alice")
    async with running(to_settings(tmp_path, private_hub, upstream.url)) as gateway:
        private_hub.pause()
        async with asyncio.timeout(8):
            answers = await asyncio.gather(*(ask(gateway, token) for _ in range(20)))
        assert {status for status, _, _ in answers} == {503}
        assert "did not answer within 5 seconds" in answers[0][2]
        private_hub.resume()
        assert (await ask(gateway, token))[0] == 200


@pytest.mark.asyncio
async def test_many_at_once_with_one_token_are_one_question_to_the_hub(
    private_hub: RealHub, tmp_path: Path, upstream: Provider
) -> None:
    token = private_hub.token("alice")
    async with running(to_settings(tmp_path, private_hub, upstream.url)) as gateway:
        before = private_hub.log.count(ASKED)
        private_hub.pause()
        asking = [asyncio.create_task(ask(gateway, token)) for _ in range(20)]
        await asyncio.wait(asking, timeout=0.5)
        # One of them leaves: the others still get their answer.
        asking[0].cancel()
        private_hub.resume()
        answers = await asyncio.gather(*asking[1:])
    assert {status for status, _, _ in answers} == {200}
    assert private_hub.log.count(ASKED) == before + 1


@pytest.mark.asyncio
async def test_another_service_at_the_hubs_address_is_not_believed(
    hub: RealHub, tmp_path: Path, upstream: Provider
) -> None:
    changes = {"hub_api_url": upstream.url + "/hub/api"}
    async with running(to_settings(tmp_path, hub, upstream.url, **changes)) as gateway:
        status, _, body = await ask(gateway, "made-up")
    assert status == 503
    assert "not one that a JupyterHub gives" in body
