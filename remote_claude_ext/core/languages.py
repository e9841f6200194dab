"""The languages of our pages: which there are, which one somebody gets, and its words."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from .assets import TEXTS

COOKIE = "remote-claude-language"
"""What somebody chose on a page; `static/language.js` writes it."""
VARIABLE = "REMOTE_CLAUDE_LANGUAGE"
"""Tells a session in which language its person reads our pages."""
FALLBACK = "en"

Texts = Mapping[str, Any]


@cache
def all_texts() -> Mapping[str, Texts]:
    """The words of each language by its code, as `<html lang>` has it; English comes first."""
    files = sorted(TEXTS.glob("*.json"), key=lambda file: (file.stem != FALLBACK, file.stem))
    return MappingProxyType({file.stem: json.loads(file.read_bytes()) for file in files})


def choose(chosen: str | None, accepted: str | None) -> str:
    """What was chosen; else what the browser's `Accept-Language` likes best; else English."""
    if chosen in all_texts():
        return str(chosen)
    exact = {code.lower(): code for code in all_texts()}
    by_language = {code.partition("-")[0]: exact[code] for code in reversed(exact)}
    for wanted in _by_weight(accepted or ""):
        found = exact.get(wanted) or by_language.get(wanted.partition("-")[0])
        if found:
            return found
    return FALLBACK


def _by_weight(accepted: str) -> Iterator[str]:
    weighed: list[tuple[float, str]] = []
    for item in accepted[:1000].lower().split(","):
        code, _, weight = item.partition(";q=")
        try:
            value = float(weight or 1)
        except ValueError:
            continue
        if code.strip() and value > 0:
            weighed.append((value, code.strip()))
    yield from (code for _, code in sorted(weighed, key=lambda one: -one[0]))
