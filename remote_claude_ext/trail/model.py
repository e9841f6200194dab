"""An audit event, before and after it is recorded, and what may be asked: frozen values."""

from dataclasses import dataclass
from datetime import datetime

from msgspec import Struct

from ..wire.audit import AuditKind, AuditSource

Place = tuple[datetime, int]
"""Where an event is among all of them as lists have them: its moment and its number."""


class NewEvent(Struct, frozen=True, kw_only=True):
    """Something that was done. The same `id` is recorded once.

    `user` is whom it concerns, `by` who did it; `data` is an object as JSON. An `at` that is later
    than the moment of recording counts as that moment, one before 1970 as its beginning.
    """

    id: str
    source: AuditSource
    kind: AuditKind
    at: datetime
    user: str | None = None
    session: str | None = None
    conversation: str | None = None
    turn: str | None = None
    claude_session: str | None = None
    by: str | None = None
    data: str = "{}"


class Event(Struct, frozen=True, kw_only=True):
    """An event as it is recorded: a row of the chain, whatever is in it.

    `previous` is the hash of the row before; None where that is not at hand.
    """

    number: int
    id: str
    source: str
    kind: str
    at: datetime
    recorded_at: datetime
    user: str | None
    session: str | None
    conversation: str | None
    turn: str | None
    claude_session: str | None
    by: str | None
    data: str
    hash: str
    previous: str | None = None


class Head(Struct, frozen=True, kw_only=True):
    """The last row of the chain, and how far it was verified.

    `broken_number` is the first row that does not fit; `whole_at` is when it was last walked from
    its beginning.
    """

    number: int
    hash: str
    sealed_until: datetime | None
    verified_number: int
    verified_hash: str
    verified_at: datetime | None
    whole_at: datetime | None
    broken_number: int | None
    broken_why: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventQuery:
    """Which events are asked for; what is empty is not asked for. `words` may stand anywhere."""

    user: str | None = None
    session: str | None = None
    conversation: str | None = None
    turn: str | None = None
    by: str | None = None
    kinds: tuple[AuditKind, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    words: str | None = None
    after: Place | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A page of events, and behind which place the next one begins; None at the end."""

    events: list[Event]
    next: Place | None
