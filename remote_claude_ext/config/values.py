"""What every reader of values needs: how a mistake is told, addresses, durations. Pure."""

import re
from decimal import Decimal, InvalidOperation
from urllib.parse import urlsplit

_MICRO = Decimal("0.000001")
_UNITS = {"": 1, "B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9}
_UNITS |= {"KIB": 2**10, "MIB": 2**20, "GIB": 2**30}
_SIZE = re.compile(r"(\d+)\s*([A-Za-z]*)")
_SECONDS = {"d": 86_400, "h": 3600, "m": 60, "s": 1}
_DURATION = re.compile(r"(\d+d)?(\d+h)?(\d+m)?(\d+s)?", re.ASCII)


class ValueProblemError(ValueError):
    """A value that a setting cannot have; the text says why and what to write."""


def to_base_url(text: str) -> str:
    """A provider's address, without a slash at its end."""
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueProblemError(f"{shown(text)} is no address: it begins with https:// or http://.")
    address = text.rstrip("/")
    if parts.path.rstrip("/").endswith("/v1"):
        raise ValueProblemError(
            f"The address is written without /v1: write {address.removesuffix('/v1')}"
        )
    return address


def to_bytes(raw: object) -> int:
    """Bytes of `8MiB`, `2 GB`, or a bare number of them."""
    match = _SIZE.fullmatch(str(raw).strip())
    if match is None or isinstance(raw, bool) or match[2].upper() not in _UNITS:
        raise ValueProblemError(f"{shown(raw)} is no size: write a number with a unit, as 8MiB.")
    return int(match[1]) * _UNITS[match[2].upper()]


def to_seconds(raw: object, *, least: int, most: int) -> int:
    """Seconds of `30m`, `8h`, `1h30m`, `2d`; a bare number does not say what it counts."""
    text = "".join(raw.split()) if isinstance(raw, str) else ""
    match = _DURATION.fullmatch(text)
    if match is None or not text:
        raise ValueProblemError(
            f"{shown(raw)} is no duration: write a number with a unit (s, m, h, d), as 30m or 8h."
        )
    seconds = sum(int(part[:-1]) * _SECONDS[part[-1]] for part in match.groups() if part)
    if not least <= seconds <= most:
        raise ValueProblemError(
            f"{text} is out of range: from {to_duration(least)} to {to_duration(most)}."
        )
    return seconds


def to_amount(raw: object, key: str, *, most: Decimal) -> Decimal:
    """An amount of US dollars, to the micro-dollar; `key` is where it stands."""
    is_number = isinstance(raw, int | float | str) and not isinstance(raw, bool)
    try:
        amount = Decimal(str(raw).strip() if is_number else "NaN")
        if amount.is_finite() and 0 <= amount <= most and amount == amount.quantize(_MICRO):
            return amount
    except InvalidOperation:
        pass
    raise ValueProblemError(f"{key} is an amount such as 20 or 0.50")


def to_duration(seconds: int) -> str:
    """A duration as the YAML has it, in its largest units: `1h30m`."""
    parts = []
    for unit, size in _SECONDS.items():
        count, seconds = divmod(seconds, size)
        parts.append(f"{count}{unit}" if count else "")
    return "".join(parts) or "0s"


def shown(raw: object) -> str:
    """A value as a sentence shows it."""
    if isinstance(raw, dict):
        return "A group of keys"
    return "Nothing" if raw is None or raw == "" else repr(raw)
