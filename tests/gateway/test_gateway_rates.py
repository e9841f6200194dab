"""Limits by the minute and at once: who is bound, what is refused, when it is let in again."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from remote_claude_ext.core.rates import RateLimit, to_bounds
from remote_claude_ext.gateway.errors import TooFastError
from remote_claude_ext.gateway.identity import Identity
from remote_claude_ext.gateway.rates import Rates
from remote_claude_ext.ledger.model import Tokens
from tests.gateway.hub import RealHub
from tests.gateway.provider import Asked, Provider, Wire
from tests.gateway.running import MovableClock, Running, running, to_settings

EACH = RateLimit(whose="user", name="*", requests=3)


def caller(name: str = "ada", *groups: str) -> Identity:
    return Identity(
        kind="user", name=name, session=None, scopes=frozenset(), groups=frozenset(groups)
    )


def ask(rates: Rates, who: Identity, tokens: int = 0) -> None:
    taken = rates.enter(who)
    taken.tokens = Tokens(output=tokens, cache_read=10**9)
    rates.leave(taken)


def test_the_nearest_limit_of_a_user_and_all_pools_bind() -> None:
    limits = (
        EACH,
        RateLimit(whose="user", name="bob", requests=9),
        RateLimit(whose="group", name="data", parallel=2),
        RateLimit(whose="everyone", tokens=5),
    )
    assert [b.owner for b in to_bounds(limits, "ada", ["data"])] == [
        "user:ada",
        "group:data",
        "everyone",
    ]
    own, everyone = to_bounds(limits, "bob", [])
    assert (own.limit.requests, everyone.owner) == (9, "everyone")


def test_a_minute_after_its_beginning_a_request_counts_no_more() -> None:
    clock = MovableClock()
    rates = Rates([EACH], clock)
    for _ in range(3):
        ask(rates, caller())
        clock.advance(10)
    with pytest.raises(TooFastError) as refused:
        ask(rates, caller())
    assert refused.value.headers == {"retry-after": "30"}
    assert "user ada is 3 requests a minute" in refused.value.message
    ask(rates, caller("bob"))
    clock.advance(30.1)
    ask(rates, caller())
    with pytest.raises(TooFastError):
        ask(rates, caller())


def test_tokens_count_when_they_are_known_and_what_was_cached_does_not() -> None:
    clock = MovableClock()
    rates = Rates([RateLimit(whose="group", name="data", tokens=100)], clock)
    ask(rates, caller("ada", "data"), 60)
    clock.advance(20)
    ask(rates, caller("bob", "data"), 60)
    with pytest.raises(TooFastError) as refused:
        ask(rates, caller("eve", "data"))
    assert refused.value.headers == {"retry-after": "40"}
    ask(rates, caller("eve"))
    clock.advance(40.1)
    assert rates.enter(caller("eve", "data")).headers == {
        "anthropic-ratelimit-tokens-limit": "100",
        "anthropic-ratelimit-tokens-remaining": "40",
    }


def test_so_many_at_once_and_a_refused_one_takes_no_place() -> None:
    rates = Rates([RateLimit(whose="everyone", parallel=2)], MovableClock())
    first, _ = [rates.enter(caller(name)) for name in ("ada", "bob")]
    for _ in range(5):
        with pytest.raises(TooFastError, match="everyone together is 2 requests at once"):
            ask(rates, caller("eve"))
    rates.leave(first)
    ask(rates, caller("eve"))


def test_a_limit_of_nothing_lets_nothing_in() -> None:
    for limit in ({"requests": 0}, {"tokens": 0}, {"parallel": 0}):
        rates = Rates([RateLimit(whose="user", name="ada", **limit)], MovableClock())
        with pytest.raises(TooFastError):
            ask(rates, caller())


def test_whoever_is_quiet_is_forgotten() -> None:
    clock = MovableClock()
    rates = Rates([EACH], clock)
    for number in range(100):
        ask(rates, caller(f"user-{number}"))
    clock.advance(61)
    for _ in range(3):
        ask(rates, caller("other"))
    for _ in range(100):
        clock.advance(61)
        ask(rates, caller("other"))
    assert len(rates._windows) <= 1


@pytest.mark.asyncio
async def test_one_too_many_is_told_in_the_words_of_the_api_and_asks_nobody(
    tmp_path: Path, hub: RealHub, upstream: Provider
) -> None:
    limits = (RateLimit(whose="user", name="*", requests=2, parallel=1),)
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def answer(wire: Wire, _asked: Asked) -> None:
        begun.set()
        await go_on.wait()
        await wire.head("200 OK", "content-type: application/json", "content-length: 2")
        await wire.send(b"{}")

    upstream.script = answer
    token = hub.session_token("alice", "one")
    async with running(to_settings(tmp_path, hub, upstream.url, rates=limits)) as gateway:
        first = asyncio.create_task(post(gateway, token))
        await begun.wait()
        status, headers, body = await post(gateway, token)
        assert (status, headers["retry-after"]) == (429, "1")
        assert body["error"] == {
            "type": "rate_limit_error",
            "message": "The limit of the user alice is 1 request at once. Try again in 1 s.",
        }
        go_on.set()
        status, headers, _ = await first
        assert (status, headers["anthropic-ratelimit-requests-remaining"]) == (200, "1")
        # One after the other is never two at once.
        assert (await post(gateway, token))[0] == 200
        status, headers, body = await post(gateway, token)
        assert (status, "x-should-retry" in headers) == (429, False)
        assert 50 <= int(headers["retry-after"]) <= 60
        assert "2 requests a minute" in body["error"]["message"]
        assert len(await gateway.closed(2)) == len(upstream.asked) == 2


async def post(gateway: Running, token: str) -> tuple[int, dict[str, str], Any]:
    """Status, headers in small letters, and body."""
    async with gateway.post(token) as got:
        told = {name.lower(): value for name, value in got.headers.items()}
        return got.status, told, await got.json(content_type=None)


@pytest.mark.asyncio
async def test_questions_about_the_size_have_the_same_limits_apart(
    tmp_path: Path, hub: RealHub, upstream: Provider
) -> None:
    limits = (RateLimit(whose="user", name="*", requests=1, tokens=1),)
    token = hub.session_token("alice", "one")
    async with running(to_settings(tmp_path, hub, upstream.url, rates=limits)) as gateway:
        for path in ("/v1/messages/count_tokens", "/v1/messages"):
            async with gateway.post(token, path=path) as answer:
                assert answer.status == 200
                assert answer.headers["anthropic-ratelimit-requests-remaining"] == "0"
            async with gateway.post(token, path=path) as answer:
                assert answer.status == 429
                said = await answer.json()
            assert said["error"]["message"].startswith(
                "The limit of the user alice is 1 request a minute."
            )
        assert [asked.target for asked in upstream.asked] == [
            "/v1/messages/count_tokens",
            "/v1/messages",
        ]
        await gateway.closed()
