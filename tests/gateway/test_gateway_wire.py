"""Bytes that no honest client sends: odd targets, smuggled bodies, lengths that lie."""

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.gateway.hub import RealHub
from tests.gateway.provider import STREAM, Provider
from tests.gateway.running import BODY, PREFIX, Running, running, to_settings

PATH = PREFIX + "v1/messages"


@pytest_asyncio.fixture
async def small(tmp_path: Path, hub: RealHub, upstream: Provider) -> AsyncIterator[Running]:
    """A gateway that takes bodies of 2,000 bytes."""
    async with running(to_settings(tmp_path, hub, upstream.url, max_body_bytes=2000)) as serving:
        yield serving


async def exchange(gateway: Running, sent: bytes, *, seconds: float = 10) -> bytes:
    """Send bytes, and read until the gateway closes or the time is over."""
    reader, writer = await gateway.raw()
    writer.write(sent)
    await writer.drain()
    received = bytearray()
    try:
        async with asyncio.timeout(seconds):
            while piece := await reader.read(65536):
                received += piece
    except TimeoutError:
        pass
    finally:
        writer.close()
    return bytes(received)


def to_request(token: str, *lines: str, target: str = PATH, method: str = "POST") -> bytes:
    head = [f"{method} {target} HTTP/1.1", "Host: x", f"Authorization: Bearer {token}", *lines]
    return ("\r\n".join([*head, "Connection: close"]) + "\r\n\r\n").encode()


def status_of(received: bytes) -> int:
    return int(received.split(b" ", 2)[1])


TARGETS = (
    "http://evil.example" + PATH,
    "http://127.0.0.1:1" + PATH,
    "//evil.example" + PATH,
    "/" + PATH,
    PREFIX + "../claude-gateway/v1/messages",
    PREFIX + "v1/../v1/messages",
    PREFIX + "v1/%2e%2e/v1/messages",
    PREFIX + "v1/./messages",
    PREFIX + "v1//messages",
    PREFIX + "v1/messages/",
    PREFIX + "v1%2Fmessages",
    PREFIX + "v1/message%73",
    PREFIX + "v1/messages#part",
    PREFIX + "v1/messages;x",
    PREFIX + "V1/messages",
    "/v1/messages",
    "*",
    "169.254.169.254/latest",
)


@pytest.mark.asyncio
async def test_nothing_but_the_very_path_reaches_the_provider(
    gateway: Running, hub: RealHub, upstream: Provider
) -> None:
    token = hub.token("alice")
    for target in TARGETS:
        sent = to_request(token, f"Content-Length: {len(BODY)}", target=target) + BODY
        assert status_of(await exchange(gateway, sent)) in (400, 404), target
    assert upstream.asked == []


@pytest.mark.asyncio
async def test_the_gateway_is_no_tunnel(gateway: Running, hub: RealHub) -> None:
    sent = to_request(hub.token("alice"), method="CONNECT", target="127.0.0.1:22")
    assert status_of(await exchange(gateway, sent)) in (400, 404)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "lines",
    [
        ["Content-Length: 5", "Transfer-Encoding: chunked"],
        ["X-Fold: a", " b: c", "Content-Length: 5"],
        ["X-Long: " + "x" * 70_000],
        ["X-N: 1"] * 500,
    ],
)
async def test_a_head_that_may_be_understood_in_two_ways_or_is_too_long_is_refused(
    gateway: Running, hub: RealHub, upstream: Provider, lines: list[str]
) -> None:
    smuggled = b"0\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n"
    received = await exchange(gateway, to_request(hub.token("alice"), *lines) + smuggled)
    assert status_of(received) == 400
    assert received.count(b"HTTP/1.") == 1
    assert b'"invalid_request_error"' in received
    assert upstream.asked == []


@pytest.mark.asyncio
async def test_a_header_that_cannot_be_read_is_not_logged(
    gateway: Running, caplog: pytest.LogCaptureFixture
) -> None:
    canary = "canary-0123456789"
    with caplog.at_level(logging.DEBUG):
        assert status_of(await exchange(gateway, to_request(canary + "\0"))) == 400
    assert canary not in caplog.text


@pytest.mark.asyncio
async def test_requests_one_after_another_on_a_connection_are_answered_in_order(
    gateway: Running, hub: RealHub, upstream: Provider
) -> None:
    head = (
        f"POST {PATH} HTTP/1.1\r\nHost: x\r\nX-Api-Key: {hub.token('alice')}\r\n"
        f"Content-Length: {len(BODY)}\r\n\r\n"
    ).encode()
    last = to_request(hub.token("alice"), f"Content-Length: {len(BODY)}") + BODY
    received = await exchange(gateway, (head + BODY) * 2 + last)
    assert received.count(b"HTTP/1.1 200 OK") == 3
    assert received.count(STREAM) == 3
    assert [one.body for one in upstream.asked] == [BODY] * 3


@pytest.mark.asyncio
async def test_a_chunked_body_arrives_whole(
    gateway: Running, hub: RealHub, upstream: Provider
) -> None:
    chunks = b"".join(b"1\r\n%c\r\n" % byte for byte in BODY) + b"0\r\n\r\n"
    sent = to_request(hub.token("alice"), "Transfer-Encoding: chunked") + chunks
    assert status_of(await exchange(gateway, sent)) == 200
    [asked] = upstream.asked
    assert asked.body == BODY
    assert "transfer-encoding" not in asked.headers


@pytest.mark.asyncio
async def test_an_old_client_gets_its_answer_to_the_end_of_the_connection(
    gateway: Running, hub: RealHub
) -> None:
    head = to_request(hub.token("alice"), f"Content-Length: {len(BODY)}")
    received = await exchange(gateway, head.replace(b"HTTP/1.1", b"HTTP/1.0", 1) + BODY)
    assert status_of(received) == 200
    assert received.endswith(STREAM)
    assert b"chunked" not in received


@pytest.mark.asyncio
async def test_who_asks_before_sending_is_told_to_go_on(
    gateway: Running, hub: RealHub, upstream: Provider
) -> None:
    reader, writer = await gateway.raw()
    length = f"Content-Length: {len(BODY)}"
    writer.write(to_request(hub.token("alice"), "Expect: 100-continue", length))
    assert await reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
    writer.write(BODY)
    assert status_of(await reader.read(65536)) == 200
    writer.close()
    assert "expect" not in upstream.asked[0].headers


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("token", "length", "status"), [("wrong", 10, 401), (None, 10**12, 413), (None, 2001, 413)]
)
async def test_who_asks_before_sending_is_refused_before_sending(
    small: Running, hub: RealHub, token: str | None, length: int, status: int
) -> None:
    sent = to_request(
        token or hub.token("alice"), "Expect: 100-continue", f"Content-Length: {length}"
    )
    received = await exchange(small, sent)
    assert status_of(received) == status
    assert b"100 Continue" not in received


@pytest.mark.asyncio
async def test_a_body_over_the_limit_is_refused_before_it_is_read(
    small: Running, hub: RealHub, upstream: Provider
) -> None:
    received = await exchange(small, to_request(hub.token("alice"), "Content-Length: 2001"))
    assert status_of(received) == 413
    assert b'"request_too_large"' in received
    assert b"2,000 bytes" in received
    assert upstream.asked == []


@pytest.mark.asyncio
async def test_a_body_without_length_is_read_to_the_limit_and_no_further(
    small: Running, hub: RealHub, upstream: Provider
) -> None:
    endless = b"400\r\n" + b"x" * 1024 + b"\r\n"
    sent = to_request(hub.token("alice"), "Transfer-Encoding: chunked") + endless * 3
    assert status_of(await exchange(small, sent)) == 413
    assert upstream.asked == []


@pytest.mark.asyncio
async def test_a_packed_body_is_refused_because_its_model_cannot_be_read(
    gateway: Running, hub: RealHub, upstream: Provider
) -> None:
    lines = ["Content-Encoding: gzip", f"Content-Length: {len(BODY)}"]
    received = await exchange(gateway, to_request(hub.token("alice"), *lines) + BODY)
    assert status_of(received) == 400
    assert b"content-encoding" in received
    assert upstream.asked == []
