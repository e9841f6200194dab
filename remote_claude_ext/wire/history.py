"""Bodies of the search in what was said."""

from typing import Literal

import msgspec


class Piece(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A part of a snippet; `marked` where it is what was searched for."""

    text: str
    marked: bool = False


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """A message or an answer in which it was said: its frame, and the words around.

    `title` is the conversation's; `by` is who wrote a message, and null for Claude.
    """

    conversation: str
    title: str
    seq: int
    at: str
    kind: Literal["message", "text"]
    by: str | None
    snippet: list[Piece]


class Hits(msgspec.Struct, frozen=True, kw_only=True):
    """A page of them, the newest first; `incomplete` while older ones are still being indexed."""

    items: list[Hit]
    next: str | None
    incomplete: bool
