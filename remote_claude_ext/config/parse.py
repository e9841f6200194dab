"""From what stands in the YAML to the value of one setting. Pure."""

from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

from ..core.secret import SecretRef
from .access import to_access, to_aliases
from .containers import to_sizes, to_subnet
from .egress import to_addresses, to_egress
from .kinds import Kind, Setting
from .limits import to_limits, to_rates
from .prices import to_prices
from .settings import LATER_CHOICES
from .values import ValueProblemError, shown, to_base_url, to_bytes, to_seconds


def to_value(setting: Setting, path: str, raw: object) -> object:
    """The value of a setting; `path` is its place in the YAML.

    Raises:
        ValueProblemError: The setting cannot have this value.
    """
    if setting.kind is Kind.CHOICE:
        return _choice(setting, path, raw)
    return _READERS[setting.kind](setting, raw)


def to_secret(text: str, folder: Path, variable: str | None) -> SecretRef:
    """A reference to a secret: a file, a variable, or the text itself.

    `text` is what stands there with its variables put in, `variable` the name where it is nothing
    but one variable; `folder` is what the path of a file is relative to.
    """
    if text.startswith("file:"):
        path = Path(text.removeprefix("file:").strip()).expanduser()
        return SecretRef("file", str((folder / path).resolve()))
    if variable:
        return SecretRef("env", variable)
    return SecretRef("literal", text.strip())


def _text(_setting: Setting, raw: object) -> str:
    if not isinstance(raw, str) or not raw.strip():
        raise ValueProblemError(f"{shown(raw)} is no text.")
    return raw.strip()


def _flag(_setting: Setting, raw: object) -> bool:
    # A variable of the environment is a text, whatever it says.
    known = {"true": True, "false": False}
    found = known.get(raw.strip().lower()) if isinstance(raw, str) else raw
    if not isinstance(found, bool):
        raise ValueProblemError(f"{shown(raw)} is neither true nor false.")
    return found


def _url(setting: Setting, raw: object) -> str:
    text = _text(setting, raw)
    scheme, separator, rest = text.partition("://")
    if not separator or not scheme or not rest:
        raise ValueProblemError(f"{shown(raw)} is no address: it needs SCHEME://HOST.")
    if setting.key in ("baseUrl", "otlpEndpoint"):
        return to_base_url(text)
    return text


def _whole(setting: Setting, raw: object) -> int:
    number = int(raw) if isinstance(raw, str) and raw.strip().isdecimal() else raw
    if not isinstance(number, int) or isinstance(number, bool):
        raise ValueProblemError(f"{shown(raw)} is no whole number.")
    return _in_range(setting, number)


def _size(setting: Setting, raw: object) -> int:
    return _in_range(setting, to_bytes(raw))


def _duration(setting: Setting, raw: object) -> int:
    return to_seconds(raw, least=setting.least, most=setting.most)


def _in_range(setting: Setting, number: int) -> int:
    if not setting.least <= number <= setting.most:
        raise ValueProblemError(
            f"{number} is out of range: from {setting.least} to {setting.most}."
        )
    return number


def _names(setting: Setting, raw: object) -> tuple[str, ...]:
    if not isinstance(raw, list):
        raise ValueProblemError(f"{shown(raw)} is no list: write [first, second].")
    return tuple(_text(setting, item) for item in raw)


def _choice(setting: Setting, path: str, raw: object) -> str:
    if raw in setting.choices:
        return str(raw)
    known = ", ".join(setting.choices)
    if raw in LATER_CHOICES.get(path, ()):
        raise ValueProblemError(
            f"{shown(raw)} is known, not available in this version. Write one of: {known}."
        )
    raise ValueProblemError(f"{shown(raw)} is none of: {known}.")


def _zone(setting: Setting, raw: object) -> str:
    name = _text(setting, raw)
    try:
        return ZoneInfo(name).key
    except (KeyError, ValueError, OSError):
        raise ValueProblemError(
            f"{shown(raw)} is no time zone: write one such as Europe/Berlin."
        ) from None


def _alike(read: Callable[[object], object]) -> Callable[[Setting, object], object]:
    """A reader of what looks the same whatever setting it is of."""
    return lambda _setting, raw: read(raw)


_READERS: dict[Kind, Callable[[Setting, object], object]] = {
    Kind.TEXT: _text,
    Kind.URL: _url,
    Kind.FLAG: _flag,
    Kind.WHOLE: _whole,
    Kind.SIZE: _size,
    Kind.DURATION: _duration,
    Kind.NAMES: _names,
    Kind.ZONE: _zone,
    Kind.BUDGETS: _alike(to_limits),
    Kind.RATES: _alike(to_rates),
    Kind.ALIASES: _alike(to_aliases),
    Kind.ACCESS: _alike(to_access),
    Kind.PRICES: _alike(to_prices),
    Kind.SUBNET: _alike(to_subnet),
    Kind.SIZES: _alike(to_sizes),
    Kind.EGRESS: _alike(to_egress),
    Kind.ADDRESSES: _alike(to_addresses),
}
