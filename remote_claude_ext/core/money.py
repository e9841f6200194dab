"""Exact USD amounts: parse, add, round once, print."""

from decimal import ROUND_HALF_UP, Decimal

MICRO = Decimal("0.000001")
ZERO = Decimal(0)
_MICROS = 1_000_000


def round_usd(amount: Decimal) -> Decimal:
    """Round to the micro-dollar, half up; done once, where an amount is made."""
    return amount.quantize(MICRO, rounding=ROUND_HALF_UP)


def to_micro(amount: Decimal) -> int:
    """An amount in whole micro-dollars, rounded."""
    return int((amount * _MICROS).to_integral_value(ROUND_HALF_UP))


def to_usd(micro: int) -> Decimal:
    """So many micro-dollars as an amount."""
    return (Decimal(micro) * MICRO).quantize(MICRO)


def to_text(amount: Decimal) -> str:
    """An amount as the contract writes it: a plain decimal string, never an exponent."""
    return f"{amount:f}"
