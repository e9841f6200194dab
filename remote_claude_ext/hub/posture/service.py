"""Takes what sessions found of themselves, once a start, and says who is not closed."""

import logging
from datetime import timedelta
from textwrap import shorten

from sqlalchemy import Connection

from ...core.clock import Clock
from ...core.errors import ConflictError, ForbiddenError, MalformedError
from ...data.schema import session_postures
from ...data.unit import Database
from ...wire.posture import Check, NewPosture, Posture, Postures
from .. import reports
from . import store

_log = logging.getLogger(__name__)
_MOST_CHECKS, _MOST_CHARACTERS = 32, 500
_MOST_ITEMS = 1000
_MOST_OF_USER = 100
"""Whoever makes tokens can make them for sessions that never were."""
_KEPT = timedelta(days=90)
"""What a session found so long ago is forgotten: it runs no more, or is deleted."""


class PostureService:
    """The postures of all sessions."""

    def __init__(self, database: Database, clock: Clock, *, most: int = _MOST_ITEMS) -> None:
        self._database = database
        self._clock = clock
        self._most = most

    async def take(
        self, user: str, session: str | None, found: NewPosture, *, start: str | None
    ) -> Posture:
        """Keep what a session tells of a start; the first time counts.

        It tells before anybody works in it. Whoever works in it later has its token, too.
        """
        if session is None or not start:
            raise ForbiddenError("Only a session says what it found, with its own token.")
        posture = Posture(
            user=user,
            session=session,
            at=self._clock.now(),
            good=all(check.good for check in found.checks),
            checks=_require_readable(found),
        )
        if not await self._database.submit(lambda c: _put(c, posture, start)):
            raise ConflictError("This session has told already what it found when it started.")
        if not posture.good:
            wrong = " ".join(check.said for check in posture.checks if not check.good)
            wrong = shorten(wrong, _MOST_CHARACTERS, placeholder=" …")
            _log.warning("%s/%s is not as closed as promised: %s", user, session, wrong)
        return posture

    async def find_all(self) -> Postures:
        """What each session found when it started last, and how many those not listed are."""
        return await self._database.read(lambda c: _find(c, self._most))


def _put(connection: Connection, posture: Posture, start: str) -> bool:
    reports.forget_before(connection, session_postures, posture.at - _KEPT)
    is_new = store.put(connection, posture, start)
    reports.keep_newest(connection, session_postures, posture.user, _MOST_OF_USER)
    return is_new


def _find(connection: Connection, most: int) -> Postures:
    total, not_closed = store.count(connection)
    return Postures(items=store.find(connection, most), total=total, open=not_closed)


def _require_readable(found: NewPosture) -> list[Check]:
    checks = found.checks
    if not 1 <= len(checks) <= _MOST_CHECKS:
        raise MalformedError(f"checks has from 1 to {_MOST_CHECKS} items.")
    for check in checks:
        for text in (check.name, check.said):
            if not 1 <= len(text) <= _MOST_CHARACTERS or not text.isprintable():
                raise MalformedError(
                    f"What a check says is one line of at most {_MOST_CHARACTERS} characters."
                )
    return checks
