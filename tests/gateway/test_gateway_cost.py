"""What the ledger counts is what Claude Code itself reports of the same requests."""

import asyncio
import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from remote_claude_ext.core.money import MICRO
from remote_claude_ext.core.prices import OwnPrice, Price, to_rates
from tests.gateway.hub import RealHub
from tests.gateway.provider import SSE, Asked, Provider, Wire
from tests.gateway.running import Running, running, to_settings
from tests.gateway.test_gateway_cli import ask

USAGES: Mapping[str, Mapping[str, object]] = {
    # Every kind of token, both lengths of the cache, a server tool.
    "claude-opus-5-5": {
        "input_tokens": 1001,
        "output_tokens": 203,
        "cache_read_input_tokens": 40_007,
        "cache_creation_input_tokens": 5_003,
        "cache_creation": {"ephemeral_5m_input_tokens": 3002, "ephemeral_1h_input_tokens": 2001},
        "server_tool_use": {"web_search_requests": 3, "web_fetch_requests": 2},
    },
    # Over the length from which every token costs more.
    "claude-haiku-5-5": {
        "input_tokens": 90_001,
        "output_tokens": 77,
        "cache_read_input_tokens": 10_001,
        "cache_creation_input_tokens": 0,
    },
    "claude-opus-4-8": {"input_tokens": 13, "output_tokens": 5, "speed": "fast"},
}


def to_stream(model: str, usage: Mapping[str, object]) -> bytes:
    """An answer that Claude Code takes for whole."""
    message = {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": model,
        "content": [],
        "stop_reason": None,
        "usage": {**usage, "output_tokens": 1},
    }
    text = {"type": "text", "text": ""}
    delta = {"type": "text_delta", "text": "Hello."}
    events: list[dict[str, object]] = [
        {"type": "message_start", "message": message},
        {"type": "content_block_start", "index": 0, "content_block": text},
        {"type": "content_block_delta", "index": 0, "delta": delta},
        {"type": "content_block_stop", "index": 0},
        {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": usage},
        {"type": "message_stop"},
    ]
    return b"".join(f"event: {e['type']}\ndata: {json.dumps(e)}\n\n".encode() for e in events)


async def answer_by_model(wire: Wire, asked: Asked) -> None:
    model = json.loads(asked.body)["model"]
    await wire.head("200 OK", *SSE, "request-id: req_1")
    await wire.chunk(to_stream(model, USAGES[model]))
    await wire.end()


async def cost_of(gateway: Running, folder: Path, token: str, model: str) -> Decimal:
    """What Claude Code says that a prompt has cost."""
    told = ("--output-format", "json", "--model", model)
    done = await ask(gateway, folder, f"echo {token}", *told)
    assert done.returncode == 0, done.stdout + done.stderr
    return Decimal(str(json.loads(done.stdout)["total_cost_usd"]))


@pytest.mark.asyncio
async def test_the_ledger_agrees_with_claude_code_on_every_kind_of_price(
    tmp_path: Path, hub: RealHub, upstream: Provider
) -> None:
    upstream.script = answer_by_model
    for model in USAGES:
        (tmp_path / model).mkdir()
    async with running(to_settings(tmp_path, hub, upstream.url)) as gateway:
        costs = await asyncio.gather(
            *(
                cost_of(gateway, tmp_path / model, hub.token(f"user{number}"), model)
                for number, model in enumerate(USAGES)
            )
        )
        records = await gateway.closed(len(upstream.asked))
    for number, cost in enumerate(costs):
        own = [one.end for one in records if one.entry.user == f"user{number}" and one.end]
        counted = sum(end.cost_usd for end in own)
        assert counted > 0
        assert abs(counted - cost) <= MICRO * len(own), (own, cost)
        assert {end.note for end in own} == {None}


@pytest.mark.asyncio
async def test_a_model_without_a_price_is_counted_told_once_and_noted(
    tmp_path: Path, hub: RealHub, upstream: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    async def answer(wire: Wire, _asked: Asked) -> None:
        await wire.head("200 OK", *SSE)
        await wire.chunk(to_stream("unheard-of", {"input_tokens": 1000, "output_tokens": 10}))
        await wire.end()

    upstream.script = answer
    price = OwnPrice(pattern=None, price=Price(usual=to_rates(Decimal(7), Decimal(9))))
    settings = to_settings(tmp_path, hub, upstream.url, prices=(price,))
    async with running(settings) as gateway:
        for _ in range(2):
            async with gateway.post(hub.token("alice")) as asked:
                await asked.read()
        ends = [record.end for record in await gateway.closed(2)]
        token = {"Authorization": f"token {hub.monitor_token}"}
        async with gateway.client.get(gateway.url("/metrics"), headers=token) as counted:
            text = await counted.text()
    assert [end and end.cost_usd for end in ends] == [Decimal("0.00709")] * 2
    assert all(end and "priced by the fallback" in str(end.note) for end in ends)
    assert caplog.text.count("Write its price into claude.prices.") == 1
    assert 'remote_claude_gateway_unpriced_requests_total{model="unheard-of"} 2.0' in text
