"""Takes what waits in sessions, and gives each person all of it."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from urllib.parse import quote

from sqlalchemy import Connection

from ...core.clock import Clock
from ...core.errors import ConflictError, ForbiddenError, MalformedError
from ...data.schema import session_approvals
from ...data.unit import Database
from ...wire.approvals import OpenApprovals, WaitingApproval, WaitingApprovals
from ...wire.sessions import Session
from .. import reports
from . import store

_MOST_ITEMS = 50
_MOST_OF_USER = 1000
"""Whoever makes tokens can make them for sessions that never were."""


class StatementOutdatedError(ConflictError):
    """A statement that came after a later one."""

    code = "statement_outdated"

    def __init__(self, number: int) -> None:
        super().__init__(
            f"This session has told more since: its last statement has the number {number}.",
            details={"number": number},
        )


class InboxService:
    """What waits for people. A question stays until its session says otherwise."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def take(self, user: str, session: str | None, told: OpenApprovals) -> None:
        """Keep all that waits in a session, in the place of what it told before."""
        if session is None:
            raise ForbiddenError("Only a session says what waits in it, with its own token.")
        if len(told.items) > min(_MOST_ITEMS, told.total):
            raise MalformedError(f"items has at most {_MOST_ITEMS} items, and no more than total.")
        at = self._clock.now()

        def put(connection: Connection) -> int | None:
            later = store.put(connection, user, session, at, told)
            reports.keep_newest(connection, session_approvals, user, _MOST_OF_USER)
            return later

        later = await self._database.submit(put)
        if later is not None:
            raise StatementOutdatedError(later)

    async def find(self, user: str, sessions: Sequence[Session]) -> WaitingApprovals:
        """All that waits in some sessions of a user, the oldest first."""
        known = {each.name: each for each in sessions}
        found = await self._database.read(lambda c: store.find(c, user))
        return await asyncio.to_thread(_join, known, found)

    async def count(self, user: str, sessions: Collection[str]) -> int:
        """How much waits in some sessions of a user."""
        totals = await self._database.read(lambda c: store.count(c, user))
        return sum(count for session, count in totals.items() if session in sessions)


def _join(known: Mapping[str, Session], found: Sequence[store.Statement]) -> WaitingApprovals:
    # What a deleted session told is nobody's business any more.
    there = [(known[told.session], told) for told in found if told.session in known]
    items = [
        WaitingApproval(
            **{name: getattr(each, name) for name in each.__struct_fields__},
            session=session.name,
            session_title=session.title,
            session_state=session.state,
            url=f"{session.url}lab?conversation={quote(each.conversation, safe='')}",
            told_at=told.at,
        )
        for session, told in there
        for each in told.items
    ]
    items.sort(key=lambda each: (each.asked_at, each.approval))
    return WaitingApprovals(items=items, total=sum(told.total for _, told in there))
