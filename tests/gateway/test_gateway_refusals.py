"""What the gateway refuses or cannot do is told in the API's own shape, with the remedy."""

import asyncio
import json
import logging
from pathlib import Path
from typing import Any

import pytest

from remote_claude_ext.core.models import ModelAccess
from remote_claude_ext.core.secret import SecretRef
from remote_claude_ext.ledger.model import Outcome
from tests.data.test_unit import largest_file
from tests.gateway.hub import RealHub, free_ports
from tests.gateway.provider import STREAM, Asked, Provider, Wire
from tests.gateway.running import HINT, KEY, Running, running, to_settings

OPUS = ModelAccess(models=("claude-opus-5-5",))


async def read_error(answer: Any, status: int, kind: str) -> str:
    assert answer.status == status, await answer.read()
    body = json.loads(await answer.read())
    assert body.keys() == {"type", "error"}
    assert body["type"] == "error"
    assert body["error"].keys() == {"type", "message"}
    assert body["error"]["type"] == kind
    return str(body["error"]["message"])


@pytest.mark.asyncio
async def test_a_model_outside_the_list_is_refused_and_the_list_told(
    tmp_path: Path, hub: RealHub, upstream: Provider
) -> None:
    settings = to_settings(tmp_path, hub, upstream.url, access=OPUS)
    async with running(settings) as gateway:
        token = hub.token("alice")
        for path in ("/v1/messages", "/v1/messages/count_tokens"):
            async with gateway.post(token, path=path) as answer:
                message = await read_error(answer, 400, "invalid_request_error")
                assert "claude-sonnet-5-5" in message
                assert "Allowed: claude-opus-5-5." in message
        async with gateway.client.get(
            gateway.url("/v1/models"), headers={"X-Api-Key": token}
        ) as answer:
            models = await answer.json()
        assert [one["id"] for one in models["data"]] == ["claude-opus-5-5"]
        assert models["has_more"] is False
        assert gateway.records == []
    assert upstream.asked == []


@pytest.mark.asyncio
async def test_without_a_list_the_providers_models_are_passed_on(
    gateway: Running, hub: RealHub, upstream: Provider
) -> None:
    async with gateway.client.get(
        gateway.url("/v1/models?limit=1000"), headers={"X-Api-Key": hub.token("alice")}
    ) as answer:
        assert await answer.read() == STREAM
    assert upstream.asked[0].line == "GET /v1/models?limit=1000 HTTP/1.1"


@pytest.mark.asyncio
async def test_a_provider_that_is_away_is_named(tmp_path: Path, hub: RealHub) -> None:
    settings = to_settings(tmp_path, hub, f"http://127.0.0.1:{free_ports(1)[0]}")
    async with running(settings) as gateway:
        async with gateway.post(hub.token("alice")) as answer:
            message = await read_error(answer, 502, "api_error")
        assert "127.0.0.1 cannot be reached: connect call failed" in message.lower() or (
            "cannot be reached: connection refused" in message.lower()
        )
        [record] = await gateway.closed()
        assert record.outcome is Outcome.FAILED
        assert record.end is not None
        assert record.end.status is None


@pytest.mark.asyncio
async def test_a_provider_that_hangs_up_without_a_word_is_told(
    gateway: Running, hub: RealHub, upstream: Provider
) -> None:
    async def hang_up(wire: Wire, _asked: Asked) -> None:
        wire.reset()

    upstream.script = hang_up
    async with gateway.post(hub.token("alice")) as answer:
        await read_error(answer, 502, "api_error")
    [record] = await gateway.closed()
    assert record.outcome is Outcome.FAILED


@pytest.mark.asyncio
@pytest.mark.parametrize("status", [401, 403])
async def test_a_wrong_key_is_told_in_the_providers_words_with_the_file_to_mend(
    gateway: Running,
    hub: RealHub,
    upstream: Provider,
    caplog: pytest.LogCaptureFixture,
    status: int,
) -> None:
    body = b'{"type":"error","error":{"type":"authentication_error","message":"invalid x-api-key"}}'

    async def refuse(wire: Wire, _asked: Asked) -> None:
        await wire.head(f"{status} No", f"Content-Length: {len(body)}")
        await wire.send(body)

    upstream.script = refuse
    token = hub.token("alice")
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            async with gateway.post(token) as answer:
                message = await read_error(answer, 424, "api_error")
                assert answer.headers["x-should-retry"] == "false"
    assert "invalid x\u2011api\u2011key" in message
    assert HINT in message
    told = [one for one in caplog.records if HINT in one.getMessage()]
    assert len(told) == 1, "the operator is told once"
    assert KEY not in caplog.text
    records = await gateway.closed(3)
    assert [one.end.status for one in records if one.end] == [status] * 3


@pytest.mark.asyncio
async def test_a_key_file_is_read_again_when_it_was_mended(
    tmp_path: Path, hub: RealHub, upstream: Provider
) -> None:
    file = tmp_path / "key"
    settings = to_settings(tmp_path, hub, upstream.url, key=SecretRef("file", str(file)))
    async with running(settings) as gateway:
        token = hub.token("alice")
        async with gateway.post(token) as answer:
            message = await read_error(answer, 503, "api_error")
            assert answer.headers["x-should-retry"] == "false"
        assert "No such file" in message
        assert HINT in message
        assert upstream.asked == []
        for key in ("first", "second-one"):
            file.write_text(key + "\n")
            async with gateway.post(token) as answer:
                assert answer.status == 200
            assert upstream.asked[-1].headers["x-api-key"] == key


@pytest.mark.asyncio
async def test_a_bearer_key_goes_into_authorization_and_no_key_into_nothing(
    tmp_path: Path, hub: RealHub, upstream: Provider
) -> None:
    token = hub.token("alice")
    async with running(to_settings(tmp_path, hub, upstream.url, auth_scheme="bearer")) as gateway:
        await (await gateway.post(token)).read()
    assert upstream.asked[-1].headers["authorization"] == f"Bearer {KEY}"
    assert "x-api-key" not in upstream.asked[-1].headers
    async with running(to_settings(tmp_path, hub, upstream.url, key=None)) as gateway:
        await (await gateway.post(token)).read()
    assert not {"x-api-key", "authorization"} & {*map(str.lower, upstream.asked[-1].headers)}


@pytest.mark.asyncio
async def test_what_cannot_be_recorded_is_not_sent_and_goes_again_when_there_is_room(
    gateway: Running, hub: RealHub, upstream: Provider
) -> None:
    token = hub.token("alice")
    async with gateway.post(token) as answer:
        assert answer.status == 200
    asked = len(upstream.asked)
    with largest_file(4096):
        async with gateway.post(token) as answer:
            message = await read_error(answer, 503, "api_error")
            assert answer.headers["retry-after"] == "5"
        async with gateway.client.get(gateway.url("/healthz")) as answer:
            assert "database does not take writes" in await read_error(answer, 503, "api_error")
    assert message.startswith("The request was not sent, because it cannot be recorded.")
    assert len(upstream.asked) == asked
    async with gateway.post(token) as answer:
        assert answer.status == 200


@pytest.mark.asyncio
async def test_an_end_that_cannot_be_written_is_written_later(
    gateway: Running, hub: RealHub, upstream: Provider
) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def wait(wire: Wire, asked: Asked) -> None:
        begun.set()
        await go_on.wait()
        await wire.head("200 OK", "Content-Type: text/event-stream", "Connection: close")
        await wire.send(STREAM)
        wire.writer.close()

    upstream.script = wait
    asking = asyncio.create_task(gateway.post(hub.token("alice")).__aenter__())
    await begun.wait()
    with largest_file(4096):
        go_on.set()
        answer = await asking
        assert await answer.read() == STREAM
        assert [one.outcome for one in gateway.records] == [Outcome.OPEN]
    [record] = await gateway.closed(seconds=10)
    assert record.outcome is Outcome.COMPLETED
