"""Prices in the YAML are read exactly, or each mistake is told with its place."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from remote_claude_ext.config.load import load_settings
from remote_claude_ext.config.places import Places
from remote_claude_ext.config.prices import to_prices
from remote_claude_ext.config.resolved import read_settings, write_settings
from remote_claude_ext.config.values import ValueProblemError
from remote_claude_ext.core.prices import OwnPrice, Price, Rates

TEXT = """
claude:
  prices:
    - {model: claude-opus-5-5, input: 3.2, output: 16, cacheRead: 0.16}
    - {model: "qwen-*", input: 0, output: 0, webSearch: 0.002, webFetch: 0.001}
    - model: big-model
      input: 3
      output: 15
      cacheWrite5m: 4
      cacheWrite1h: 5
      fast: {input: 30, output: 150}
      long: {above: 200000, input: 6, output: 22.50}
    - {fallback: true, input: 5, output: 25}
"""


def rates(*usd: str) -> Rates:
    given, output, cache_read, write_5m, write_1h = (Decimal(each) for each in usd)
    return Rates(
        input=given,
        output=output,
        cache_read=cache_read,
        cache_write_5m=write_5m,
        cache_write_1h=write_1h,
    )


def test_every_kind_of_price_is_read_and_reaches_the_gateway(tmp_path: Path) -> None:
    file = tmp_path / "remote-claude.yaml"
    file.write_text(TEXT)
    settings = load_settings(file, {})
    free = Price(usual=rates("0", "0", "0", "0", "0"))
    big = Price(
        usual=rates("3", "15", "0.3", "4", "5"),
        fast=rates("30", "150", "3", "37.5", "60"),
        long=rates("6", "22.5", "0.6", "7.5", "12"),
        long_above_tokens=200_000,
    )
    assert settings.claude.prices == (
        OwnPrice(
            pattern="claude-opus-5-5", price=Price(usual=rates("3.2", "16", "0.16", "4", "6.4"))
        ),
        OwnPrice(
            pattern="qwen-*",
            price=replace(free, web_search=Decimal("0.002"), web_fetch=Decimal("0.001")),
        ),
        OwnPrice(pattern="big-model", price=big),
        OwnPrice(pattern=None, price=Price(usual=rates("5", "25", "0.5", "6.25", "10"))),
    )
    write_settings(Places(tmp_path), settings)
    assert read_settings(Places(tmp_path)).claude.prices == settings.claude.prices


FINE = {"model": "first", "input": 1, "output": 2}


@pytest.mark.parametrize(
    ("item", "told"),
    [
        ("opus", "no group of keys"),
        ({"input": 1, "output": 2}, "it has one of model: NAME"),
        ({**FINE, "fallback": True}, "it has one of model: NAME"),
        ({**FINE, "model": "a b"}, "it has one of model: NAME"),
        ({"fallback": False, "input": 1, "output": 2}, "it has one of model: NAME"),
        ({"model": "a", "input": 1}, "output is missing, in dollars per million tokens"),
        ({**FINE, "input": -1}, "input is an amount"),
        ({**FINE, "cacheRead": "NaN"}, "cacheRead is an amount"),
        ({**FINE, "output": 10_000_000}, "output is an amount"),
        ({**FINE, "cacheWrite": 1}, "there is no key cacheWrite; known: model"),
        ({**FINE, "fast": 3}, "no group of keys: write {input: 4"),
        ({**FINE, "fast": {"input": 3}}, "output is missing"),
        ({**FINE, "fast": {"input": 3, "output": 4, "above": 1}}, "there is no key above"),
        ({**FINE, "long": {"input": 3, "output": 4}}, "above is a number of tokens"),
        ({**FINE, "long": {"above": True, "input": 3, "output": 4}}, "above is a number"),
        (FINE, "it is there twice"),
    ],
)
def test_a_mistake_is_told_with_its_place(item: object, told: str) -> None:
    with pytest.raises(ValueProblemError, match="Price 2 of the list: ") as caught:
        to_prices([FINE, item])
    assert told in str(caught.value)


def test_what_is_no_list_is_told() -> None:
    with pytest.raises(ValueProblemError, match="This is no list"):
        to_prices(FINE)
