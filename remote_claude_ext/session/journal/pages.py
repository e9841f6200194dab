"""Where a page of a conversation begins, and what still holds from before it."""

import sqlite3
from collections.abc import Iterator

import msgspec
from msgspec import UNSET, UnsetType

MOST_BYTES = 8 << 20
"""A page of frames ends with the one that reaches this size, however many were asked for."""
_REACH = 2000
"""So far at most a page goes on to begin where a turn does: what belongs together is not cut."""


class _Glance(msgspec.Struct):
    """The little of a frame that is looked at here."""

    kind: str = ""
    approval: str | UnsetType = UNSET
    tool_use: str | UnsetType = UNSET
    queue: list[dict[str, str]] = []


Row = tuple[int, bytes]


def page_before(
    connection: sqlite3.Connection, conversation: str, before: int, limit: int
) -> list[Row]:
    """The frames before a number, in order: `limit`, and back to where a turn begins."""
    rows = connection.execute(
        "SELECT seq, frame FROM frames WHERE conversation = ? AND seq < ? ORDER BY seq DESC"
        " LIMIT ?",
        (conversation, before, limit + min(_REACH, 2 * limit)),
    )
    page: list[Row] = []
    end_of_turn = 0
    size_bytes = 0
    for seq, frame in rows:
        if len(page) >= limit and _is(frame, "turn.finished"):
            end_of_turn = seq
            break
        page.append((seq, frame))
        size_bytes += len(frame)
        if size_bytes >= MOST_BYTES:
            break
    rows.close()
    if not end_of_turn and page and page[-1][0] > 1 and size_bytes < MOST_BYTES:
        page = page[:limit]  # no beginning within reach: as much as was asked for
    page.reverse()
    return page


def standing(connection: sqlite3.Connection, conversation: str, upto: int) -> list[bytes]:
    """The frames up to a number that one who reads on from there has to know, in order.

    They are the last list of things to do, the last usage, the queue with its messages, what is
    at work in the background, and where a turn is cut: its beginning, what had been used by then,
    its open questions and its tools that run.
    """
    found = dict(_values(connection, conversation, upto))
    begun = _last(connection, conversation, "turn.started", upto)
    if begun is not None:
        finished = _last(connection, conversation, "turn.finished", upto)
        if finished is None or finished[0] < begun[0]:
            found[begun[0]] = begun[1]
            if (used := _last(connection, conversation, "usage", begun[0])) is not None:
                found[used[0]] = used[1]
            found.update(_open(connection, conversation, begun[0], upto))
    return [found[seq] for seq in sorted(found)]


def _values(connection: sqlite3.Connection, conversation: str, upto: int) -> Iterator[Row]:
    for kind in ("todo.changed", "usage", "queue.changed", "background.changed"):
        row = _last(connection, conversation, kind, upto)
        if row is None:
            continue
        yield row
        for waiting in _glance(row[1]).queue:
            yield from _message(connection, conversation, waiting.get("message", ""), row[0])


def _message(
    connection: sqlite3.Connection, conversation: str, message: str, upto: int
) -> Iterator[Row]:
    """The frame of a message that was handed to Claude and waits again."""
    sign = f'"kind":"message","message":"{message}"'
    row = _search(connection, conversation, sign, upto).fetchone()
    if row is not None:
        yield row


def _last(connection: sqlite3.Connection, conversation: str, kind: str, upto: int) -> Row | None:
    rows = _search(connection, conversation, f'"kind":"{kind}"', upto)
    # A tool's input may happen to carry the same words.
    row: Row | None = next((row for row in rows if _glance(row[1]).kind == kind), None)
    rows.close()
    return row


def _search(
    connection: sqlite3.Connection, conversation: str, sign: str, upto: int
) -> sqlite3.Cursor:
    return connection.execute(
        "SELECT seq, frame FROM frames WHERE conversation = ? AND seq <= ?"
        " AND instr(frame, ?) > 0 ORDER BY seq DESC",
        (conversation, upto, sign.encode()),
    )


def _open(
    connection: sqlite3.Connection, conversation: str, after: int, upto: int
) -> dict[int, bytes]:
    """Questions without an answer and tools without an end, of one turn."""
    rows = connection.execute(
        "SELECT seq, frame FROM frames WHERE conversation = ? AND seq > ? AND seq <= ?"
        " AND (instr(frame, ?) > 0 OR instr(frame, ?) > 0) ORDER BY seq",
        (conversation, after, upto, b'"kind":"approval.', b'"kind":"tool.'),
    )
    waiting: dict[tuple[str, object], Row] = {}
    for seq, frame in rows:
        glance = _glance(frame)
        match glance.kind:
            case "approval.asked":
                waiting["asked", glance.approval] = seq, frame
            case "approval.settled":
                waiting.pop(("asked", glance.approval), None)
            case "tool.started":
                waiting["started", glance.tool_use] = seq, frame
            case "tool.finished":
                waiting.pop(("started", glance.tool_use), None)
            case _:
                pass
    return dict(waiting.values())


def _is(frame: bytes, kind: str) -> bool:
    return f'"kind":"{kind}"'.encode() in frame and _glance(frame).kind == kind


def _glance(frame: bytes) -> _Glance:
    try:
        return msgspec.json.decode(frame, type=_Glance)
    except msgspec.ValidationError:  # a kind of a newer version that uses these words otherwise
        return _Glance()
