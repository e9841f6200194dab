"""The audit of one installation: record, search, verify, expire."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime, timedelta

import msgspec
from msgspec.structs import replace
from sqlalchemy import Connection

from ..core.clock import Clock, to_rfc3339
from ..core.errors import MalformedError, UnavailableError
from ..core.ids import new_id
from ..core.redact import redact
from ..data.unit import Database
from ..wire.audit import AuditKind, AuditSource
from ..wire.codec import encode
from . import store, turns
from .chain import START, Broken, Link, Walk
from .model import Event, EventQuery, Found, Head, NewEvent

_ROWS_AT_ONCE = 2000
_REMOVED_AT_ONCE = 5000
_BREATH_SECONDS = 0.05
"""Between two pieces of a walk: nobody who writes or asks waits for it."""
_LOOK_SECONDS = 60.0
_WHOLE = timedelta(days=1)
_log = logging.getLogger(__name__)


class _Anchor(msgspec.Struct):
    """What an `audit.expired` event says of the rows that were removed."""

    upto: int
    hash: str


class Trail:
    """The audit of one installation, for one process; where it is off nothing is recorded."""

    def __init__(self, database: Database, clock: Clock, *, is_on: bool = True) -> None:
        self._database = database
        self._clock = clock
        self.is_on = is_on

    def note(
        self,
        connection: Connection,
        kind: AuditKind,
        said: Mapping[str, str],
        *,
        by: str,
        user: str | None = None,
        session: str | None = None,
    ) -> None:
        """Record what somebody did at the hub, in the transaction in which it is done, at its end.

        What looks like a secret in what was `said` is masked.
        """
        if not self.is_on:
            return
        event = NewEvent(
            id=new_id(),
            source=AuditSource.HUB,
            kind=kind,
            at=self._clock.now(),
            user=user,
            session=session,
            by=by,
            data=encode({name: redact(value) for name, value in said.items()}).decode(),
        )
        store.append(connection, [event], self._clock.now())

    async def record(self, events: Sequence[NewEvent]) -> int:
        """Record events; those that are there already do no harm. How many were new."""
        now = self._clock.now()
        return await self._database.submit(lambda c: store.append(c, events, now))

    async def find(self, query: EventQuery, limit: int) -> Found:
        """A page of events, the newest first."""
        return await self._database.read(lambda c: store.find_page(c, query, limit))

    async def turn(self, query: EventQuery) -> turns.Turn:
        """One turn, with the requests that belong to it."""
        return await self._database.read(lambda c: turns.find(c, query))

    async def head(self) -> Head:
        """The end of the chain, and how far it was verified."""
        return await self._database.read(store.find_head)

    async def figures(self) -> dict[str, float]:
        """How many `events` were ever recorded, and whether the record is `broken` (1, else 0)."""
        head = await self.head()
        return {"events": head.number, "broken": float(head.broken_number is not None)}

    async def link(self, number: int) -> Link | None:
        """One row's number and hash; None where it is not there."""
        return await self._database.read(lambda c: store.find_link(c, number))

    async def export(self, query: EventQuery) -> AsyncIterator[list[Event]]:
        """Every event up to now in the order of the chain, in pieces."""
        upto, last = (await self.head()).number, 0
        anchor = await self._database.read(_find_anchor) or Link(0, START)
        while rows := await self._database.read(
            lambda c, after=last: store.find_chained(  # type: ignore[misc]
                c, query, after=after, upto=upto, limit=_ROWS_AT_ONCE
            )
        ):
            yield [_with_previous(row, anchor) for row in rows]
            last = rows[-1].number

    async def keep(self) -> None:
        """Verify the chain, what is new each minute and all of it each day; for ever."""
        while True:
            try:
                head = await self.head()
                whole = head.whole_at is None or self._clock.now() - head.whole_at >= _WHOLE
                await self.verify(whole=whole)
            except UnavailableError as error:
                _log.warning("The audit could not be verified: %s", error)
            except Exception:  # noqa: BLE001 (the next minute may be luckier)
                _log.exception("The audit could not be verified")
            await asyncio.sleep(_LOOK_SECONDS)

    async def verify(self, *, whole: bool) -> Head:
        """Walk along the chain, from its beginning or from where the last walk ended.

        What was found is kept, and in what this returns.
        """
        before = await self.head()
        walk = await self._walk(before, whole=whole)
        if walk.broken is not None:
            # Rows may have been removed with leave meanwhile: what is wrong is so twice.
            walk = await self._walk(await self.head(), whole=True)
        now = self._clock.now()
        await self._database.submit(lambda c: store.put_head(c, _to_state(walk, now, whole=whole)))
        after = await self.head()
        _tell(before, after, now, whole=whole)
        return after

    async def _walk(self, head: Head, *, whole: bool) -> Walk:
        start = await self._database.read(lambda c: _find_start(c, head, whole=whole))
        walk = Walk(start) if isinstance(start, Link) else _stopped(start)
        while walk.broken is None and (
            rows := await self._database.read(
                lambda c: store.find_rows(
                    c, after=walk.last.number, upto=head.number, limit=_ROWS_AT_ONCE
                )
            )
        ):
            walk.go(rows)
            await asyncio.sleep(_BREATH_SECONDS if len(rows) == _ROWS_AT_ONCE else 0)
        walk.end(head)
        return walk

    async def expire(self, before: datetime, *, by: str) -> int:
        """Remove what was recorded before a moment; how many events that were.

        An event of its own says what was removed: the rest is proven from there on.
        Raises MalformedError where that moment has yet to come.
        """
        now = self._clock.now()
        if before > now:
            raise MalformedError("What is removed has to lie in the past.")
        last = await self._database.read(lambda c: store.find_last_before(c, before))
        anchor = await self._database.read(_find_anchor)
        if last is not None and (anchor is None or last.number > anchor.number):
            said = {"upto": last.number, "hash": last.hash, "before": before}

            def note(connection: Connection) -> None:
                event = NewEvent(
                    id=new_id(),
                    source=AuditSource.HUB,
                    kind=AuditKind.AUDIT_EXPIRED,
                    at=now,
                    by=by,
                    data=encode(said).decode(),
                )
                store.append(connection, [event], now)

            await self._database.submit(note)
            anchor = last
        return 0 if anchor is None else await self._remove(anchor.number)

    async def _remove(self, upto: int) -> int:
        count, gone = 0, 1
        while gone:
            gone = await self._database.submit(
                lambda c: store.remove(c, upto=upto, limit=_REMOVED_AT_ONCE)
            )
            count += gone
        return count


def _with_previous(row: Event, anchor: Link) -> Event:
    """A row with the hash before it, also the first one that is kept."""
    is_first = row.previous is None and row.number == anchor.number + 1
    return replace(row, previous=anchor.hash) if is_first else row


def _find_start(connection: Connection, head: Head, *, whole: bool) -> Link | Broken:
    """Where a walk begins: behind what was verified, else behind what was removed."""
    if not whole:
        known = Link(head.verified_number, head.verified_hash)
        there = store.find_link(connection, known.number)
        if there == known or known == Link(0, START):
            return known
    anchor = _find_anchor(connection) or Link(0, START)
    first = store.find_first(connection)
    if first is not None and first > anchor.number + 1:
        missing = f"Rows {anchor.number + 1} to {first - 1} are missing."
        return Broken(anchor.number + 1, missing)
    return anchor


def _find_anchor(connection: Connection) -> Link | None:
    """The last row that was removed with leave."""
    event = store.find_newest(connection, AuditKind.AUDIT_EXPIRED)
    if event is None:
        return None
    said = msgspec.json.decode(event.data, type=_Anchor)
    return Link(said.upto, said.hash)


def _stopped(broken: Broken) -> Walk:
    walk = Walk(Link(broken.number - 1, START))
    walk.broken = broken
    return walk


def _to_state(walk: Walk, now: datetime, *, whole: bool) -> dict[str, object]:
    broken = walk.broken
    return {
        "verified_number": walk.last.number,
        "verified_hash": walk.last.hash,
        "verified_at": now,
        "broken_number": None if broken is None else broken.number,
        "broken_why": None if broken is None else broken.why,
        **({"whole_at": now} if whole else {}),
    }


def _tell(before: Head, after: Head, now: datetime, *, whole: bool) -> None:
    """Say in the log what broke; and each day where the chain ends, for whoever keeps the log."""
    if after.broken_number is not None:
        if after.broken_number != before.broken_number:
            _log.error("The audit does not hold any more. %s", after.broken_why)
    elif whole and after.verified_number:
        said = {"action": "chain", "number": after.verified_number, "hash": _grouped(after)}
        _log.warning("audit %s", json.dumps({**said, "at": to_rfc3339(now)}))


def _grouped(head: Head) -> str:
    """The hash in groups of 16: as a whole it would be masked in logs, as tokens are."""
    digest = head.verified_hash
    return "-".join(digest[start : start + 16] for start in range(0, len(digest), 16))
