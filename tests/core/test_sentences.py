"""Sentences of deeper layers are known by their English, as the sources have it today."""

import ast
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import remote_claude_ext
from remote_claude_ext.core.errors import MalformedError
from remote_claude_ext.core.languages import FALLBACK, all_texts
from remote_claude_ext.core.repositories import to_branch, to_folder, to_token, to_url
from remote_claude_ext.core.sentences import say

OF_THE_SYSTEM = "[Errno 28]"
SHORT = 4


def literals() -> Iterator[str]:
    """Every text in the sources, those of an f-string without what is put in."""
    for path in Path(remote_claude_ext.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def test_every_sentence_is_one_that_the_sources_make() -> None:
    sources = "\n".join(literals())
    unknown = [
        piece
        for sentence in all_texts()[FALLBACK]["sentences"].values()
        for place in re.split(r"\{\w+\}", sentence)
        for piece in re.split(r": ?$|[.:] *$|^[.:] *", place)
        if len(piece) > SHORT and not piece.startswith(OF_THE_SYSTEM) and piece not in sources
    ]
    assert unknown == []


@pytest.mark.parametrize(
    ("english", "german"),
    [
        (
            "The session could not start. It did not answer within 60 seconds.",
            "Die Sitzung konnte nicht starten. Sie hat nach 60 Sekunden nicht geantwortet.",
        ),
        (
            # A place takes as many sentences as are nobody's.
            "Its repository /x could not be cloned. git says: No. Go. It runs as root.",
            "Ihr Repository /x ließ sich nicht klonen. git meldet: No. Go. Sie läuft als root.",
        ),
        ("It runs as root.", "Sie läuft als root."),
    ],
)
def test_what_is_known_is_said_in_the_language_of_the_page(english: str, german: str) -> None:
    assert say(english, "de") == (german, "de")
    assert say(english, FALLBACK) == (english, FALLBACK)


@pytest.mark.parametrize(
    "english",
    ["", "Something new.", "It runs as root. Something new.", "It runs as root. " * 40, "{url}"],
)
def test_what_is_not_known_whole_stays_as_it_is(english: str) -> None:
    assert say(english, "de") == (english, FALLBACK)


def test_every_refused_beginning_is_told_in_german() -> None:
    urls = ("https://me@x.example/a", "ssh://x/a", "nothing", "https://x.example/a?b=1")
    tries = [
        *((to_url, (url,)) for url in urls),
        (to_branch, ("-x",)),
        (to_folder, ("../x",)),
        (to_token, ("a b", "https://x.example/a")),
        (to_token, ("ab", "http://x.example/a")),
    ]
    for refuse, given in tries:
        with pytest.raises(MalformedError) as error:
            refuse(*given)  # type: ignore[operator]
        english = f"{error.value.message} {error.value.remedy or ''}".strip()
        assert say(english, "de").lang == "de", english


def test_words_that_are_made_to_be_tried_in_very_many_ways_are_soon_given_up() -> None:
    english = "git says: a. " * 38 + "x"
    began = time.monotonic()
    assert say(english, "de").lang == FALLBACK
    assert time.monotonic() - began < 2
