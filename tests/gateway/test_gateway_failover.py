"""Several providers: which is asked, when the next one is, and when it must not be."""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from remote_claude_ext.core.secret import SecretRef
from remote_claude_ext.gateway.breaker import FAILURES, PAUSE_SECONDS
from remote_claude_ext.gateway.errors import KeyUnreadableError
from remote_claude_ext.gateway.keys import KeyRing
from remote_claude_ext.gateway.settings import UpstreamSettings
from remote_claude_ext.ledger.model import Outcome
from tests.gateway.hub import RealHub, free_ports
from tests.gateway.provider import SSE, STREAM, Asked, Provider, Wire, answer_hello, provider
from tests.gateway.running import BODY, Running, running, to_settings, until
from tests.gateway.test_gateway_refusals import read_error

OVERLOADED = b'{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}'
Script = Callable[[Wire, Asked], Awaitable[None]]


def answers(status: str, body: bytes = OVERLOADED) -> Script:
    async def script(wire: Wire, _asked: Asked) -> None:
        await wire.head(status, "Content-Type: application/json", f"Content-Length: {len(body)}")
        await wire.send(body)

    return script


async def break_off(wire: Wire, _asked: Asked) -> None:
    wire.reset()


async def close_at_once(wire: Wire, _asked: Asked) -> None:
    raise ConnectionResetError


async def break_in_the_head(wire: Wire, _asked: Asked) -> None:
    await wire.send(b"HTTP/1.1 200 OK\r\nContent-Ty")
    wire.reset()


async def say_nothing(wire: Wire, asked: Asked) -> None:
    await wire.gone()
    asked.gone.set()


async def die_after_the_first_byte(wire: Wire, _asked: Asked) -> None:
    await wire.head("200 OK", *SSE)
    await wire.chunk(STREAM[:1])
    wire.reset()


async def byte_by_byte(wire: Wire, _asked: Asked) -> None:
    await wire.head("200 OK", *SSE, "x-new-header: kept")
    for place in range(len(STREAM)):
        await wire.chunk(STREAM[place : place + 1])
    await wire.end()


@dataclass(frozen=True)
class Two:
    """A gateway with two providers that have every model."""

    gateway: Running
    first: Provider
    second: Provider
    token: str
    monitor: str

    async def ask(self, **more: Any) -> tuple[int, bytes]:
        async with self.gateway.post(self.token, **more) as answer:
            return answer.status, await answer.read()

    async def health(self) -> dict[str, str]:
        async with self.gateway.client.get(self.gateway.url("/healthz")) as answer:
            assert answer.status == 200
            told = json.loads(await answer.read())
        return {one["name"]: one["state"] for one in told["upstreams"]}


def to_upstream(name: str, url: str, **more: Any) -> UpstreamSettings:
    key = SecretRef("literal", f"key-of-{name}")
    return UpstreamSettings(name=name, url=url, key=key, key_hint=f"the key of {name}", **more)


@pytest_asyncio.fixture
async def two(tmp_path: Path, hub: RealHub) -> AsyncIterator[Two]:
    async with provider() as first, provider() as second:
        upstreams = (
            to_upstream("first", first.url, timeout_seconds=0.5),
            to_upstream("second", second.url),
        )
        settings = to_settings(tmp_path, hub, first.url, upstreams=upstreams)
        async with running(settings) as gateway:
            yield Two(gateway, first, second, hub.token("alice"), hub.monitor_token)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "script",
    [
        break_off,
        close_at_once,
        break_in_the_head,
        say_nothing,
        answers("529 Overloaded"),
        answers("500 No"),
        answers("503 Later"),
    ],
    ids=["reset", "close", "cut head", "hang", "529", "500", "503"],
)
async def test_before_the_first_byte_the_next_one_is_asked_the_very_same(
    two: Two, script: Script
) -> None:
    two.first.script, two.second.script = script, byte_by_byte
    assert await two.ask() == (200, STREAM)
    [before], [after] = two.first.asked, two.second.asked
    assert after.body == before.body == BODY
    assert after.target == before.target
    assert before.headers["x-api-key"] == "key-of-first"
    assert after.headers["x-api-key"] == "key-of-second"
    [record] = await two.gateway.closed()
    assert record.outcome is Outcome.COMPLETED
    assert record.end is not None
    assert record.end.tokens.output == 25
    assert record.end.note == "Not answered by first."


@pytest.mark.asyncio
async def test_one_that_refuses_connections_is_followed_by_the_next(
    tmp_path: Path, hub: RealHub, upstream: Provider
) -> None:
    nobody = to_upstream("nobody", f"http://127.0.0.1:{free_ports(1)[0]}")
    upstreams = (nobody, to_upstream("second", upstream.url))
    settings = to_settings(tmp_path, hub, "", upstreams=upstreams)
    async with running(settings) as gateway, gateway.post(hub.token("alice")) as answer:
        assert await answer.read() == STREAM


@pytest.mark.asyncio
@pytest.mark.parametrize("status", ["400 No", "404 No", "413 No", "429 Slow down"])
async def test_an_answer_of_the_providers_own_is_passed_on_and_nobody_else_asked(
    two: Two, status: str
) -> None:
    two.first.script = answers(status)
    assert await two.ask() == (int(status[:3]), OVERLOADED)
    assert two.second.asked == []


@pytest.mark.asyncio
async def test_a_refused_key_is_told_with_the_place_of_this_key(two: Two) -> None:
    two.first.script = answers("401 No")
    status, body = await two.ask()
    assert status == 424
    assert b"the key of first" in body
    assert two.second.asked == []


@pytest.mark.asyncio
async def test_after_the_first_byte_the_answer_breaks_as_with_one_provider(two: Two) -> None:
    two.first.script = die_after_the_first_byte
    with pytest.raises(aiohttp.ClientError):
        await two.ask()
    assert two.second.asked == []
    [record] = await two.gateway.closed()
    assert record.outcome is Outcome.FAILED


@pytest.mark.asyncio
async def test_where_all_fail_the_last_ones_answer_is_passed_on_unchanged(two: Two) -> None:
    two.first.script, two.second.script = break_off, answers("529 Overloaded")
    assert await two.ask() == (529, OVERLOADED)
    two.first.script, two.second.script = answers("529 Overloaded"), close_at_once
    status, body = await two.ask()
    assert status == 502
    assert b"cannot be reached" in body


@pytest.mark.asyncio
@pytest.mark.parametrize("is_second", [False, True])
async def test_a_caller_that_leaves_cancels_whichever_is_being_asked_and_no_other(
    tmp_path: Path, hub: RealHub, *, is_second: bool
) -> None:
    async with provider() as first, provider() as second:
        upstreams = (to_upstream("first", first.url), to_upstream("second", second.url))
        silent = second if is_second else first
        first.script = answers("529 Overloaded")
        silent.script = say_nothing
        settings = to_settings(tmp_path, hub, "", upstreams=upstreams)
        async with running(settings) as gateway:
            asking = asyncio.create_task(read(gateway, hub.token("alice")))
            await until(lambda: bool(silent.asked))
            asking.cancel()
            await asyncio.wait_for(silent.asked[0].gone.wait(), 2)
            [record] = await gateway.closed()
        assert record.outcome is Outcome.ABANDONED
        assert len(second.asked) == int(is_second)


async def read(gateway: Running, token: str) -> bytes:
    async with gateway.post(token) as answer:
        return bytes(await answer.read())


@pytest.mark.asyncio
async def test_one_that_keeps_failing_is_left_alone_then_tried_by_one_request(two: Two) -> None:
    two.first.script = answers("529 Overloaded")
    assert await two.health() == {"first": "ok", "second": "ok"}
    for _ in range(FAILURES + 2):
        assert (await two.ask())[0] == 200
    assert len(two.first.asked) == FAILURES
    assert await two.health() == {"first": "failing", "second": "ok"}
    headers, metrics = {"Authorization": f"token {two.monitor}"}, two.gateway.url("/metrics")
    async with two.gateway.client.get(metrics, headers=headers) as answer:
        told = await answer.text()
    assert f'upstream_failures_total{{reason="529",upstream="first"}} {FAILURES}.0' in told
    assert 'upstream_open{upstream="first"} 1.0' in told
    two.gateway.clock.advance(PAUSE_SECONDS + 1)
    assert {(await two.ask())[0] for _ in range(2)} == {200}
    assert len(two.first.asked) == FAILURES + 1
    two.gateway.clock.advance(PAUSE_SECONDS + 1)
    two.first.script = answer_hello
    for _ in range(2):
        assert await two.ask() == (200, STREAM)
    assert len(two.first.asked) == FAILURES + 3
    assert await two.health() == {"first": "ok", "second": "ok"}


@pytest.mark.asyncio
async def test_where_all_keep_failing_one_is_asked_all_the_same(two: Two) -> None:
    two.first.script = two.second.script = answers("529 Overloaded")
    for _ in range(FAILURES + 1):
        assert await two.ask() == (529, OVERLOADED)
    asked = len(two.first.asked) + len(two.second.asked)
    assert asked == 2 * FAILURES + 1
    two.first.script = two.second.script = answer_hello
    assert await two.ask() == (200, STREAM)


@pytest.mark.asyncio
async def test_the_model_decides_who_is_asked(
    tmp_path: Path, hub: RealHub, upstream: Provider
) -> None:
    async with provider() as other:
        upstreams = (
            to_upstream("claude", upstream.url, models=("claude-*",)),
            to_upstream("other", other.url, models=("other-1", "*-large"), is_demo=True),
        )
        settings = to_settings(tmp_path, hub, "", upstreams=upstreams)
        async with running(settings) as gateway:
            token = hub.token("alice")
            for path in ("/v1/messages", "/v1/messages/count_tokens"):
                for model in (b"claude-sonnet-5-5", b"other-1", b"x-large"):
                    body = BODY.replace(b"claude-sonnet-5-5", model)
                    async with gateway.post(token, body, path=path) as answer:
                        assert answer.status == 200
                body = BODY.replace(b"claude-sonnet-5-5", b"other-12")
                async with gateway.post(token, body, path=path) as answer:
                    told = await read_error(answer, 400, "invalid_request_error")
                assert "No provider here has the model 'other-12'" in told
            records = await gateway.closed(3)
        assert [json.loads(one.body)["model"] for one in upstream.asked] == [
            "claude-sonnet-5-5"
        ] * 2
        assert len(other.asked) == 4
        noted = [one.end is not None and "scripted" in str(one.end.note) for one in records]
        assert noted == [True, True, False]


def test_several_keys_come_through_one_pipe_each_in_its_line() -> None:
    reading, writing = os.pipe()
    os.write(writing, b"one\n\nthree")
    os.close(writing)
    ring = KeyRing()
    keys = [ring.take(SecretRef("pipe", f"{reading}:{line}"), "it") for line in range(4)]
    assert (keys[0].read(), keys[2].read()) == ("one", "three")
    for empty in (keys[1], keys[3]):
        with pytest.raises(KeyUnreadableError):
            empty.read()
    with pytest.raises(OSError, match="Bad file"):
        os.fstat(reading)


def test_a_single_key_that_is_more_than_one_line_is_no_key() -> None:
    reading, writing = os.pipe()
    os.write(writing, b"one\ntwo")
    os.close(writing)
    with pytest.raises(KeyUnreadableError):
        KeyRing().take(SecretRef("pipe", str(reading)), "it").read()
