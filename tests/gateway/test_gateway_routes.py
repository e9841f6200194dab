"""Every route of the running application, each verb, and who may call it."""

from pathlib import Path

import pytest

from remote_claude_ext.core.clock import SystemClock
from remote_claude_ext.gateway.context import open_context
from tests.gateway.hub import RealHub
from tests.gateway.provider import Provider
from tests.gateway.running import BODY, PREFIX, Running, to_settings

VERBS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND")
EVERYWHERE = ("", "v1/messages", "v1/messages/count_tokens", "v1/models", "api/hello", "healthz")
TELEMETRY = ("v1/metrics", "v1/logs", "v1/traces")
PUBLIC = {("HEAD", ""), ("HEAD", "api/hello"), ("GET", "api/hello"), ("GET", "healthz")}
GUARDED = {
    ("POST", "v1/messages"),
    ("POST", "v1/messages/count_tokens"),
    ("GET", "v1/models"),
    ("POST", "v1/metrics"),
    ("POST", "v1/logs"),
    ("POST", "v1/traces"),
    ("GET", "metrics"),
}


@pytest.mark.asyncio
async def test_the_routes_are_those_of_the_contract(
    tmp_path: Path, hub: RealHub, upstream: Provider
) -> None:
    async with open_context(to_settings(tmp_path, hub, upstream.url), SystemClock()) as context:
        targets = {(verb, path.removeprefix(PREFIX)) for verb, path in context.door.targets}
    assert targets == PUBLIC | GUARDED


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "path", [*EVERYWHERE, *TELEMETRY, "metrics", "v1", "v1/complete", "nothing"]
)
async def test_without_a_token_only_what_is_public_answers(
    gateway: Running, upstream: Provider, path: str
) -> None:
    for verb in VERBS:
        async with gateway.client.request(verb, gateway.url("/" + path), data=BODY) as answer:
            if (verb, path) in PUBLIC:
                assert answer.status == 200, (verb, path)
            elif (verb, path) in GUARDED:
                assert answer.status == 401, (verb, path)
            else:
                assert answer.status == 404, (verb, path)
            if verb != "HEAD" and answer.status != 200:
                assert (await answer.json())["type"] == "error"
    assert upstream.asked == []


@pytest.mark.asyncio
async def test_with_a_token_everything_else_is_still_not_there(
    gateway: Running, hub: RealHub, upstream: Provider
) -> None:
    headers = {"X-Api-Key": hub.token("alice")}
    for path in (
        "v1/complete",
        "v1/files",
        "v1/messages/batches",
        "v1/organizations/x",
        "metrics/x",
        *TELEMETRY,
    ):
        for verb in ("GET", "POST"):
            async with gateway.client.request(
                verb, gateway.url("/" + path), headers=headers, data=BODY
            ) as answer:
                assert answer.status == 404
    assert upstream.asked == []


@pytest.mark.asyncio
async def test_hello_says_hello(gateway: Running) -> None:
    async with gateway.client.head(gateway.url("/")) as answer:
        assert answer.status == 200
    async with gateway.client.get(gateway.url("/api/hello")) as answer:
        assert await answer.json() == {"message": "hello"}


@pytest.mark.asyncio
async def test_metrics_are_for_tokens_that_may_read_them(gateway: Running, hub: RealHub) -> None:
    async with gateway.post(hub.token("alice")) as answer:
        await answer.read()
    await gateway.closed()
    url = gateway.url("/metrics")
    async with gateway.client.get(url, headers={"X-Api-Key": hub.token("alice")}) as answer:
        assert answer.status == 403
        assert "read:metrics" in await answer.text()
    token = {"Authorization": f"token {hub.monitor_token}"}
    async with gateway.client.get(url, headers=token) as answer:
        assert answer.status == 200
        text = await answer.text()
    assert 'remote_claude_gateway_requests_total{outcome="completed"} 1.0' in text
    assert (
        'remote_claude_gateway_tokens_total{kind="output",model="claude-sonnet-5-5"} 25.0' in text
    )
    assert 'remote_claude_gateway_cost_usd_total{model="claude-sonnet-5-5"} 0.000665' in text
    assert "remote_claude_gateway_running 0.0" in text
