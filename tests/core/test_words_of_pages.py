"""The languages of the hub's pages: the same words in each, and which one somebody gets."""

import re
from collections.abc import Iterator
from string import Formatter
from typing import Any

import pytest

from remote_claude_ext.core.languages import FALLBACK, Texts, all_texts, choose

PLURAL = re.compile(r"_(zero|one|two|few|many|other)$")
"""The endings of a sentence with a count: a language may have other forms than English."""
WORD = re.compile(r"(?<!\{)\b[^\W\d_]+\b")
A_FEW = 2
"""So many words may be the same in two languages."""


def words(texts: Texts | list[Any], path: str = "") -> Iterator[tuple[str, str]]:
    """Every sentence with the place where it stands."""
    items = texts.items() if isinstance(texts, dict) else enumerate(texts)
    for key, value in items:
        if isinstance(value, str):
            yield f"{path}/{key}", value
        else:
            yield from words(value, f"{path}/{key}")


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def different(texts: Texts) -> list[str]:
    """What a language lacks, has too much, or would fill in otherwise than English does."""
    english, other = dict(words(all_texts()[FALLBACK])), dict(words(texts))
    ours, theirs = ({PLURAL.sub("", key) for key in each} for each in (english, other))
    found = [f"{key} is missing" for key in sorted(ours - theirs)]
    found += [f"{key} is left over" for key in sorted(theirs - ours)]
    found += [f"{key} is empty" for key, sentence in other.items() if not sentence.strip()]
    found += [
        f"{key} is in English"
        for key in sorted(english.keys() & other.keys())
        if english[key] == other[key] and len(WORD.findall(other[key])) > A_FEW
    ]
    return found + [
        f"{key} has other placeholders"
        for key in sorted(english.keys() & other.keys())
        if placeholders(english[key]) != placeholders(other[key])
    ]


@pytest.mark.parametrize("code", sorted(set(all_texts()) - {FALLBACK}))
def test_every_sentence_is_there_in_every_language(code: str) -> None:
    assert different(all_texts()[code]) == []


def test_a_sentence_that_is_missing_left_over_english_or_filled_otherwise_is_found() -> None:
    texts = dict(all_texts()["de"])
    del texts["skip"]
    texts |= {"skipp": "x", "at_least": "Mindestens {count}", "create": " "}
    texts["sign_in_about"] = all_texts()["en"]["sign_in_about"]
    assert different(texts) == [
        "/skip is missing",
        "/skipp is left over",
        "/create is empty",
        "/sign_in_about is in English",
        "/at_least has other placeholders",
    ]


@pytest.mark.parametrize(
    ("chosen", "accepted", "language"),
    [
        (None, None, "en"),
        (None, "de-AT,de;q=0.9,en;q=0.8", "de"),
        (None, "fr-FR,fr;q=0.9,en;q=0.8,de;q=0.7", "en"),
        (None, "en;q=0.5,DE;q=0.6", "de"),
        (None, "de;q=0,en", "en"),
        (None, "de;q=much,fr", "en"),
        (None, "*", "en"),
        ("de", "en", "de"),
        ("en", "de", "en"),
        ("xx", "de", "de"),
        ("../de", None, "en"),
    ],
)
def test_a_choice_comes_first_then_what_the_browser_likes_best(
    chosen: str | None, accepted: str | None, language: str
) -> None:
    assert choose(chosen, accepted) == language
