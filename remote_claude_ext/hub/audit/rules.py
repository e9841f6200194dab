"""What a caller asks of the audit, read from an address and bound to what the caller may see."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from ...core.errors import ForbiddenError, MalformedError
from ...core.paging import from_cursor, to_cursor
from ...trail.model import EventQuery, Place
from ...wire.audit import AuditKind

NAMES = ("user", "session", "conversation", "turn", "by", "kind", "since", "until", "q")
TURN = ("user", "session", "conversation", "turn")
_MOST_CHARACTERS = 255
_MOST_KINDS_CHARACTERS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a caller may see: of one user, of one session of that one; None: all of them."""

    user: str | None = None
    session: str | None = None


def to_query(asked: Mapping[str, str], seen: Seen) -> EventQuery:
    """A query as an address has it, bound to what the caller may see.

    Raises:
        ForbiddenError: It is about somebody else.
        MalformedError: It cannot be meant.
    """
    long = next((name for name in NAMES if len(asked.get(name, "")) > _most(name)), None)
    if long is not None or any("\x00" in each for each in asked.values()):
        raise MalformedError(f"{long or 'A value'} is nothing that can be looked for.")
    user, session = asked.get("user"), asked.get("session")
    if seen.session is not None and session not in (None, seen.session):
        raise ForbiddenError("The token of a session sees what was done in that one alone.")
    if seen.user is not None and user not in (None, seen.user):
        raise ForbiddenError(
            "Only administrators see what was done by others.",
            remedy="An administrator's token is made at /hub/token without a list of scopes.",
        )
    return EventQuery(
        user=seen.user or user,
        session=seen.session or session,
        conversation=asked.get("conversation"),
        turn=asked.get("turn"),
        by=asked.get("by"),
        kinds=_to_kinds(asked.get("kind", "")),
        since=_to_moment(asked, "since"),
        until=_to_moment(asked, "until"),
        words=asked.get("q"),
        after=_to_place(asked["cursor"]) if "cursor" in asked else None,
    )


def _most(name: str) -> int:
    return _MOST_KINDS_CHARACTERS if name == "kind" else _MOST_CHARACTERS


def to_turn(asked: Mapping[str, str], seen: Seen) -> EventQuery:
    """The turn that an address names; MalformedError where it names none."""
    query = to_query(asked, seen)
    if None in (query.user, query.session, query.conversation, query.turn):
        raise MalformedError("A turn is named by user, session, conversation and turn.")
    return query


def from_place(place: Place | None) -> str | None:
    """Where the next page begins, for the address of it."""
    return None if place is None else to_cursor(f"{place[0].isoformat()} {place[1]}")


def _to_place(cursor: str) -> Place:
    moment, _, number = from_cursor(cursor).partition(" ")
    try:
        at = datetime.fromisoformat(moment)
        return at if at.tzinfo else at.replace(tzinfo=UTC), int(number)
    except ValueError:
        raise MalformedError("This cursor is none of ours.") from None


def _to_kinds(text: str) -> tuple[AuditKind, ...]:
    names = dict.fromkeys(name.strip() for name in text.split(",") if name.strip())
    unknown = next((name for name in names if name not in set(AuditKind)), None)
    if unknown is not None:
        raise MalformedError(f"kind has {unknown!r}; there are {', '.join(AuditKind)}.")
    return tuple(AuditKind(name) for name in names)


def _to_moment(asked: Mapping[str, str], name: str) -> datetime | None:
    text = asked.get(name)
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise MalformedError(f"{name} has to be a moment such as 2026-11-30T12:00:00Z.") from None
