"""The price list as data, with its date: US dollars per million tokens."""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from ..core.prices import Price, Rates, to_rates

AS_OF = date(2026, 11, 23)
"""When these prices were the published ones."""
US_ONLY = Decimal("1.1")
"""Factor on tokens where inference was bound to the United States."""


def _rates(given: str, output: str, cache_read: str) -> Rates:
    return to_rates(Decimal(given), Decimal(output), cache_read=Decimal(cache_read))


_SONNET = Price(usual=_rates("3", "15", "0.3"))
_OPUS_4 = Price(usual=_rates("15", "75", "1.5"))
_OPUS = Price(usual=_rates("5", "25", "0.5"))
_OPUS_FAST = replace(_OPUS, fast=_rates("30", "150", "3"))
_OPUS_FASTER = replace(_OPUS, fast=_rates("10", "50", "1"))
_LARGE = Price(usual=_rates("10", "50", "1"))
_LARGE_1 = Price(usual=_rates("10", "50", "0.25"))
_LARGE_2 = Price(usual=_rates("8", "40", "0.2"), fast=_rates("16", "80", "0.4"))

PRICES: Mapping[str, Price] = MappingProxyType(
    {
        "claude-3-5-haiku": Price(usual=_rates("0.8", "4", "0.08")),
        "claude-haiku-4-5": Price(usual=_rates("1", "5", "0.1")),
        "claude-haiku-5-5": Price(
            usual=_rates("0.1", "0.5", "0.01"),
            long=_rates("0.5", "2.5", "0.05"),
            long_above_tokens=100_000,
        ),
        "claude-3-5-sonnet": _SONNET,
        "claude-3-7-sonnet": _SONNET,
        "claude-sonnet-4-0": _SONNET,
        "claude-sonnet-4": _SONNET,
        "claude-sonnet-4-5": _SONNET,
        "claude-sonnet-4-6": _SONNET,
        "claude-sonnet-5": Price(usual=_rates("2", "10", "0.2")),
        "claude-sonnet-5-5": Price(usual=_rates("2", "10", "0.1")),
        "claude-opus-4-0": _OPUS_4,
        "claude-opus-4": _OPUS_4,
        "claude-opus-4-1": _OPUS_4,
        "claude-opus-4-5": _OPUS,
        "claude-opus-4-6": _OPUS_FAST,
        "claude-opus-4-7": _OPUS_FAST,
        "claude-opus-4-8": _OPUS_FASTER,
        "claude-opus-5": _OPUS_FASTER,
        "claude-opus-5-5": Price(usual=_rates("4", "20", "0.2"), fast=_rates("8", "40", "0.4")),
        "claude-fable-5": _LARGE,
        "claude-fable-5-1": _LARGE_1,
        "claude-fable-5-2": _LARGE_2,
        "claude-mythos-5": _LARGE,
        "claude-mythos-5-1": _LARGE_1,
        "claude-mythos-5-2": _LARGE_2,
    }
)
"""By model name without its date; within a family the newest last."""

FAMILIES = ("haiku", "sonnet", "opus", "fable", "mythos")
"""The words by which an unknown model is told to be near a known one."""

_USUAL = [price.usual for price in PRICES.values()]
DEAREST = Price(
    usual=Rates(
        **{kind.name: max(getattr(rates, kind.name) for rates in _USUAL) for kind in fields(Rates)}
    )
)
"""Of each kind the dearest of the list: what a model costs of which nothing is known."""
