"""Sentences of deeper layers in the language of a page: known by their English, word for word.

They are made where nobody knows who will read them, some in a session, and kept in English. Those
that people meet stand in the texts under `sentences`; one that is not there stays as it is.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from .languages import FALLBACK, all_texts

_PLACE = re.compile(r"\{(\w+)\}")
_END = re.compile(r"(?<=[^ ])(?: |$)")
_MOST_SENTENCES, _MOST_CHARACTERS = 8, 2000


class Said(NamedTuple):
    """A text, and the language that it is in."""

    text: str
    lang: str


def say(english: str, language: str) -> Said:
    """The same in another language; in English where it knows not every sentence of it."""
    if language == FALLBACK or len(english) > _MOST_CHARACTERS:
        return Said(english, FALLBACK)
    words = _translate(english, language, _MOST_SENTENCES)
    return Said(english, FALLBACK) if words is None else Said(words, language)


# What a session says may be made to be tried in very many ways: each rest is tried once.
@lru_cache(maxsize=4096)
def _translate(english: str, language: str, left: int) -> str | None:
    known = all_texts()[language]["sentences"]
    for name, pattern in _patterns() if left else ():
        for end in _END.finditer(english) if pattern.match(english) else ():
            if not (found := pattern.fullmatch(english, 0, end.start())):
                continue
            words, rest = str(known[name]).format(**found.groupdict()), english[end.end() :]
            if not rest:
                return words
            if (others := _translate(rest, language, left - 1)) is not None:
                return f"{words} {others}"
    return None


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    """Every sentence as a pattern, those with most words of their own first."""
    named: dict[str, str] = all_texts()[FALLBACK]["sentences"]
    longest_first = sorted(named.items(), key=lambda item: -len(_PLACE.sub("", item[1])))
    return [(name, re.compile("".join(_pieces(text)))) for name, text in longest_first]


def _pieces(text: str) -> Iterator[str]:
    """Words as they are; a place takes as little as it can, of one line."""
    for index, piece in enumerate(_PLACE.split(text)):
        yield f"(?P<{piece}>.+?)" if index % 2 else re.escape(piece)
