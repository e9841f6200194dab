"""`audit verify|export|expire`: what was done, of an installation that runs or not."""

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, TypeVar

from ..config.places import Places
from ..config.resolved import read_settings
from ..core.clock import SystemClock
from ..core.errors import MalformedError, NotFoundError, RemoteClaudeError
from ..data.engine import open_engine
from ..data.unit import Database
from ..data.version import check
from ..trail.chain import Link
from ..trail.export import check_lines, to_csv, to_jsonl
from ..trail.model import EventQuery
from ..trail.service import Trail
from .serve import database_url

T = TypeVar("T")
_MOST_LINE_BYTES = 1024 * 1024
_COMMAND = "the command line"


class AuditBrokenError(RemoteClaudeError):
    """The record was changed, or is not whole."""

    code = "audit_broken"

    def __init__(self, why: str) -> None:
        super().__init__(
            f"The record does not hold. {why}",
            remedy="Compare it with an export or a backup made before that.",
        )


class Audit:
    """The audit of one installation."""

    def __init__(self, data: Path, say: Callable[[str], None]) -> None:
        self._places = Places(data.absolute())
        self._say = say

    def verify(self, file: Path | None, holds: str | None) -> None:
        """Walk along the whole chain, or along the lines of an export.

        Raises:
            AuditBrokenError: It names the first row that does not fit.
        """
        if file is not None:
            self._verify_file(file)
            return
        noted = None if holds is None else _to_link(holds)

        async def walk(trail: Trail) -> None:
            head = await trail.verify(whole=True)
            if head.broken_why is not None:
                raise AuditBrokenError(head.broken_why)
            if noted is not None and await trail.link(noted.number) != noted:
                raise AuditBrokenError(f"Row {noted.number} is not the one that was noted.")
            self._say(f"The record holds, up to {head.verified_number}:{head.verified_hash}")

        self._run(walk)

    def export(self, out: IO[bytes], given: argparse.Namespace) -> None:
        """Write every event in the order of the chain."""
        query = EventQuery(user=given.user, since=given.since, until=given.until)

        async def write(trail: Trail) -> None:
            begins = True
            async for events in trail.export(query):
                out.write(to_csv(events, begins=begins) if is_csv else to_jsonl(events))
                begins = False
            out.flush()

        is_csv = given.format == "csv"
        self._run(write)

    def expire(self, before: datetime) -> None:
        """Remove what was recorded before a moment."""

        async def remove(trail: Trail) -> None:
            count = await trail.expire(before, by=_COMMAND)
            self._say(f"{count} events were removed; the next one says so.")

        self._run(remove)

    def _verify_file(self, file: Path) -> None:
        with _open(file) as stream:
            checked = check_lines(_lines(stream))
        if checked.broken is not None:
            raise AuditBrokenError(checked.broken.why)
        last = checked.last
        end = f", up to {last.number}:{last.hash}" if last else ""
        self._say(f"{checked.count} events fit{end}")

    def _run(self, work: Callable[[Trail], Awaitable[T]]) -> T:
        if not self._places.settings.exists():
            raise NotFoundError("installation", str(self._places.data))
        url = database_url(self._places, read_settings(self._places))
        check(url)

        async def whole() -> T:
            database = Database(open_engine(url))
            try:
                return await work(Trail(database, SystemClock()))
            finally:
                await database.aclose()

        return asyncio.run(whole())


def _to_link(text: str) -> Link:
    number, _, digest = text.partition(":")
    if number.isdecimal() and digest:
        return Link(int(number), digest.replace("-", ""))  # as in the log, or as printed
    raise MalformedError(f"{text!r} is no row: write NUMBER:HASH, as verify prints it.")


@contextmanager
def _open(file: Path) -> Iterator[IO[bytes]]:
    if str(file) == "-":
        yield sys.stdin.buffer
        return
    try:
        stream = file.open("rb")
    except OSError as error:
        raise MalformedError(f"{file} cannot be read: {error.strerror}.") from None
    with stream:
        yield stream


def _lines(stream: IO[bytes]) -> Iterator[bytes]:
    while line := stream.readline(_MOST_LINE_BYTES):
        yield line
