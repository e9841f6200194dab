"""What passes through the gateway, and the entry that it leaves."""

import asyncio
import gzip
import json
from decimal import Decimal

import aiohttp
import pytest

from remote_claude_ext.ledger.model import Outcome, Tokens
from tests.gateway.hub import RealHub
from tests.gateway.provider import SSE, STREAM, STREAM_COST, Asked, Provider, Wire
from tests.gateway.running import BODY, KEY, MODEL, Running


@pytest.mark.asyncio
async def test_a_streamed_answer_comes_through_byte_for_byte_and_is_recorded(
    gateway: Running, hub: RealHub, upstream: Provider
) -> None:
    token = hub.session_token("alice", "one")
    told = {"X-Claude-Code-Session-Id": "c-1", "X-Claude-Code-Agent-Id": "a-1"}
    async with gateway.post(token, path="/v1/messages?beta=true&x=%2F", headers=told) as answer:
        assert answer.status == 200
        assert answer.headers["request-id"] == "req_1"
        assert await answer.read() == STREAM
    [request] = upstream.asked
    assert request.line == "POST /v1/messages?beta=true&x=%2F HTTP/1.1"
    assert request.body == BODY
    [record] = await gateway.closed()
    assert (record.entry.user, record.entry.session) == ("alice", "one")
    assert (record.entry.claude_session, record.entry.agent) == ("c-1", "a-1")
    assert record.entry.model == MODEL
    assert record.outcome is Outcome.COMPLETED
    assert record.end is not None
    assert record.end.tokens == Tokens(
        input=100, output=25, cache_read=1000, cache_write_5m=30, cache_write_1h=10
    )
    assert record.end.cost_usd == Decimal(STREAM_COST)
    assert (record.end.status, record.end.request_id) == (200, "req_1")
    assert record.end.first_byte is not None
    assert record.end.latency >= record.end.first_byte


@pytest.mark.asyncio
async def test_the_key_goes_up_and_the_callers_credentials_do_not(
    gateway: Running, hub: RealHub, upstream: Provider
) -> None:
    token = hub.session_token("alice", "one")
    headers = {
        "X-Api-Key": token,
        "Cookie": "jupyterhub-session-id=1",
        "X-Forwarded-For": "10.1.2.3",
        "Anthropic-Beta": "dangerous-tool-use-2026-09-03",
        "X-Stainless-Retry-Count": "0",
    }
    async with gateway.post(token, headers=headers) as answer:
        await answer.read()
    [request] = upstream.asked
    assert request.headers["x-api-key"] == KEY
    assert request.headers["host"] == upstream.url.removeprefix("http://")
    assert request.headers["anthropic-beta"] == "dangerous-tool-use-2026-09-03"
    assert request.headers["x-stainless-retry-count"] == "0"
    assert token not in "".join(request.headers.values())
    assert not {"authorization", "cookie", "x-forwarded-for"} & {*map(str.lower, request.headers)}


@pytest.mark.asyncio
@pytest.mark.parametrize("status", [400, 402, 404, 413, 429, 500, 529])
async def test_an_error_of_the_provider_comes_through_unchanged(
    gateway: Running, hub: RealHub, upstream: Provider, status: int
) -> None:
    body = b'{"type": "error",  "error":{"type":"x","message":"own words"},"new":1}'

    async def refuse(wire: Wire, _asked: Asked) -> None:
        await wire.head(
            f"{status} Own Reason",
            "Content-Type: application/json",
            f"Content-Length: {len(body)}",
            "retry-after: 7",
            "x-should-retry: true",
            "anthropic-ratelimit-unified-reset: 1",
            "Set-Cookie: a=b",
        )
        await wire.send(body)

    upstream.script = refuse
    async with gateway.post(hub.token("alice")) as answer:
        assert (answer.status, answer.reason) == (status, "Own Reason")
        assert await answer.read() == body
        assert answer.headers["retry-after"] == "7"
        assert answer.headers["x-should-retry"] == "true"
        assert "anthropic-ratelimit-unified-reset" not in answer.headers
        assert "set-cookie" not in answer.headers
    [record] = await gateway.closed()
    assert record.outcome is Outcome.FAILED
    assert record.end is not None
    assert (record.end.status, record.end.cost_usd) == (status, 0)


@pytest.mark.asyncio
async def test_pieces_are_passed_on_when_they_come(
    gateway: Running, hub: RealHub, upstream: Provider
) -> None:
    go_on = asyncio.Event()

    async def stream(wire: Wire, _asked: Asked) -> None:
        await wire.head("200 OK", *SSE)
        await wire.chunk(STREAM[:10])
        await go_on.wait()
        await wire.chunk(STREAM[10:])
        await wire.end()

    upstream.script = stream
    async with gateway.post(hub.token("alice")) as answer:
        assert await answer.content.readany() == STREAM[:10]
        go_on.set()
        assert await answer.content.read() == STREAM[10:]


@pytest.mark.asyncio
async def test_a_packed_whole_answer_passes_packed_and_is_metered(
    gateway: Running, hub: RealHub, upstream: Provider
) -> None:
    message = {"type": "message", "model": MODEL, "usage": {"input_tokens": 9, "output_tokens": 8}}
    packed = gzip.compress(json.dumps(message).encode())

    async def whole(wire: Wire, _asked: Asked) -> None:
        await wire.head(
            "200 OK",
            "Content-Type: application/json",
            "Content-Encoding: gzip",
            f"Content-Length: {len(packed)}",
        )
        await wire.send(packed)

    upstream.script = whole
    async with gateway.post(hub.token("alice")) as answer:
        assert answer.headers["content-encoding"] == "gzip"
        assert await answer.read() == packed
    [record] = await gateway.closed()
    assert record.outcome is Outcome.COMPLETED
    assert record.end is not None
    assert record.end.tokens == Tokens(input=9, output=8)


@pytest.mark.asyncio
async def test_a_stream_that_breaks_off_breaks_off_for_the_caller_too(
    gateway: Running, hub: RealHub, upstream: Provider
) -> None:
    async def break_off(wire: Wire, _asked: Asked) -> None:
        await wire.head("200 OK", *SSE)
        await wire.chunk(STREAM[:400])
        wire.reset()

    upstream.script = break_off
    async with gateway.post(hub.token("alice")) as answer:
        with pytest.raises(aiohttp.ClientPayloadError):
            await answer.read()
    [record] = await gateway.closed()
    assert record.outcome is Outcome.FAILED
    assert record.end is not None
    assert record.end.tokens.input == 100


@pytest.mark.asyncio
async def test_two_requests_at_once_do_not_mix(
    gateway: Running, hub: RealHub, upstream: Provider
) -> None:
    both = asyncio.Barrier(2)

    async def answer_by_name(wire: Wire, asked: Asked) -> None:
        await wire.head("200 OK", *SSE)
        await wire.chunk(asked.headers["x-who"].encode())
        await both.wait()
        await wire.chunk(STREAM)
        await wire.end()

    upstream.script = answer_by_name

    async def ask(user: str) -> bytes:
        async with gateway.post(hub.token(user), headers={"X-Who": user}) as answer:
            return bytes(await answer.read())

    answers = await asyncio.gather(ask("alice"), ask("bob"))
    assert list(answers) == [b"alice" + STREAM, b"bob" + STREAM]
    records = await gateway.closed(2)
    assert {one.entry.user for one in records} == {"alice", "bob"}
    assert {one.outcome for one in records} == {Outcome.COMPLETED}


@pytest.mark.asyncio
async def test_counting_tokens_is_passed_on_and_costs_nothing(
    gateway: Running, hub: RealHub, upstream: Provider
) -> None:
    async with gateway.post(hub.token("alice"), path="/v1/messages/count_tokens") as answer:
        assert await answer.read() == STREAM
    assert upstream.asked[0].target == "/v1/messages/count_tokens"
    assert gateway.records == []
