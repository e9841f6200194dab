"""From what stands in the YAML to the value of one setting. Pure."""

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from ..core.secret import SecretRef
from .settings import LATER_CHOICES, Kind, Setting

_UNITS = {"": 1, "B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9}
_UNITS |= {"KIB": 2**10, "MIB": 2**20, "GIB": 2**30}
_SIZE = re.compile(r"(\d+)\s*([A-Za-z]*)")
_SECONDS = {"d": 86_400, "h": 3600, "m": 60, "s": 1}
_DURATION = re.compile(r"(\d+d)?(\d+h)?(\d+m)?(\d+s)?", re.ASCII)


class ValueProblemError(ValueError):
    """A value that a setting cannot have; the text says why and what to write."""


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
        raise ValueProblemError(f"{_shown(raw)} is no text.")
    return raw.strip()


def _url(setting: Setting, raw: object) -> str:
    text = _text(setting, raw)
    scheme, separator, rest = text.partition("://")
    if not separator or not scheme or not rest:
        raise ValueProblemError(f"{_shown(raw)} is no address: it needs SCHEME://HOST.")
    if setting.key == "baseUrl":
        return _base_url(text)
    return text


def _base_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueProblemError(
            f"{_shown(text)} is no address: it begins with https:// or http://."
        )
    address = text.rstrip("/")
    if parts.path.rstrip("/").endswith("/v1"):
        raise ValueProblemError(
            f"The address is written without /v1: write {address.removesuffix('/v1')}"
        )
    return address


def _whole(setting: Setting, raw: object) -> int:
    number = int(raw) if isinstance(raw, str) and raw.strip().isdecimal() else raw
    if not isinstance(number, int) or isinstance(number, bool):
        raise ValueProblemError(f"{_shown(raw)} is no whole number.")
    return _in_range(setting, number)


def _size(setting: Setting, raw: object) -> int:
    match = _SIZE.fullmatch(str(raw).strip())
    if match is None or isinstance(raw, bool) or match[2].upper() not in _UNITS:
        raise ValueProblemError(f"{_shown(raw)} is no size: write a number with a unit, as 8MiB.")
    return _in_range(setting, int(match[1]) * _UNITS[match[2].upper()])


def _duration(setting: Setting, raw: object) -> int:
    """Seconds of `30m`, `8h`, `1h30m`, `2d`; a bare number does not say what it counts."""
    text = "".join(raw.split()) if isinstance(raw, str) else ""
    match = _DURATION.fullmatch(text)
    if match is None or not text:
        raise ValueProblemError(
            f"{_shown(raw)} is no duration: write a number with a unit (s, m, h, d), as 30m or 8h."
        )
    seconds = sum(int(part[:-1]) * _SECONDS[part[-1]] for part in match.groups() if part)
    if not setting.least <= seconds <= setting.most:
        raise ValueProblemError(
            f"{text} is out of range: from {to_duration(setting.least)}"
            f" to {to_duration(setting.most)}."
        )
    return seconds


def to_duration(seconds: int) -> str:
    """A duration as the YAML has it, in its largest units: `1h30m`."""
    parts = []
    for unit, size in _SECONDS.items():
        count, seconds = divmod(seconds, size)
        parts.append(f"{count}{unit}" if count else "")
    return "".join(parts) or "0s"


def _in_range(setting: Setting, number: int) -> int:
    if not setting.least <= number <= setting.most:
        raise ValueProblemError(
            f"{number} is out of range: from {setting.least} to {setting.most}."
        )
    return number


def _names(setting: Setting, raw: object) -> tuple[str, ...]:
    if not isinstance(raw, list):
        raise ValueProblemError(f"{_shown(raw)} is no list: write [first, second].")
    return tuple(_text(setting, item) for item in raw)


def _choice(setting: Setting, path: str, raw: object) -> str:
    if raw in setting.choices:
        return str(raw)
    known = ", ".join(setting.choices)
    if raw in LATER_CHOICES.get(path, ()):
        raise ValueProblemError(
            f"{_shown(raw)} is known, not available in this version. Write one of: {known}."
        )
    raise ValueProblemError(f"{_shown(raw)} is none of: {known}.")


def _shown(raw: object) -> str:
    if isinstance(raw, dict):
        return "A group of keys"
    return "Nothing" if raw is None or raw == "" else repr(raw)


_READERS: dict[Kind, Callable[[Setting, object], object]] = {
    Kind.TEXT: _text,
    Kind.URL: _url,
    Kind.WHOLE: _whole,
    Kind.SIZE: _size,
    Kind.DURATION: _duration,
    Kind.NAMES: _names,
}
