"""Takes events from sessions and stamps who really sent them; gives people what they may see."""

from collections.abc import AsyncIterator, Mapping, Sequence
from decimal import Decimal

import msgspec

from ...core.errors import ForbiddenError, MalformedError, NotFoundError
from ...core.ids import to_id
from ...trail.export import Format, to_csv, to_jsonl
from ...trail.model import Event, Head, NewEvent
from ...trail.service import Trail
from ...wire.audit import (
    TOLD,
    AuditChain,
    AuditItem,
    AuditItems,
    AuditSource,
    AuditTurn,
    ToldEvent,
    ToldEvents,
)
from ...wire.codec import encode
from .rules import Seen, from_place, to_query, to_turn


class AuditService:
    """The audit of one installation, as its people and sessions see it."""

    def __init__(self, trail: Trail) -> None:
        self._trail = trail

    async def take(self, user: str, session: str | None, told: ToldEvents) -> None:
        """Record what a session reports, as its own word.

        Whatever it says of itself, user and session are those of its token; nothing that another
        session has told can be told in its place.
        """
        if session is None:
            raise ForbiddenError("Only a session reports what is done in it, with its own token.")
        wrong = next((each.kind for each in told.events if each.kind not in TOLD), None)
        if wrong is not None:
            raise MalformedError(f"A session does not report {wrong}.")
        if self._trail.is_on:
            await self._trail.record([_to_event(user, session, each) for each in told.events])

    async def find(self, asked: Mapping[str, str], seen: Seen, limit: int) -> AuditItems:
        """A page of events, the newest first. `seen` is what the caller may see."""
        found = await self._trail.find(to_query(asked, seen), limit)
        return AuditItems(
            items=[_to_item(each) for each in found.events],
            next=from_place(found.next),
            chain=_to_chain(await self._trail.head()),
        )

    async def turn(self, asked: Mapping[str, str], seen: Seen) -> AuditTurn:
        """One turn, with the requests that belong to it; NotFoundError where none is recorded."""
        query = to_turn(asked, seen)
        found = await self._trail.turn(query)
        if not found.events:
            raise NotFoundError("turn", query.turn or "")
        return AuditTurn(
            events=[_to_item(each) for each in found.events],
            requests=[_to_item(each) for each in found.requests],
            cost_usd=_add_up(found.requests),
            is_cut=found.is_cut,
            chain=_to_chain(await self._trail.head()),
        )

    async def export(
        self, asked: Mapping[str, str], seen: Seen, kind: Format
    ) -> AsyncIterator[bytes]:
        """Every event in the order of the chain, as pieces of a file."""
        query, begins = to_query(asked, seen), True
        async for events in self._trail.export(query):
            yield to_csv(events, begins=begins) if kind == "csv" else to_jsonl(events)
            begins = False


class _Priced(msgspec.Struct):
    cost_usd: Decimal


def _add_up(requests: Sequence[Event]) -> Decimal:
    costs = (msgspec.json.decode(each.data, type=_Priced).cost_usd for each in requests)
    return sum(costs, start=Decimal(0))


def _to_item(event: Event) -> AuditItem:
    fields = {name: getattr(event, name) for name in AuditItem.__struct_fields__}
    return AuditItem(**{**fields, "data": msgspec.Raw(event.data.encode())})


def _to_chain(head: Head) -> AuditChain:
    return AuditChain(**{name: getattr(head, name) for name in AuditChain.__struct_fields__})


def _to_event(user: str, session: str, told: ToldEvent) -> NewEvent:
    return NewEvent(
        id=to_id(f"{user}/{session}/{told.id}"),
        source=AuditSource.SESSION,
        kind=told.kind,
        at=told.at,
        user=user,
        session=session,
        conversation=told.conversation,
        turn=told.turn,
        claude_session=told.claude_session,
        by=told.by,
        data=encode(told.data).decode(),
    )
