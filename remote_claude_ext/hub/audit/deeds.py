"""Takes what was done at the hub into the record, from the files in which the hub leaves it."""

import asyncio
import logging
from itertools import islice
from pathlib import Path

from ...core.errors import MalformedError, UnavailableError
from ...trail.model import NewEvent
from ...trail.service import Trail
from ...wire.audit import AuditSource, HubDeed
from ...wire.codec import decode, encode

_LOOK_SECONDS = 1.0
_AT_ONCE = 200
_log = logging.getLogger(__name__)


class DeedTaker:
    """Looks into a folder; what was recorded is removed from it, what cannot be read stays."""

    def __init__(self, folder: Path, trail: Trail) -> None:
        self._folder = folder
        self._trail = trail
        self._unread: set[str] = set()

    async def keep(self) -> None:
        """Take in what there is, for ever."""
        while True:
            try:
                while await self.take():
                    pass
            except (UnavailableError, OSError) as error:
                _log.warning("What was done at the hub could not be recorded: %s", error)
            except Exception:  # noqa: BLE001 (the next time may be luckier)
                _log.exception("What was done at the hub could not be recorded")
            await asyncio.sleep(_LOOK_SECONDS)

    async def take(self) -> int:
        """Take in the oldest deeds that there are; how many."""
        deeds = await asyncio.to_thread(self._read)
        if deeds and self._trail.is_on:
            await self._trail.record([_to_event(name, deed) for name, deed in deeds])
        # A name is the event's id: what is taken in twice is recorded once.
        await asyncio.to_thread(self._remove, [name for name, _ in deeds])
        return len(deeds)

    def _read(self) -> list[tuple[str, HubDeed]]:
        names = sorted({path.stem for path in self._folder.glob("*.json")} - self._unread)
        found = []
        for name in islice(names, _AT_ONCE):
            try:
                found.append((name, decode((self._folder / f"{name}.json").read_bytes(), HubDeed)))
            except MalformedError as error:
                self._unread.add(name)
                _log.error("%s.json in %s is no deed: %s", name, self._folder, error)
        return found

    def _remove(self, names: list[str]) -> None:
        for name in names:
            (self._folder / f"{name}.json").unlink(missing_ok=True)


def _to_event(name: str, deed: HubDeed) -> NewEvent:
    return NewEvent(
        id=f"deed:{name}"[:64],
        source=AuditSource.HUB,
        kind=deed.kind,
        at=deed.at,
        user=deed.user,
        session=deed.session,
        by=deed.by,
        data=encode(deed.said).decode(),
    )
