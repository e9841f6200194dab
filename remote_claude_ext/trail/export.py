"""Events as JSON lines or as CSV, and JSON lines back into events; pure."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

import msgspec

from ..core.errors import MalformedError
from ..wire.audit import AuditItem
from ..wire.codec import encode
from .chain import Broken, to_hash, to_moment
from .model import Event

Format = Literal["jsonl", "csv"]
_NAMES = [
    *("number", "id", "source", "kind", "at", "recorded_at", "user", "session", "conversation"),
    *("turn", "claude_session", "by", "data", "previous", "hash"),
]
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class _Line(AuditItem, frozen=True, kw_only=True):
    previous: str | None


def to_jsonl(events: Iterable[Event]) -> bytes:
    """A line each: an object with everything that is hashed, the hash, and the one before."""
    return b"".join(encode(_to_fields(event)) + b"\n" for event in events)


def to_csv(events: Iterable[Event], *, begins: bool) -> bytes:
    """A line each; where it begins, under a line of names."""
    text = io.StringIO()
    writer = csv.writer(text)
    if begins:
        writer.writerow(_NAMES)
    for event in events:
        fields = {**_to_fields(event), "data": event.data}
        writer.writerow([_plain(fields[name]) for name in _NAMES])
    return text.getvalue().encode()


@dataclass(frozen=True, slots=True)
class Checked:
    """How many lines of an export fit, the last of them, and what does not fit."""

    count: int = 0
    last: Event | None = None
    broken: Broken | None = None


def check_lines(lines: Iterable[bytes]) -> Checked:
    """Whether each line of an export fits its hash, and the one before where that is there too.

    Raises MalformedError for what is no export.
    """
    checked = Checked()
    for line in lines:
        event = _read(line, checked.count + 1)
        broken = _look(checked.last, event)
        if broken is not None:
            return replace(checked, broken=broken)
        checked = Checked(checked.count + 1, event)
    return checked


def _look(last: Event | None, event: Event) -> Broken | None:
    number = event.number
    if last is not None and number <= last.number:
        return Broken(number, f"Row {number} stands behind row {last.number}.")
    if last is not None and number == last.number + 1 and event.previous != last.hash:
        return Broken(number, f"Row {number} does not follow row {last.number}.")
    if event.previous is None:
        return Broken(number, f"The row before row {number} is missing.")
    if to_hash(event.previous, event) != event.hash:
        return Broken(number, f"Row {number} does not fit its hash: it was changed.")
    return None


def _read(line: bytes, number: int) -> Event:
    try:
        read = msgspec.json.decode(line, type=_Line)
    except msgspec.MsgspecError as error:
        raise MalformedError(f"Line {number} is none of an export: {error}.") from None
    fields = {name: getattr(read, name) for name in read.__struct_fields__}
    return Event(**{**fields, "data": bytes(read.data).decode()})


def _to_fields(event: Event) -> dict[str, object]:
    fields: dict[str, object] = {name: getattr(event, name) for name in _NAMES}
    moments = {"at": to_moment(event.at), "recorded_at": to_moment(event.recorded_at)}
    return {**fields, **moments, "data": msgspec.Raw(event.data.encode())}


def _plain(cell: object) -> object:
    """A text that no spreadsheet takes for a formula; nothing for what is not there."""
    if cell is None:
        return ""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
