"""Traces are passed on; where a collector is, requests and what they ask are spans."""

import asyncio
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests.gateway.collecting import collector, plain, to_told
from tests.gateway.hub import RealHub
from tests.gateway.provider import STREAM, Asked, Provider, Wire
from tests.gateway.running import KEY, Running, running, until

__all__ = ["collector"]

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


def spans_at(collector: Provider) -> list[Any]:
    found = []
    for asked in collector.asked:
        request = ExportTraceServiceRequest.FromString(asked.body)
        found += [
            span
            for resource in request.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]
    return found


@pytest.mark.asyncio
async def test_a_request_is_a_span_with_one_below_it_for_each_provider_that_was_asked(
    tmp_path: Path, hub: RealHub, upstream: Provider, collector: Provider
) -> None:
    token = hub.session_token("alice", "one")
    async with running(to_told(tmp_path, hub, upstream.url, collector)) as gateway:
        named = {"traceparent": PARENT, "tracestate": "other=1"}
        async with gateway.post(token, headers=named) as answer:
            assert await answer.read() == STREAM
        async with gateway.post("0123456789abcdef0123456789abcdef") as answer:
            assert answer.status == 401
    ours, refused = sorted(
        (one for one in spans_at(collector) if one.kind == one.SPAN_KIND_SERVER),
        key=lambda one: one.start_time_unix_nano,
    )
    [asking] = [one for one in spans_at(collector) if one.kind == one.SPAN_KIND_CLIENT]
    assert ours.trace_id.hex() == asking.trace_id.hex() == PARENT[3:35]
    assert ours.parent_span_id.hex() == PARENT[36:52]
    assert asking.parent_span_id == ours.span_id
    [asked] = upstream.asked
    assert asked.headers["traceparent"] == f"{PARENT[:36]}{asking.span_id.hex()}-01"
    assert asked.headers["tracestate"] == "other=1"
    facts = plain(ours.attributes)
    expected = {
        "enduser.id": "alice",
        "remote_claude.session": "one",
        "remote_claude.outcome": "completed",
        "remote_claude.cost_usd": 0.000665,
        "http.response.status_code": 200,
        "gen_ai.response.model": "claude-sonnet-5-5",
        "gen_ai.usage.input_tokens": 100,
        "gen_ai.usage.output_tokens": 25,
    }
    assert {name: facts[name] for name in expected} == expected
    assert facts["remote_claude.first_byte_ms"] > 0
    assert plain(asking.attributes)["http.response.status_code"] == 200
    assert plain(refused.attributes)["http.response.status_code"] == 401
    assert {one.headers["x-tenant"] for one in collector.asked} == {"canary-of-the-collector"}
    sent = b"".join(one.body for one in collector.asked)
    assert KEY.encode() not in sent
    assert token.encode() not in sent


@pytest.mark.asyncio
async def test_a_trace_that_nobody_records_passes_as_it_came(
    tmp_path: Path, hub: RealHub, upstream: Provider, collector: Provider
) -> None:
    unsampled = PARENT[:-1] + "0"
    async with (
        running(to_told(tmp_path, hub, upstream.url, collector)) as gateway,
        gateway.post(hub.token("alice"), headers={"traceparent": unsampled}) as answer,
    ):
        await answer.read()
    assert upstream.asked[0].headers["traceparent"] == unsampled
    assert spans_at(collector) == []


@pytest.mark.asyncio
async def test_without_a_collector_a_callers_trace_passes_and_a_missing_one_is_made(
    gateway: Running, hub: RealHub, upstream: Provider
) -> None:
    token = hub.token("alice")
    for given_ in (
        {"Traceparent": PARENT, "Tracestate": "a=1"},
        {},
        {"traceparent": "00-nonsense", "tracestate": "a=1"},
    ):
        async with gateway.post(token, headers=given_) as answer:
            await answer.read()
    kept, made, mended = (one.headers for one in upstream.asked)
    assert (kept["traceparent"], kept["tracestate"]) == (PARENT, "a=1")
    assert made["traceparent"].startswith("00-")
    assert made["traceparent"].endswith("-00")
    assert len(mended["traceparent"]) == len(PARENT)
    assert "tracestate" not in mended


def test_without_a_collector_nothing_of_it_is_loaded() -> None:
    code = (
        "import sys, remote_claude_ext.gateway.context as context;"
        "context.open_collector(None, context.KeyRing());"
        "print([n for n in sys.modules if n.startswith(('opentelemetry', 'google', 'requests'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.asyncio
async def test_a_collector_that_hangs_delays_nobody(
    tmp_path: Path, hub: RealHub, upstream: Provider, collector: Provider
) -> None:
    async def hang(wire: Wire, _asked: Asked) -> None:
        await wire.gone()

    collector.script = hang
    async with asyncio.timeout(30):
        async with running(to_told(tmp_path, hub, upstream.url, collector)) as gateway:
            for _ in range(3):
                async with gateway.post(hub.token("alice")) as answer:
                    assert await answer.read() == STREAM
            await until(lambda: bool(collector.asked))
            async with gateway.post(hub.token("alice")) as answer:
                assert await answer.read() == STREAM
