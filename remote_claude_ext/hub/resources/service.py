"""Takes what sessions tell of themselves, and shows what takes most."""

from datetime import timedelta

import msgspec
from sqlalchemy import Connection

from ...core.clock import Clock
from ...core.errors import ForbiddenError
from ...data.schema import session_resources
from ...data.unit import Database
from ...wire.resources import NewResources, Resources, ResourcesList
from .. import reports
from . import store
from .rules import Shown, to_shown, to_totals

_MOST_ITEMS = 1000
_MOST_OF_USER = 100
"""Whoever makes tokens can make them for sessions that never were."""
_KEPT = timedelta(days=30)
"""What a session told so long ago is forgotten: it is long stopped, or deleted."""


class ResourcesService:
    """What all sessions take."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def take(self, user: str, session: str | None, told: NewResources) -> Resources:
        """Keep what a session tells, in the place of what it told before."""
        if session is None:
            raise ForbiddenError("Only a session says what it takes, with its own token.")
        at = self._clock.now()

        def put(connection: Connection) -> None:
            reports.forget_before(connection, session_resources, at - _KEPT)
            store.put(connection, user, session, at, told)
            reports.keep_newest(connection, session_resources, user, _MOST_OF_USER)

        await self._database.submit(put)
        return Resources(user=user, session=session, at=at, **msgspec.structs.asdict(told))

    async def find(self, user: str | None) -> ResourcesList:
        """What a user's sessions told last, or everybody's; the newest first, and their count."""
        found = await self._find(user)
        return ResourcesList(items=found[:_MOST_ITEMS], total=len(found))

    async def total(self) -> dict[str, float]:
        """What everybody's sessions take together, by name."""
        return to_totals(await self._find(None), now=self._clock.now())

    async def show(self, by: str) -> Shown:
        """What everybody's sessions take, those that take most `by` something first."""
        found = await self._find(None)
        return to_shown(found, by=by, now=self._clock.now(), most=_MOST_ITEMS)

    async def _find(self, user: str | None) -> list[Resources]:
        return await self._database.read(lambda c: store.find(c, user))
