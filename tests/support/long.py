"""A conversation of thousands of messages, written into the journal of a stopped session."""

import json
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

from remote_claude_ext.session.journal.schema import connect, upgrade
from remote_claude_ext.session.journal.words import leave_for_later

BEGAN = datetime(2026, 11, 1, 9, tzinfo=UTC)
_ANSWER = (
    "Message {number}: the **totals** of month {month} are in `totals.py`.\n\n"
    "- read as decimals\n- summed once\n\n```python\ntotal = sum(rows)\n```\n"
)


def write_long(journal: Path, *, messages: int, title: str = "Long") -> str:
    """Half of the messages are prompts, half answers; each turn also reads a file. Its id."""
    conversation = uuid.uuid4().hex
    bodies = [body for turn in range(1, messages // 2 + 1) for body in _turn(turn)]
    bodies.insert(0, {"kind": "title.changed", "title": title})
    at = BEGAN
    rows = []
    for seq, body in enumerate(bodies, start=1):
        at += timedelta(seconds=1)
        head = {"seq": seq, "at": _moment(at), "conversation": conversation}
        rows.append((conversation, seq, _encode({**head, **body})))
    record = {
        "id": conversation,
        "title": title,
        "is_titled": True,
        "created_at": _moment(BEGAN),
        "updated_at": _moment(at),
    }
    journal.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    connection = connect(str(journal))
    upgrade(connection)
    connection.execute("BEGIN")
    connection.executemany("INSERT INTO frames VALUES (?, ?, ?)", rows)
    connection.execute(
        "INSERT INTO conversations (id, record, updated_at) VALUES (?, ?, ?)",
        (conversation, _encode(record), _moment(at)),
    )
    leave_for_later(connection, conversation, len(rows))
    connection.execute("COMMIT")
    connection.close()
    return conversation


def _turn(number: int) -> list[dict[str, object]]:
    turn = f"t{number}"
    call = f"tool-{number}"
    tokens = {"input": 10 * number, "output": 20 * number}
    asked = _body("message", message=f"m{number}", client_id=f"c{number}")
    used = _body("usage", turn, tokens=tokens, context_used=1000, context_size=200_000)
    file = {"file_path": f"month-{number % 12}.csv"}
    printed = {"preview": "1,2,3\n" * 5, "truncated": False}
    answer = _ANSWER.format(number=number, month=number % 12)
    return [
        {**asked, "text": f"Question {number}", "attachments": [], "by": "admin"},
        _body("turn.started", turn, messages=[f"m{number}"]),
        _body("tool.started", turn, tool_use=call, name="Read", input=file),
        _body("tool.finished", turn, tool_use=call, status="ok", output=printed),
        _body("text", turn, block=f"b{number}", text=answer),
        {**used, "cost_usd": "1.5"},
        _body("turn.finished", turn, outcome="completed", cost_usd="0.01"),
    ]


def _body(kind: str, turn: str | None = None, **more: object) -> dict[str, object]:
    return {**({"turn": turn} if turn else {}), "kind": kind, **more}


def _encode(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def _moment(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")
