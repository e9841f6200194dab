"""What a person types as an expression of FTS5, and what it found as pieces; pure."""

import re
from collections.abc import Iterator

from ...wire.history import Piece

_MOST_WORDS = 32
_PARTS = re.compile(r'"([^"]*)("?)|([^\s"]+)')


def to_expression(query: str) -> str:
    """All of its words, each as the beginning of a word; quotes make a phrase. Empty: nothing.

    Whatever else means something to FTS5 is text here.
    """
    return " ".join(list(_parts(query))[:_MOST_WORDS])


def _parts(query: str) -> Iterator[str]:
    for found in _PARTS.finditer(query.replace("\0", " ")):
        phrase, end, word = found.groups()
        text = word or phrase or ""
        # Signs alone are no word, and would find nothing.
        if any(character.isalnum() for character in text):
            # A phrase that is not closed is still being typed, so its last word is a beginning.
            yield f'"{text}"' if end else f'"{text}"*'


def to_pieces(snippet: str, *, begin: str, end: str) -> list[Piece]:
    """A snippet with signs around what fits, as its parts."""
    pieces: list[Piece] = []
    for number, part in enumerate(snippet.split(begin)):
        marked, sign, rest = part.partition(end)
        if number and sign:
            pieces.append(Piece(text=marked, marked=True))
            pieces.append(Piece(text=rest))
        else:
            pieces.append(Piece(text=part.replace(end, "")))
    return [piece for piece in pieces if piece.text]
