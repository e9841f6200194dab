"""Placeholders such as `{{workspace}}` in a scenario, and what a request puts there. Pure."""

import re

from .request import Asked

NAMES = frozenset({"workspace", "plan_file", "text", "model", "result", "answer"})
_PLACE = re.compile(r"\{\{\s*(\w+)\s*\}\}")


def find_unknown(value: object) -> str | None:
    """The first placeholder in a value that nothing fills."""
    for name in _names(value):
        if name not in NAMES:
            return name
    return None


def fill(value: object, asked: Asked) -> object:
    """A value with every placeholder filled in, however deep it sits."""
    if isinstance(value, str):
        return fill_text(value, asked)
    if isinstance(value, dict):
        return {key: fill(item, asked) for key, item in value.items()}
    if isinstance(value, list):
        return [fill(item, asked) for item in value]
    return value


def fill_text(text: str, asked: Asked) -> str:
    """A text with every placeholder filled in; unknown ones stay."""
    given = {
        "workspace": asked.workspace,
        "plan_file": asked.plan_file,
        "text": asked.text,
        "model": asked.model,
        "result": asked.results[-1].text if asked.results else "",
        "answer": asked.answer,
    }
    return _PLACE.sub(lambda place: given.get(place.group(1), place.group(0)), text)


def _names(value: object) -> list[str]:
    if isinstance(value, str):
        return _PLACE.findall(value)
    if isinstance(value, dict):
        return [name for item in value.values() for name in _names(item)]
    if isinstance(value, list):
        return [name for item in value for name in _names(item)]
    return []
