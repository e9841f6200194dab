"""`${NAME}`, `${NAME:-default}` and the literal `$${` in the strings of a configuration. Pure."""

import re
from collections.abc import Mapping

_PART = re.compile(r"\$\$\{|\$\{([^}]*)\}?")
_INSIDE = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?", re.DOTALL)


class ExpansionError(ValueError):
    """A string whose variables cannot be put in; the text says why and what to do."""


def expand(text: str, environ: Mapping[str, str]) -> str:
    """The text with its variables put in.

    Raises:
        ExpansionError: A variable is unset or empty and has no default, or `${` is not closed.
    """
    return _PART.sub(lambda found: _value(found, environ), text)


def variables(text: str) -> frozenset[str]:
    """The names of the variables in a text."""
    inside = (_INSIDE.fullmatch(found[1] or "") for found in _PART.finditer(text))
    return frozenset(match[1] for match in inside if match)


def only_variable(text: str) -> str | None:
    """The name, where the whole text is one variable; None for any other text."""
    found = _PART.fullmatch(text.strip())
    match = _INSIDE.fullmatch(found[1] or "") if found else None
    return match[1] if match else None


def _value(found: re.Match[str], environ: Mapping[str, str]) -> str:
    if found[0] == "$${":
        return "${"
    match = _INSIDE.fullmatch(found[1])
    if match is None or not found[0].endswith("}"):
        raise ExpansionError(
            f"{found[0]!r} is no variable: write ${{NAME}} or ${{NAME:-default}},"
            " or $${ for a literal ${."
        )
    name, default = match[1], match[2]
    value = environ.get(name) or default
    if value is None:
        raise ExpansionError(
            f"The variable {name} is not set, or empty."
            f" Set it before the start, or write a default: ${{{name}:-default}}."
        )
    return value
