"""Budgets at the gateway: nothing is sent that is not covered, and the refusal says it all."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remote_claude_ext.core.periods import Period
from remote_claude_ext.gateway.estimate import to_estimate as estimate
from remote_claude_ext.gateway.pricing import PriceList
from remote_claude_ext.gateway.settings import GatewaySettings
from remote_claude_ext.ledger.budget import Budget
from remote_claude_ext.ledger.rules import BudgetRules
from remote_claude_ext.wire.budgets import Whose
from remote_claude_ext.wire.messages import RequestHead
from tests.gateway.hub import RealHub
from tests.gateway.provider import STREAM, Asked, Provider, Wire
from tests.gateway.running import BODY, Running, running, to_settings
from tests.gateway.test_gateway_abandon import until
from tests.gateway.test_gateway_cli import ask
from tests.gateway.test_gateway_refusals import read_error
from tests.support.model import ScriptedModel, model

__all__ = ["model"]

ESTIMATE = Decimal("0.001090")
"""Of BODY: 45 tokens of prompt and 100 of answer, at 2 and 10 dollars a million."""
COST = Decimal("0.000665")
"""Of STREAM."""


def to_estimate(head: RequestHead, body: bytes) -> Decimal:
    return estimate(head, body, PriceList())


def budget(usd: Decimal | str, whose: Whose = Whose.USER, name: str = "*") -> Budget:
    return Budget(whose=whose, name=name, usd=Decimal(usd), period=Period.MONTH)


def limited(
    folder: Path, hub: RealHub, url: str, *budgets: Budget, contact: str = ""
) -> GatewaySettings:
    rules = BudgetRules(budgets=budgets)
    return to_settings(folder, hub, url, budgets=rules, budget_contact=contact)


async def refusal(gateway: Running, token: str) -> tuple[str, Any]:
    async with gateway.post(token) as answer:
        return await read_error(answer, 429, "billing_error"), answer.headers


@pytest.mark.asyncio
async def test_a_request_that_does_not_fit_is_not_sent_and_told_why_until_when_and_whom_to_ask(
    tmp_path: Path, hub: RealHub, upstream: Provider
) -> None:
    settings = limited(tmp_path, hub, upstream.url, budget(ESTIMATE), contact="ops@example.org")
    async with running(settings) as gateway:
        token = hub.token("alice")
        async with gateway.post(token) as answer:
            assert await answer.read() == STREAM
        message, headers = await refusal(gateway, token)
        assert "The monthly budget of alice of 0.00109 USD has 0.000425 USD left" in message
        assert "this request may cost up to 0.00109 USD" in message
        assert "It begins anew on 20" in message
        assert "(UTC)" in message
        assert "ask ops@example.org." in message
        assert headers["x-should-retry"] == "false"
        assert 0 < int(headers["retry-after"]) <= 31 * 86_400
        async with gateway.post(hub.token("bob")) as answer:
            assert answer.status == 200
        assert {record.entry.user for record in await gateway.closed(2)} == {"alice", "bob"}
    assert len(upstream.asked) == 2


@pytest.mark.asyncio
async def test_a_spent_pool_stops_every_member_and_nobody_else(
    tmp_path: Path, hub: RealHub, upstream: Provider
) -> None:
    pool = budget(COST + ESTIMATE, Whose.GROUP, "data")
    async with running(limited(tmp_path, hub, upstream.url, pool)) as gateway:
        for user, status in (
            ("gina", 200),
            ("gus", 200),
            ("gina", 429),
            ("gus", 429),
            ("bob", 200),
        ):
            async with gateway.post(hub.token(user)) as answer:
                assert answer.status == status, user
                await answer.read()
        message, _ = await refusal(gateway, hub.token("gus"))
        assert "budget of the group data" in message
        assert "ask whoever runs this server" in message


@pytest.mark.asyncio
async def test_what_runs_holds_its_part_until_it_ends(
    tmp_path: Path, hub: RealHub, upstream: Provider
) -> None:
    async def be_silent(wire: Wire, asked: Asked) -> None:
        await wire.gone()

    answer_hello, upstream.script = upstream.script, be_silent
    async with running(limited(tmp_path, hub, upstream.url, budget(ESTIMATE))) as gateway:
        token = hub.token("alice")

        async def wait() -> None:
            async with gateway.post(token) as answer:
                await answer.read()

        waiting = asyncio.create_task(wait())
        await until(lambda: bool(upstream.asked))
        async with gateway.post(token) as answer:
            message = await read_error(answer, 429, "rate_limit_error")
            assert "other requests that run now" in message
            assert answer.headers["retry-after"] == "2"
            assert "x-should-retry" not in answer.headers
        waiting.cancel()
        with suppress(asyncio.CancelledError):
            await waiting
        await gateway.closed(1)
        upstream.script = answer_hello
        async with gateway.post(token) as answer:
            assert answer.status == 200


@pytest.mark.asyncio
async def test_the_real_claude_shows_the_sentence_at_once(
    tmp_path: Path, hub: RealHub, model: ScriptedModel
) -> None:
    async with running(limited(tmp_path, hub, model.url, budget("0"))) as gateway:
        done = await ask(gateway, tmp_path, f"echo {hub.token('alice')}")
    assert "The monthly budget of alice of 0.00 USD is spent." in done.stdout + done.stderr
    assert model.messages == []


def test_the_estimate_is_that_of_the_longest_answer_and_the_whole_prompt() -> None:
    head = RequestHead(model="claude-sonnet-5-5", max_tokens=100)
    assert to_estimate(head, BODY) == ESTIMATE
    short, long = b'"cache_control":{"type":"ephemeral"},', b'"cache_control": { "ttl": "1h" },'
    once, hour = BODY.replace(b'"new"', short + b'"new"'), BODY.replace(b'"new"', long + b'"new"')
    both = BODY.replace(b'"new"', short + long + b'"new"')
    assert ESTIMATE < to_estimate(head, once) < to_estimate(head, hour) < to_estimate(head, both)
    # What a prompt says of an hour is no mark of it.
    said = once.replace(b'"new"', b'"said":"1h","new"')
    assert to_estimate(head, said) < to_estimate(head, hour)
    fast = RequestHead(model="claude-opus-4-6", max_tokens=100, speed="fast")
    assert to_estimate(fast, BODY) > to_estimate(
        RequestHead(model=fast.model, max_tokens=100), BODY
    )
    assert to_estimate(replace_max(None), BODY) > to_estimate(replace_max(30_000), BODY)
    assert to_estimate(RequestHead(model="unheard-of", max_tokens=100), BODY) > ESTIMATE


def replace_max(value: object) -> RequestHead:
    return RequestHead(model="claude-sonnet-5-5", max_tokens=value)


@given(st.one_of(st.integers(), st.text(), st.floats(), st.booleans(), st.none()))
def test_an_absurd_max_tokens_neither_fails_nor_earns_money(value: object) -> None:
    least, most = to_estimate(replace_max(0), BODY), to_estimate(replace_max(10**12), BODY)
    assert 0 < least <= to_estimate(replace_max(value), BODY) <= most < 100


def test_a_budget_is_of_the_period_in_which_a_request_begins() -> None:
    rules = BudgetRules(budgets=(budget("1"),))
    [november] = rules.accounts("ada", (), datetime(2026, 11, 30, 23, 59, tzinfo=UTC))
    [december] = rules.accounts("ada", (), datetime(2026, 12, 1, tzinfo=UTC))
    assert november.span.end == december.span.start
    assert replace(november, span=december.span) == december
