"""Takes events from sessions, and stamps who really sent them."""

from ...core.errors import ForbiddenError, MalformedError
from ...core.ids import to_id
from ...trail.model import NewEvent
from ...trail.service import Trail
from ...wire.audit import TOLD, AuditSource, ToldEvent, ToldEvents
from ...wire.codec import encode


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
