"""What a usage costs, to the micro-dollar."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remote_claude_ext.core.money import MICRO
from remote_claude_ext.gateway.prices import AS_OF, PRICES
from remote_claude_ext.gateway.pricing import Consumption, to_cost
from remote_claude_ext.ledger.model import Tokens

MILLION = 1_000_000
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


def test_a_model_of_no_family_costs_nothing_and_says_so() -> None:
    cost = to_cost("gpt-like", Consumption(tokens=EACH))
    assert cost.usd == 0
    assert "not known, 0 is recorded" in str(cost.note)


@given(st.sampled_from(sorted(PRICES)), st.integers(0, 10**9), st.integers(0, 10**9))
def test_a_cost_is_a_whole_number_of_micro_dollars(model: str, given_: int, output: int) -> None:
    tokens = Tokens(input=given_, output=output)
    usd = to_cost(model, Consumption(tokens=tokens)).usd
    assert usd == usd.quantize(MICRO)
    assert usd >= 0
