"""Bodies of requests take a bounded part of memory, and give it back."""

import asyncio
import io

import psutil
import pytest

from remote_claude_ext.gateway.errors import BodiesHeldError
from remote_claude_ext.gateway.room import Room
from tests.gateway.hub import RealHub
from tests.gateway.provider import Asked, Provider, Wire, answer_hello
from tests.gateway.running import BODY, PREFIX, Running, until, until_true
from tests.gateway.test_gateway_refusals import read_error

MIB = 2**20


def test_one_caller_has_a_part_and_what_has_ended_is_free() -> None:
    room = Room(10)
    held = [room.open("ada", "10", limit_bytes=10) for _ in range(4)]
    with pytest.raises(BodiesHeldError, match="your requests"):
        room.open("ada", "1", limit_bytes=10)
    for name in ("bob", "cyd", "dan"):
        held += [room.open(name, "", limit_bytes=10) for _ in range(4)]
    with pytest.raises(BodiesHeldError, match="all requests"):
        room.open("eve", "99999", limit_bytes=10)
    held[0].settle(3)
    with room.open("ada", "7", limit_bytes=10), pytest.raises(BodiesHeldError):
        room.open("ada", "1", limit_bytes=10)
    for one in held:
        with one:
            pass
    assert [room.open("ada", "10", limit_bytes=10) for _ in range(4)]


@pytest.mark.asyncio
async def test_large_bodies_that_do_not_end_neither_fill_memory_nor_stop_others(
    gateway: Running, hub: RealHub, upstream: Provider
) -> None:
    token, other = hub.token("alice"), hub.token("bob")
    head = (
        f"POST {PREFIX}v1/messages HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Length: {32 * MIB}\r\n\r\n"
    ).encode()
    memory = psutil.Process().memory_info().rss
    writers = []
    for _ in range(30):
        _, writer = await gateway.raw()
        writer.write(head + b"x" * MIB)
        writers.append(writer)

    async def is_full() -> bool:
        async with gateway.post(token) as answer:
            return int(answer.status) == 429

    await until_true(is_full)
    async with gateway.post(token) as answer:
        assert "your requests" in await read_error(answer, 429, "rate_limit_error")
        assert answer.headers["retry-after"] == "2"
    async with gateway.post(other) as answer:
        assert answer.status == 200
    for writer in writers:
        writer.close()

    async def is_free() -> bool:
        async with gateway.post(token) as answer:
            return int(answer.status) == 200

    await until_true(is_free)
    assert psutil.Process().memory_info().rss - memory < 200 * MIB


@pytest.mark.asyncio
async def test_what_is_being_answered_holds_its_body(
    gateway: Running, hub: RealHub, upstream: Provider
) -> None:
    token, going_on = hub.token("alice"), asyncio.Event()

    async def wait(wire: Wire, asked: Asked) -> None:
        await going_on.wait()
        await answer_hello(wire, asked)

    upstream.script = wait
    large = BODY + b" " * (32 * MIB - len(BODY))

    async def ask(body: bytes) -> int:
        async with gateway.client.post(
            gateway.url("/v1/messages"),
            data=io.BytesIO(body),
            headers={"Authorization": f"Bearer {token}"},
        ) as answer:
            await answer.read()
            return int(answer.status)

    asking = [asyncio.create_task(ask(large)) for _ in range(4)]
    await until(lambda: len(upstream.asked) == 4)
    assert await ask(BODY) == 429
    going_on.set()
    assert set(await asyncio.gather(*asking)) == {200}
    assert await ask(BODY) == 200
