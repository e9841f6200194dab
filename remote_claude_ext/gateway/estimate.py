"""About the most that a request may cost, before it is sent; pure."""

from decimal import Decimal

from ..core.money import round_usd
from ..core.prices import Rates
from ..wire.messages import RequestHead
from .pricing import PriceList

_BYTES_PER_TOKEN = 2
"""English and code take three to four, Chinese two to three; only noise takes fewer than this."""
_MOST_OUTPUT_TOKENS = 128_000
_UNSAID_OUTPUT_TOKENS = 32_000
_PER_MILLION = Decimal(1_000_000)
_CACHE, _HOUR = b'"cache_control"', b'"1h"'


def to_estimate(head: RequestHead, body: bytes, prices: PriceList) -> Decimal:
    """USD on the safe side: the whole prompt written to the cache, the longest answer.

    What the body does not show is not in it: web searches, pictures and documents that the provider
    fetches from an address.
    """
    prompt = len(body) // _BYTES_PER_TOKEN + 1
    rates = prices.to_rates(head.model, prompt, fast=head.speed == "fast")
    answer = _to_count(head.max_tokens)
    return round_usd((prompt * _to_rate(body, rates) + answer * rates.output) / _PER_MILLION)


def _to_rate(body: bytes, rates: Rates) -> Decimal:
    """What a token of the prompt costs, by the marks of what is to be cached."""
    rate, place = rates.input, body.find(_CACHE)
    while place >= 0:
        rate, end = rates.cache_write_5m, body.find(b"}", place)
        if body.find(_HOUR, place, end) >= 0:
            return rates.cache_write_1h
        place = body.find(_CACHE, end) if end >= 0 else -1
    return rate


def _to_count(max_tokens: object) -> int:
    if not isinstance(max_tokens, int) or isinstance(max_tokens, bool):
        return _UNSAID_OUTPUT_TOKENS
    return min(max(max_tokens, 0), _MOST_OUTPUT_TOKENS)
