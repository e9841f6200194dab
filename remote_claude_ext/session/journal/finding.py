"""Finds what was said, the newest first, in pages that begin where the last one ended."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

BEGIN, END = "\ufdd0", "\ufdd1"
"""Around what fits, in a snippet: no characters of any text."""
_WORDS = 24
FIND = (
    "SELECT said.id, said.conversation, said.seq,"
    " json_extract(CAST(frame AS TEXT), '$.at', '$.kind', '$.by'),"
    " snippet(words, 0, ?, ?, '…', ?)"
    " FROM words CROSS JOIN said ON said.id = words.rowid"
    " CROSS JOIN frames ON frames.conversation = said.conversation AND frames.seq = said.seq"
    " WHERE words MATCH ? AND words.rowid < ?"
    " AND said.conversation IN (SELECT value FROM json_each(?))"
    " ORDER BY words.rowid DESC LIMIT ?"
)
NEWEST = 1 << 62
"""Before this is everything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A message or an answer that fits; `number` grows with its moment."""

    number: int
    conversation: str
    seq: int
    at: str
    kind: str
    by: str | None
    snippet: str


def find(
    connection: sqlite3.Connection,
    expression: str,
    *,
    before: int,
    within: Sequence[str],
    limit: int,
) -> list[Found]:
    """What fits an expression of FTS5 in some conversations, before a number, the newest first."""
    rows = connection.execute(
        FIND,
        (BEGIN, END, _WORDS, expression, before, json.dumps([*within]), limit),
    )
    found = []
    for number, conversation, seq, head, snippet in rows:
        at, kind, by = json.loads(head)
        found.append(
            Found(
                number=number,
                conversation=conversation,
                seq=seq,
                at=at,
                kind=kind,
                by=by,
                snippet=snippet,
            )
        )
    return found
