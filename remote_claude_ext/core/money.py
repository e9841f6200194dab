"""Exact USD amounts: parse, add, round once, print."""

from decimal import ROUND_HALF_UP, Decimal

MICRO = Decimal("0.000001")
ZERO = Decimal(0)
_MICROS = 1 / MICRO


def round_usd(amount: Decimal) -> Decimal:
    """Round to the micro-dollar, half up; done once, where an amount is made."""
    return amount.quantize(MICRO, rounding=ROUND_HALF_UP)


def to_micro(amount: Decimal) -> int:
    """An amount in whole micro-dollars, rounded."""
    return int(round_usd(amount) * _MICROS)


def to_text(amount: Decimal) -> str:
    """An amount as the contract writes it: a plain decimal string, never an exponent."""
    return f"{amount:f}"
