"""What people do at the hub, put down for the audit: who asked for it, and what came of it.

The hub has no way into our database. It leaves each deed as a file, which the hub service takes
into the record: so nothing waits for the other, and nothing is lost where that is away.
"""

import logging
import os
from collections.abc import Mapping
from pathlib import Path

from ..core.clock import Clock, SystemClock
from ..core.ids import new_ordered_id
from ..core.redact import redact
from ..wire.audit import AuditKind, HubDeed
from ..wire.codec import encode
from .places import Places

_MOST_CHARACTERS = 500
BY_ITSELF = "the hub"
BY_COMMAND = "the command line"
_log = logging.getLogger(__name__)


class Deeds:
    """The deeds of one installation that are not in the record yet."""

    def __init__(self, places: Places, clock: Clock | None = None) -> None:
        self._folder = places.deeds
        self._clock = clock or SystemClock()

    def note(self, deed: HubDeed) -> None:
        """Leave a deed; what cannot be written is said in the log, and keeps nobody from it."""
        name = new_ordered_id(deed.at)
        draft = self._folder / f"{name}.new"
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _leave_to(self._folder.parent, self._folder)
            descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(encode(deed))
                file.flush()
                os.fsync(file.fileno())
            _leave_to(self._folder, draft)
            draft.rename(self._folder / f"{name}.json")
        except OSError as error:
            _log.warning("%s of %s is not in the audit: %s", deed.kind, deed.user, error)

    def tell(
        self,
        kind: AuditKind,
        *,
        by: str,
        user: str,
        session: str | None = None,
        said: Mapping[str, str] | None = None,
    ) -> None:
        """Leave what somebody has just done."""
        now = self._clock.now()
        given = {name: redact(text)[:_MOST_CHARACTERS] for name, text in (said or {}).items()}
        self.note(HubDeed(kind=kind, at=now, by=by, user=user, session=session, said=given))


def _leave_to(owner_of: Path, path: Path) -> None:
    """What root writes belongs to whom the installation belongs, who has to read it."""
    if os.geteuid() == 0:
        owner = owner_of.stat()
        os.chown(path, owner.st_uid, owner.st_gid)
