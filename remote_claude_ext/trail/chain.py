"""How events are chained, and how a chain is walked to see whether it still holds; pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from msgspec import Raw
from msgspec.structs import replace

from ..wire.codec import encode
from .model import Event, Head, NewEvent

START = "0" * 64
"""What stands before the first event."""
_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Broken:
    """The first row that does not fit, and why as a sentence."""

    number: int
    why: str


@dataclass(frozen=True, slots=True)
class Link:
    """A row by what the next one rests on."""

    number: int
    hash: str


def to_hash(previous: str, event: Event) -> str:
    """The SHA-256, as 64 hexadecimal digits, of a row: of the one before and of all it says.

    That is: of the hash of the row before, as text, followed by a JSON array of the columns in
    their order, without spaces, in UTF-8.
    """
    said = [
        *(event.number, event.id, event.source, event.kind),
        *(to_moment(event.at), to_moment(event.recorded_at)),
        *(event.user, event.session, event.conversation, event.turn),
        *(event.claude_session, event.by, Raw(event.data.encode())),
    ]
    return sha256(previous.encode() + encode(said)).hexdigest()


def to_moment(moment: datetime) -> str:
    """A moment as it is hashed: UTC with microseconds."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def chain(last: Link, events: Iterable[NewEvent], now: datetime) -> Iterator[Event]:
    """New events as the rows that follow the last one."""
    number, previous = last.number, last.hash
    for new in events:
        number += 1
        given = {name: getattr(new, name) for name in new.__struct_fields__}
        given["at"] = min(max(new.at, _EARLIEST), now)
        event = Event(**given, number=number, recorded_at=now, hash="", previous=previous)
        previous = to_hash(previous, event)
        yield replace(event, hash=previous)


class Walk:
    """A walk along a chain from a row that is known, in pieces. It stops where one does not fit."""

    def __init__(self, start: Link) -> None:
        self.last = start
        """The last row that fits."""
        self.broken: Broken | None = None

    def go(self, rows: Sequence[Event]) -> None:
        """Look at the rows that follow."""
        for row in rows:
            self.broken = self._look(row)
            if self.broken is not None:
                return
            self.last = Link(row.number, row.hash)

    def end(self, head: Head) -> None:
        """Look whether this is the end that the chain has to have."""
        if self.broken is not None or head.number < self.last.number:
            return  # (more was appended since the head was read)
        if head.number > self.last.number:
            self.broken = _missing(self.last.number + 1, head.number)
        elif head.hash != self.last.hash:
            self.broken = Broken(head.number, "The end of the chain is another one than was kept.")

    def _look(self, row: Event) -> Broken | None:
        expected = self.last.number + 1
        if row.number > expected:
            return _missing(expected, row.number - 1)
        if row.number < expected:
            return Broken(row.number, f"Row {row.number} stands there twice.")
        if to_hash(self.last.hash, row) != row.hash:
            return Broken(
                row.number,
                f"Row {row.number} does not fit its hash: it, or the row before, was changed.",
            )
        return None


def _missing(first: int, last: int) -> Broken:
    which = f"Row {first} is" if first == last else f"Rows {first} to {last} are"
    return Broken(first, f"{which} missing.")
