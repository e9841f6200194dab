"""Cost of a usage; the only place a price is applied; pure."""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import takewhile

from ..core.money import ZERO, round_usd
from ..ledger.model import Tokens
from .prices import AS_OF, FAMILIES, PRICES, US_ONLY, WEB_SEARCH, Price, Rates

_PER_MILLION = Decimal(1_000_000)
_SUFFIX = re.compile(r"(?:[@-]20\d{6}|-latest|\[1m\]|-v\d+(?::\d+)?)+$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Consumption:
    """What an answer took: tokens by kind, and what else changes the price."""

    tokens: Tokens = field(default_factory=Tokens)
    fast: bool = False
    us_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """An amount, and what it rests on where that is not the model's own price."""

    usd: Decimal
    note: str | None = None


def to_cost(model: str, consumption: Consumption) -> Cost:
    """What a consumption costs, rounded once to the micro-dollar.

    A model that the list does not have is priced as the nearest of its family, and the note says
    so; one of no known family costs nothing, and the note says that too.
    """
    known, note = _find(model)
    if known is None:
        return Cost(usd=ZERO, note=note)
    tokens = consumption.tokens
    rates = _choose(PRICES[known], consumption)
    amount = (
        tokens.input * rates.input
        + tokens.output * rates.output
        + tokens.cache_read * rates.cache_read
        + tokens.cache_write_5m * rates.cache_write_5m
        + tokens.cache_write_1h * rates.cache_write_1h
    ) / _PER_MILLION
    if consumption.us_only:
        amount *= US_ONLY
    return Cost(usd=round_usd(amount + tokens.web_searches * WEB_SEARCH), note=note)


def _choose(price: Price, consumption: Consumption) -> Rates:
    tokens = consumption.tokens
    if consumption.fast and price.fast is not None:
        return price.fast
    prompt = tokens.input + tokens.cache_read + tokens.cache_write_5m + tokens.cache_write_1h
    if price.long is not None and prompt > price.long_above_tokens:
        return price.long
    return price.usual


def _find(model: str) -> tuple[str | None, str | None]:
    """The name in the list whose price applies, and a note unless it is the model's own."""
    start = model.find("claude-")
    name = _SUFFIX.sub("", model[max(start, 0) :].lower())
    if name in PRICES:
        return name, None
    missing = f"{model} is not in the price list of {AS_OF.isoformat()}"
    family = next((word for word in FAMILIES if word in name), None)
    if family is None:
        return None, f"{missing}: what it cost is not known, 0 is recorded."
    relatives = [known for known in PRICES if family in known]
    nearest = max(reversed(relatives), key=lambda known: _count_alike(known, name))
    return nearest, f"{missing}: priced as {nearest}."


def _count_alike(one: str, other: str) -> int:
    """How many characters two names share from the start."""
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
