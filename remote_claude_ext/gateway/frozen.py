"""Refuses callers that an administrator has frozen; looks into the database once a second."""

import asyncio
import logging

from ..core.errors import UnavailableError
from ..switches.rules import find
from ..switches.service import Switches
from ..wire.freezes import Freeze
from .errors import FrozenError
from .identity import Identity

_LOOK_SECONDS = 1.0
_log = logging.getLogger(__name__)


class Frozen:
    """What is frozen, as last seen; a request asks nobody."""

    def __init__(self, switches: Switches, *, contact: str) -> None:
        self._switches = switches
        self._contact = contact
        self._frozen: dict[str, Freeze] = {}

    def require_free(self, caller: Identity) -> None:
        """Return if nothing stops a caller; else a FrozenError with the reason."""
        if not self._frozen:
            return
        freeze = find(self._frozen, user=caller.name, session=caller.session, groups=caller.groups)
        if freeze is not None:
            raise FrozenError(freeze, contact=self._contact)

    async def look(self) -> None:
        """See what is frozen now. While the database is away, what was seen last holds."""
        self._frozen = {freeze.id: freeze for freeze in await self._switches.find_all()}

    async def keep(self) -> None:
        """Look again and again; for ever."""
        while True:
            await asyncio.sleep(_LOOK_SECONDS)
            try:
                await self.look()
            except UnavailableError as error:
                _log.info("It could not be seen what is frozen: %s", error)
            except Exception:  # noqa: BLE001 (a freeze must not be missed for ever)
                _log.exception("It could not be seen what is frozen")
