"""Cost of a usage; the only place a price is applied; pure."""

import re
from collections.abc import Sequence
from decimal import Decimal
from fnmatch import fnmatchcase
from itertools import takewhile

from msgspec import Struct, field

from ..core.money import ZERO, round_usd
from ..core.prices import OwnPrice, Price, Rates
from ..ledger.model import Tokens
from .prices import AS_OF, DEAREST, FAMILIES, PRICES, US_ONLY

_PER_MILLION = Decimal(1_000_000)
_SUFFIX = re.compile(r"(?:[@-]20\d{6}|-latest|\[1m\]|-v\d+(?::\d+)?)+$")
OTHER = "other"
_MOST_REMEMBERED = 256


class Consumption(Struct, frozen=True, kw_only=True):
    """What an answer took: tokens by kind, and what else changes the price."""

    tokens: Tokens = field(default_factory=Tokens)
    web_fetches: int = 0
    fast: bool = False
    us_only: bool = False


class Cost(Struct, frozen=True, kw_only=True):
    """An amount, and what it rests on where that is not the model's own price."""

    usd: Decimal
    note: str | None = None


class Found(Struct, frozen=True, kw_only=True):
    """The price that applies to a model. `name` is its place in a list; `note` that it has none."""

    name: str
    price: Price
    note: str | None = None


class PriceList:
    """The prices of an installation: its own ones before those of the packaged list.

    A model that neither has is priced as the nearest of its family, one of no known family by the
    fallback: the installation's own, else the dearest of the packaged list. The note says so.
    """

    def __init__(self, own: Sequence[OwnPrice] = ()) -> None:
        self._own = {one.pattern: one.price for one in own if one.pattern is not None}
        fallbacks = [one.price for one in own if one.pattern is None]
        self._fallback = fallbacks[0] if fallbacks else None
        self._found: dict[str, Found] = {}

    def to_cost(self, model: str, consumption: Consumption) -> Cost:
        """What a consumption costs, rounded once to the micro-dollar."""
        if consumption == _NOTHING:
            return Cost(usd=ZERO)
        found = self.find(model)
        tokens, price = consumption.tokens, found.price
        prompt = tokens.input + tokens.cache_read + tokens.cache_write_5m + tokens.cache_write_1h
        rates = _choose(price, prompt, fast=consumption.fast)
        amount = (
            tokens.input * rates.input
            + tokens.output * rates.output
            + tokens.cache_read * rates.cache_read
            + tokens.cache_write_5m * rates.cache_write_5m
            + tokens.cache_write_1h * rates.cache_write_1h
        ) / _PER_MILLION
        if consumption.us_only:
            amount *= US_ONLY
        tools = tokens.web_searches * price.web_search + consumption.web_fetches * price.web_fetch
        return Cost(usd=round_usd(amount + tools), note=found.note)

    def to_rates(self, model: str, prompt: int, *, fast: bool) -> Rates:
        """The rates that `to_cost` would apply to a prompt of so many tokens."""
        return _choose(self.find(model).price, prompt, fast=fast)

    def find(self, model: str) -> Found:
        """The price of a model, by its name as it is or without its date."""
        found = self._found.get(model)
        if found is None:
            if len(self._found) >= _MOST_REMEMBERED:  # callers choose the names
                self._found.clear()
            found = self._found[model] = self._look_up(model)
        return found

    def _look_up(self, model: str) -> Found:
        start = model.find("claude-")
        name = _SUFFIX.sub("", model[max(start, 0) :].lower())
        for pattern, price in self._own.items():
            if fnmatchcase(model, pattern) or fnmatchcase(name, pattern):
                return Found(name=pattern, price=price)
        if name in PRICES:
            return Found(name=name, price=PRICES[name])
        return self._guess(model, name)

    def _guess(self, model: str, name: str) -> Found:
        missing = f"{model} is not in the price list of {AS_OF.isoformat()}"
        relatives = [known for known in PRICES if any(f in name and f in known for f in FAMILIES)]
        if relatives:
            nearest = max(reversed(relatives), key=lambda known: _count_alike(known, name))
            note = f"{missing}: priced as {nearest}."
            return Found(name=OTHER, price=PRICES[nearest], note=note)
        if self._fallback is not None:
            note = f"{missing}: priced by the fallback of claude.prices."
            return Found(name=OTHER, price=self._fallback, note=note)
        return Found(name=OTHER, price=DEAREST, note=f"{missing}: priced as the dearest of it.")


_NOTHING = Consumption()


def _choose(price: Price, prompt: int, *, fast: bool) -> Rates:
    if fast and price.fast is not None:
        return price.fast
    if price.long is not None and prompt > price.long_above_tokens:
        return price.long
    return price.usual


def _count_alike(one: str, other: str) -> int:
    """How many characters two names share from the start."""
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
