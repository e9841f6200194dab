"""The list `claude.prices`: from the YAML to frozen values. Pure."""

import re
from collections.abc import Collection
from decimal import Decimal
from typing import Any

from ..core.prices import WEB_SEARCH, OwnPrice, Price, Rates, to_rates
from .lists import require_known, to_all, to_group
from .values import ValueProblemError, to_amount

_EXAMPLE = "{model: claude-opus-5-5, input: 4, output: 20}"
_RATES_EXAMPLE = "{input: 4, output: 20}"
_PATTERN = re.compile(r"[A-Za-z0-9._:/@*-]{1,128}")
_CACHE = {
    "cacheRead": "cache_read",
    "cacheWrite5m": "cache_write_5m",
    "cacheWrite1h": "cache_write_1h",
}
_RATES = ("input", "output", *_CACHE)
_KEYS = ("model", "fallback", *_RATES, "webSearch", "webFetch", "fast", "long")
_MOST_USD = Decimal(1_000_000)
_MOST_TOKENS = 1_000_000_000


def to_prices(raw: object) -> tuple[OwnPrice, ...]:
    """Every price of the list, in its order.

    Raises:
        ValueProblemError: One is not well formed, or there twice.
    """
    return to_all(raw, "Price", _EXAMPLE, _to_own_price, lambda own: own.pattern)


def _to_own_price(item: dict[Any, Any]) -> OwnPrice:
    require_known(item, _KEYS)
    long = to_group(item.get("long", {}), "long: {above: 200000, input: 8, output: 40}")
    price = Price(
        usual=_to_rates(item, item),
        fast=_to_rates(to_group(item["fast"], _RATES_EXAMPLE)) if "fast" in item else None,
        long=_to_rates(long, ("above", *_RATES)) if "long" in item else None,
        long_above_tokens=_to_count(long.get("above")) if "long" in item else 0,
        web_search=_to_usd(item, "webSearch", WEB_SEARCH),
        web_fetch=_to_usd(item, "webFetch", Decimal(0)),
    )
    return OwnPrice(pattern=_to_pattern(item), price=price)


def _to_pattern(item: dict[Any, Any]) -> str | None:
    match {key: item[key] for key in ("model", "fallback") if key in item}:
        case {"fallback": True} as found if len(found) == 1:
            return None
        case {"model": str(pattern)} as found if len(found) == 1 and _PATTERN.fullmatch(pattern):
            return pattern
    raise ValueProblemError("it has one of model: NAME, model: 'PATTERN-*', fallback: true")


def _to_rates(group: dict[Any, Any], keys: Collection[str] = _RATES) -> Rates:
    require_known(group, keys)
    for key in ("input", "output"):
        if key not in group:
            raise ValueProblemError(f"{key} is missing, in dollars per million tokens")
    usual = to_rates(_to_usd(group, "input"), _to_usd(group, "output"))
    cache = {ours: _to_usd(group, key, getattr(usual, ours)) for key, ours in _CACHE.items()}
    return Rates(input=usual.input, output=usual.output, **cache)


def _to_usd(group: dict[Any, Any], key: str, otherwise: Decimal = Decimal(0)) -> Decimal:
    return to_amount(group[key], key, most=_MOST_USD) if key in group else otherwise


def _to_count(raw: object) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int) or not 0 < raw <= _MOST_TOKENS:
        raise ValueProblemError("above is a number of tokens such as 200000")
    return raw
