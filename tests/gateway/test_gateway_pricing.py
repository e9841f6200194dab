"""What a usage costs, to the micro-dollar."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remote_claude_ext.core.money import MICRO
from remote_claude_ext.core.prices import OwnPrice, Price, to_rates
from remote_claude_ext.gateway.metrics import Metrics
from remote_claude_ext.gateway.prices import AS_OF, PRICES
from remote_claude_ext.gateway.pricing import Consumption, PriceList
from remote_claude_ext.ledger.model import Tokens

MILLION = 1_000_000
to_cost = PriceList().to_cost
EACH = Tokens(
    input=MILLION,
    output=MILLION,
    cache_read=MILLION,
    cache_write_5m=MILLION,
    cache_write_1h=MILLION,
)


@pytest.mark.parametrize(
    ("model", "tokens", "usd"),
    [
        ("claude-sonnet-5-5", Tokens(input=MILLION), "2"),
        ("claude-sonnet-5-5", EACH, "18.6"),
        ("claude-opus-5-5", EACH, "37.2"),
        ("claude-opus-4-5-20251101", EACH, "46.75"),
        ("claude-haiku-4-5", EACH, "9.35"),
        ("claude-haiku-5-5", Tokens(input=100_000, output=MILLION), "0.51"),
        ("claude-haiku-5-5", Tokens(input=100_001), "0.050001"),
        ("claude-sonnet-5-5", Tokens(web_searches=3), "0.03"),
        ("claude-sonnet-5-5", Tokens(), "0"),
    ],
)
def test_each_kind_of_token_has_its_price(model: str, tokens: Tokens, usd: str) -> None:
    cost = to_cost(model, Consumption(tokens=tokens))
    assert cost.usd == Decimal(usd)
    assert cost.note is None


def test_fast_mode_and_a_bound_region_have_their_price() -> None:
    tokens = Tokens(output=MILLION, web_searches=1)
    assert to_cost("claude-opus-5-5", Consumption(tokens=tokens, fast=True)).usd == Decimal("40.01")
    bound = Consumption(tokens=tokens, us_only=True)
    assert to_cost("claude-opus-5-5", bound).usd == Decimal("22.01")


@pytest.mark.parametrize(
    "spelled",
    [
        "claude-sonnet-4-20250514",
        "claude-sonnet-4-5@20250929",
        "us.anthropic.claude-opus-4-1-20250805-v1:0",
        "claude-3-5-haiku-latest",
        "claude-sonnet-4-6[1m]",
    ],
)
def test_other_spellings_of_a_known_model_are_known(spelled: str) -> None:
    assert to_cost(spelled, Consumption(tokens=EACH)).note is None


@pytest.mark.parametrize(
    ("model", "priced_as"),
    [
        ("claude-opus-5-9", "claude-opus-5-5"),
        ("claude-opus-7", "claude-opus-5-5"),
        ("claude-sonnet-4-9-20260101", "claude-sonnet-4-6"),
        ("claude-mythos-6-preview", "claude-mythos-5-2"),
    ],
)
def test_an_unknown_model_is_priced_as_the_nearest_of_its_family(
    model: str, priced_as: str
) -> None:
    cost = to_cost(model, Consumption(tokens=EACH))
    assert cost.usd == to_cost(priced_as, Consumption(tokens=EACH)).usd
    assert cost.note == (
        f"{model} is not in the price list of {AS_OF.isoformat()}: priced as {priced_as}."
    )


def test_a_model_of_no_family_is_priced_as_the_dearest_and_says_so() -> None:
    cost = to_cost("gpt-like", Consumption(tokens=EACH))
    assert cost.usd == max(to_cost(name, Consumption(tokens=EACH)).usd for name in PRICES)
    assert cost.note == (
        f"gpt-like is not in the price list of {AS_OF.isoformat()}: priced as the dearest of it."
    )
    assert to_cost("gpt-like", Consumption()).note is None


def own(pattern: str | None, usd: int, **more: Any) -> OwnPrice:
    return OwnPrice(pattern=pattern, price=price(usd, **more))


def price(usd: int, **more: Any) -> Price:
    return Price(usual=to_rates(Decimal(usd), Decimal(usd)), **more)


def test_an_installations_own_price_comes_before_the_list_and_its_fallback_after_it() -> None:
    prices = PriceList(
        [
            own("claude-opus-5-5", 1),
            own("qwen-*", 0),
            own(None, 7),
            own("*-coder", 3, web_search=Decimal("0.5"), web_fetch=Decimal("0.25")),
        ]
    )
    tokens = Tokens(input=MILLION)

    def ask(model: str, **more: Any) -> tuple[Decimal, bool]:
        cost = prices.to_cost(model, Consumption(tokens=tokens, **more))
        return cost.usd, cost.note is None

    assert ask("claude-opus-5-5") == (1, True)
    assert ask("us.anthropic.claude-opus-5-5-20260101-v1:0") == (1, True)
    assert ask("claude-sonnet-5-5") == (2, True)
    assert ask("qwen-coder") == (0, True)
    assert ask("x-coder", web_fetches=2) == (Decimal("3.5"), True)
    assert ask("claude-opus-9") == (
        to_cost("claude-opus-5-5", Consumption(tokens=tokens)).usd,
        False,
    )
    assert ask("unheard-of") == (7, False)


def test_a_long_prompt_and_the_fast_mode_of_an_own_price() -> None:
    rates = {"fast": price(5).usual, "long": price(2).usual, "long_above_tokens": 10}
    prices = PriceList([own("m", 1, **rates)])

    def ask(tokens: Tokens, **more: Any) -> Decimal:
        return prices.to_cost("m", Consumption(tokens=tokens, **more)).usd * MILLION

    assert ask(Tokens(input=10)) == 10
    assert ask(Tokens(input=10, cache_read=10)) == 20 + 2
    assert ask(Tokens(input=10), fast=True) == 50


def test_models_without_a_price_are_told_by_name_as_long_as_they_are_few() -> None:
    metrics = Metrics(PriceList())
    told = [metrics.count_unpriced(f"model-{number % 30}") for number in range(60)]
    assert sum(told) == 20
    lines = [
        line
        for line in metrics.to_text().decode().splitlines()
        if line.startswith("remote_claude_gateway_unpriced_requests_total{")
    ]
    assert len(lines) == 21
    assert 'remote_claude_gateway_unpriced_requests_total{model="model-0"} 2.0' in lines
    assert 'remote_claude_gateway_unpriced_requests_total{model="other"} 20.0' in lines


@given(st.sampled_from(sorted(PRICES)), st.integers(0, 10**9), st.integers(0, 10**9))
def test_a_cost_is_a_whole_number_of_micro_dollars(model: str, given_: int, output: int) -> None:
    tokens = Tokens(input=given_, output=output)
    usd = to_cost(model, Consumption(tokens=tokens)).usd
    assert usd == usd.quantize(MICRO)
    assert usd >= 0
