"""Plausible token counts, from how many bytes a request or an answer has. Pure."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

BYTES_PER_TOKEN = 4
_PIECE = re.compile(r"\s*\S{1,6}|\s+\Z")


@dataclass(frozen=True, slots=True)
class Counts:
    """The input side of a usage record."""

    fresh: int
    cache_written: int
    cache_read: int

    @property
    def total(self) -> int:
        """All tokens of the input."""
        return self.fresh + self.cache_written + self.cache_read


def to_tokens(size: int) -> int:
    """Tokens of so many bytes."""
    return -(-size // BYTES_PER_TOKEN)


def size_bytes(value: object) -> int:
    """How long a part of a request is as JSON."""
    return len(json.dumps(value, ensure_ascii=False).encode()) if value else 0


def count_input(body: Mapping[str, object]) -> Counts:
    """Instructions and earlier turns come from the cache; what is new is written to it."""
    fixed = size_bytes(body.get("system")) + size_bytes(body.get("tools"))
    messages = body.get("messages")
    messages = messages if isinstance(messages, list) else []
    answered = [
        index
        for index, message in enumerate(messages)
        if isinstance(message, Mapping) and message.get("role") == "assistant"
    ]
    seen = messages[: answered[-1]] if answered else []
    new = messages[len(seen) :]
    return Counts(
        fresh=min(4, to_tokens(size_bytes(new))),
        cache_written=max(0, to_tokens(size_bytes(new)) - 4),
        cache_read=to_tokens(fixed + size_bytes(seen)),
    )


def to_pieces(text: str) -> list[str]:
    """A text cut into what a model might send as one token each; joined it is the text."""
    return _PIECE.findall(text)
