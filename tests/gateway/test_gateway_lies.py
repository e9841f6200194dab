"""A provider that lies: the ledger stays true, and the server's key stays with the server."""

import asyncio
import gzip
import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remote_claude_ext.core.periods import Period
from remote_claude_ext.data.engine import open_engine
from remote_claude_ext.gateway.settings import GatewaySettings
from remote_claude_ext.gateway.veil import Veil
from remote_claude_ext.ledger.budget import Budget, Standing
from remote_claude_ext.ledger.holds import find
from remote_claude_ext.ledger.model import Outcome
from remote_claude_ext.ledger.rules import BudgetRules
from remote_claude_ext.wire.budgets import Whose
from tests.gateway.hub import RealHub
from tests.gateway.provider import SSE, STREAM, STREAM_COST, Asked, Provider, Script, Wire
from tests.gateway.running import KEY, MODEL, Running, running, to_settings
from tests.support.postgres import postgres

RULES = BudgetRules(
    budgets=(Budget(whose=Whose.EVERYONE, name="", usd=Decimal(1), period=Period.MONTH),)
)
SECRET = b"aab-aab-aac"


def event(**fields: object) -> bytes:
    return b"data: " + json.dumps(fields).encode() + b"\n\n"


def says(body: bytes, status: str = "200 OK", *lines: str) -> Script:
    async def script(wire: Wire, _asked: Asked) -> None:
        await wire.head(status, *(lines or SSE))
        if any(line.startswith("Content-Length") for line in lines):
            await wire.send(body[:9], body[9:])
            return
        for at in range(0, len(body), 13):
            await wire.chunk(body[at : at + 13])
            await asyncio.sleep(0)
        await wire.end()

    return script


@contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{folder}/usage.sqlite"
        return
    with postgres() as server:
        yield server.new_database()


def standing(settings: GatewaySettings) -> Standing:
    (account,) = RULES.accounts("alice", (), datetime.now(UTC))
    engine = open_engine(settings.database_url, readers=1)
    try:
        with engine.connect() as connection, connection.begin():
            return find(connection, account)
    finally:
        engine.dispose()


@pytest.mark.asyncio
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_counts_and_names_that_cannot_be_are_told_and_hold_no_budget(
    tmp_path: Path, hub: RealHub, upstream: Provider, kind: str
) -> None:
    lies = [
        event(type="message_delta", usage={"output_tokens": 2**62}),
        event(type="message_delta", usage={"output_tokens": 2**80}),
        event(type="message_delta", usage={"server_tool_use": {"web_search_requests": 10**11}}),
        event(type="message_start", message={"model": "claude\0\n", "usage": {"input_tokens": -1}}),
    ]
    with database(kind, tmp_path) as url:
        settings = to_settings(tmp_path, hub, upstream.url, database_url=url, budgets=RULES)
        async with running(settings) as gateway:
            for lie in lies:
                upstream.script = says(STREAM + lie)
                async with gateway.post(hub.token("alice")) as answer:
                    assert await answer.read() == STREAM + lie
            records = await gateway.closed(len(lies))
            for record in records:
                assert record.end is not None
                assert record.outcome is Outcome.COMPLETED
                assert record.end.model == MODEL
                assert record.end.cost_usd == Decimal(STREAM_COST)
                assert "could not be read" in (record.end.note or "")
            found = standing(settings)
    assert found.reserved_usd == 0
    assert found.spent_usd == len(lies) * Decimal(STREAM_COST)


@pytest.mark.asyncio
async def test_an_answer_that_names_no_counts_is_told(
    gateway: Running, hub: RealHub, upstream: Provider
) -> None:
    upstream.script = says(event(type="message_stop"))
    async with gateway.post(hub.token("alice")) as answer:
        await answer.read()
    (record,) = await gateway.closed()
    assert record.end is not None
    assert "named no counts" in (record.end.note or "")


@pytest.mark.asyncio
@pytest.mark.parametrize("status", ["400 Bad Request", "401 Unauthorized", "500 Oops"])
@pytest.mark.parametrize("path", ["/v1/messages", "/v1/messages/count_tokens"])
async def test_a_provider_that_repeats_the_key_tells_nobody(
    gateway: Running, hub: RealHub, upstream: Provider, status: str, path: str
) -> None:
    told = {"type": "error", "error": {"type": "x", "message": f"The key {KEY} is bad: {KEY[:9]}"}}
    body = json.dumps(told).encode()
    lines = ("Content-Type: application/json", "Transfer-Encoding: chunked")
    upstream.script = says(body, status, *lines)
    async with gateway.post(hub.token("alice"), path=path) as answer:
        said = await answer.read()
    assert KEY.encode() not in said
    if answer.status != 424:
        assert said == body.replace(KEY.encode(), b"*" * len(KEY))


@pytest.mark.asyncio
@pytest.mark.parametrize("path", ["/v1/messages", "/v1/messages/count_tokens"])
@pytest.mark.parametrize("counted", [True, False])
@pytest.mark.parametrize("coding", ["gzip", "deflate"])
async def test_a_packed_error_does_not_tell_the_key(
    gateway: Running, hub: RealHub, upstream: Provider, coding: str, *, counted: bool, path: str
) -> None:
    pack = gzip.compress if coding == "gzip" else zlib.compress
    told, other = f"The key {KEY} is bad".encode(), b"Something else is bad"
    for body in (told, other):
        packed = pack(body)
        length = f"Content-Length: {len(packed)}" if counted else "Transfer-Encoding: chunked"
        lines = ("Content-Type: text/plain", f"Content-Encoding: {coding}", length)
        upstream.script = says(packed, "400 Bad Request", *lines)
        async with gateway.post(hub.token("alice"), path=path) as answer:
            said = await answer.read()
        assert answer.status == 400
        if body is told:
            assert said == body.replace(KEY.encode(), b"*" * len(KEY))
            assert "Content-Encoding" not in answer.headers
        else:
            assert said == packed
            assert answer.headers["Content-Encoding"] == coding


@pytest.mark.asyncio
@pytest.mark.parametrize("coding", ["br", "gzip, gzip", "gzip"])
async def test_an_error_that_cannot_be_looked_into_is_not_passed_on(
    gateway: Running, hub: RealHub, upstream: Provider, coding: str
) -> None:
    lines = (f"Content-Encoding: {coding}", "Transfer-Encoding: chunked")
    bomb = gzip.compress(bytes(2**21) + KEY.encode())
    upstream.script = says(bomb if coding == "gzip" else KEY.encode(), "500 Oops", *lines)
    async with gateway.post(hub.token("alice")) as answer:
        said = await answer.json()
    assert answer.status == 502
    assert "answered with status 500" in said["error"]["message"]
    (record,) = await gateway.closed()
    assert record.outcome is Outcome.FAILED


@pytest.mark.asyncio
@pytest.mark.parametrize("status", ["200 OK", "400 Bad Request"])
async def test_a_header_does_not_tell_the_key(
    gateway: Running, hub: RealHub, upstream: Provider, status: str
) -> None:
    lines = (f"X-Said: it was {KEY}", "X-Other: kept", "Transfer-Encoding: chunked")
    upstream.script = says(b"{}", status, *lines)
    async with gateway.post(hub.token("alice")) as answer:
        await answer.read()
    assert answer.headers["X-Said"] == "it was " + "*" * len(KEY)
    assert answer.headers["X-Other"] == "kept"


@given(
    st.lists(st.sampled_from([SECRET, b"a", b"aab-", b"aab-aab", b"-", b"c", b""]), max_size=12),
    st.lists(st.integers(0, 60), max_size=8),
)
def test_a_secret_is_masked_wherever_it_is_cut(parts: list[bytes], places: list[int]) -> None:
    text, seen = b"".join(parts), bytearray()
    veil = Veil(SECRET, seen.extend)
    edges = [0, *sorted(min(place, len(text)) for place in places), len(text)]
    for start, end in pairwise(edges):
        veil.feed(text[start:end])
    veil.finish()
    assert bytes(seen) == text.replace(SECRET, b"*" * len(SECRET))


def test_without_a_secret_everything_passes() -> None:
    seen = bytearray()
    veil = Veil(b"", seen.extend)
    veil.feed(b"anything")
    assert bytes(seen) == b"anything"
