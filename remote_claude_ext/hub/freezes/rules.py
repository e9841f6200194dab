"""Which names are near one that nobody has; pure."""

import difflib
from collections.abc import Mapping

_MOST_NEAR = 3
_ALIKE = 0.6


def to_near(name: str, known: Mapping[str, str]) -> list[str]:
    """The names that somebody may have meant, the likeliest first.

    `known` says for each word that people may write which name it stands for.
    """
    words = {word.casefold(): meant for word, meant in known.items()}
    found = difflib.get_close_matches(name.casefold(), words, n=_MOST_NEAR, cutoff=_ALIKE)
    return list(dict.fromkeys(words[word] for word in found))
