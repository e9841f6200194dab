"""What a model costs, in US dollars: tokens by the million and by kind, tools by use; pure."""

from dataclasses import dataclass
from decimal import Decimal

from .money import ZERO

WEB_SEARCH = Decimal("0.01")
"""What a web search that the provider runs costs where nothing else is said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """Dollars per million tokens, by kind."""

    input: Decimal
    output: Decimal
    cache_write_5m: Decimal
    cache_write_1h: Decimal
    cache_read: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What a model costs: usually, in fast mode, for prompts over a length; and a use of a tool."""

    usual: Rates
    fast: Rates | None = None
    long: Rates | None = None
    long_above_tokens: int = 0
    web_search: Decimal = WEB_SEARCH
    web_fetch: Decimal = ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPrice:
    """A price that an installation sets: for the models of a pattern, or as the fallback."""

    pattern: str | None
    """None: for every model that has no price otherwise."""
    price: Price


def to_rates(given: Decimal, output: Decimal, *, cache_read: Decimal | None = None) -> Rates:
    """Rates in which the cache costs what it usually does: 1.25, 2 and a tenth of the input."""
    return Rates(
        input=given,
        output=output,
        cache_write_5m=given * Decimal("1.25"),
        cache_write_1h=given * 2,
        cache_read=given / 10 if cache_read is None else cache_read,
    )
