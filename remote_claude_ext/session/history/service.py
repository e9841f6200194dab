"""Searches what was said in all conversations of the session."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from ...core.errors import MalformedError
from ...core.paging import from_cursor, to_cursor
from ...wire.history import Hit, Hits
from ..journal.finding import BEGIN, END, NEWEST, Found
from .rules import to_expression, to_pieces

LONGEST_QUERY = 500


class Journal(Protocol):
    """What is searched."""

    @property
    def is_indexing(self) -> bool:
        """Whether some of it cannot be found yet."""

    async def find(
        self, expression: str, *, before: int, within: Sequence[str], limit: int
    ) -> list[Found]:
        """What fits, before a number, the newest first."""


class HistoryService:
    """`titles` are the conversations that there are; what was deleted is not among them."""

    def __init__(
        self, *, journal: Callable[[], Journal], titles: Callable[[], Mapping[str, str]]
    ) -> None:
        self._journal = journal
        self._titles = titles

    async def search(self, query: str, *, cursor: str | None, limit: int) -> Hits:
        """What fits a person's words, the newest first; MalformedError."""
        if len(query) > LONGEST_QUERY:
            raise MalformedError(f"'q' is longer than {LONGEST_QUERY} characters.")
        before = NEWEST if cursor is None else _to_number(from_cursor(cursor))
        titles = self._titles()
        journal = self._journal()
        expression = to_expression(query)
        found = []
        if expression:
            found = await journal.find(expression, before=before, within=[*titles], limit=limit + 1)
        page = found[:limit]
        return Hits(
            items=[_to_hit(each, titles[each.conversation]) for each in page],
            next=to_cursor(str(page[-1].number)) if len(found) > limit else None,
            incomplete=journal.is_indexing,
        )


def _to_number(position: str) -> int:
    if not (position.isascii() and position.isdigit() and int(position) < NEWEST):
        raise MalformedError("The cursor is not one that this server gave out.")
    return int(position)


def _to_hit(found: Found, title: str) -> Hit:
    return Hit(
        conversation=found.conversation,
        title=title,
        seq=found.seq,
        at=found.at,
        kind="message" if found.kind == "message" else "text",
        by=found.by,
        snippet=to_pieces(found.snippet, begin=BEGIN, end=END),
    )
