"""Freeze and unfreeze; each leaves a row and a line that say who did it."""

import json
import logging

from sqlalchemy import Connection

from ..core.clock import Clock, to_rfc3339
from ..core.errors import NotFoundError
from ..core.ids import new_id
from ..data.unit import Database
from ..trail.service import Trail
from ..wire.audit import AuditKind
from ..wire.freezes import Freeze
from . import store
from .rules import to_concerned, to_reason, to_target

_log = logging.getLogger(__name__)
_FREEZE, _UNFREEZE = "freeze", "unfreeze"


class Switches:
    """The switches of one installation, as all its gateways see them.

    Whoever only looks at them needs no `trail`.
    """

    def __init__(self, database: Database, clock: Clock, trail: Trail | None = None) -> None:
        self._database = database
        self._clock = clock
        self._trail = trail

    async def find_all(self) -> list[Freeze]:
        """Everything that is frozen, the newest first."""
        return await self._database.read(store.find_all)

    async def freeze(self, ident: str, *, reason: str, by: str) -> Freeze:
        """Stop a target; one that is stopped already has the new reason from now on."""
        freeze = Freeze(id=to_target(ident), reason=to_reason(reason), by=by, at=self._clock.now())

        def write(connection: Connection) -> None:
            store.put(connection, freeze)
            store.note(connection, new_id(), _FREEZE, freeze)
            self._record(connection, AuditKind.FREEZE, freeze)

        await self._database.submit(write)
        _tell(_FREEZE, freeze)
        return freeze

    async def unfreeze(self, ident: str, *, by: str) -> None:
        """Let a target go on; NotFoundError where it is not stopped."""
        freeze = Freeze(id=to_target(ident), reason="", by=by, at=self._clock.now())

        def write(connection: Connection) -> bool:
            was_frozen = store.remove(connection, freeze.id)
            if was_frozen:
                store.note(connection, new_id(), _UNFREEZE, freeze)
                self._record(connection, AuditKind.UNFREEZE, freeze)
            return was_frozen

        if not await self._database.submit(write):
            raise NotFoundError("freeze", ident)
        _tell(_UNFREEZE, freeze)

    def _record(self, connection: Connection, kind: AuditKind, freeze: Freeze) -> None:
        if self._trail is None:
            return
        user, session = to_concerned(freeze.id)
        said = {"target": freeze.id, "reason": freeze.reason}
        self._trail.note(connection, kind, said, by=freeze.by, user=user, session=session)


def _tell(action: str, freeze: Freeze) -> None:
    said = {"action": action, "target": freeze.id, "reason": freeze.reason, "by": freeze.by}
    _log.warning("audit %s", json.dumps({**said, "at": to_rfc3339(freeze.at)}))
