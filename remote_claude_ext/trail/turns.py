"""One turn in the audit: what its session told of it, and the requests that belong to it."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from ..wire.audit import AuditKind
from . import store
from .model import Event, EventQuery

MOST_EVENTS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Its events in the order of the chain, its requests by their beginning.

    `is_cut`: there is more of one of them.
    """

    events: list[Event]
    requests: list[Event]
    is_cut: bool


def find(connection: Connection, query: EventQuery, most: int = MOST_EVENTS) -> Turn:
    """The turn of a query with user, session, conversation and turn.

    The gateway knows nothing of turns, but of Claude sessions, each of which does one thing at a
    time: so a request belongs to the turn of its Claude session within which it began.
    """
    events = store.find_turn(connection, query, most + 1)
    sessions = sorted({each.claude_session for each in events if each.claude_session})
    if not sessions:
        return Turn(events=events[:most], requests=[], is_cut=len(events) > most)
    within = EventQuery(
        user=query.user,
        session=query.session,
        kinds=(AuditKind.MODEL_REQUEST,),
        since=min(each.at for each in events),
    )
    ends = [each.at for each in events if each.kind == AuditKind.TURN_FINISHED]
    if not ends:
        ends = _next_begins(connection, query, events)
    if ends:
        within = replace(within, until=max(ends))
    requests = store.find_requests(connection, within, sessions, most + 1)
    is_cut = max(len(events), len(requests)) > most
    return Turn(events=events[:most], requests=requests[:most], is_cut=is_cut)


def _next_begins(connection: Connection, query: EventQuery, events: list[Event]) -> list[datetime]:
    """When the next turn of the conversation began, of one whose end is not recorded."""
    last = max(each.at for each in events)
    later = replace(query, turn=None, kinds=(AuditKind.TURN_STARTED,), since=last)
    found = store.find_turn(connection, later, 2)
    return [each.at for each in found if each.turn != query.turn][:1]
