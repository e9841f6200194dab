"""Reads one conversation's transcript on and writes what is new into its journal."""

import asyncio
from pathlib import Path

from ...core.clock import Clock
from ..chat.posting import Kept
from ..claude.transcript import Entry
from . import files
from .reader import Reader, to_ms
from .writing import to_bill, to_piece

_QUIET_MS = 5000
"""Who is idle and has written nothing for so long is at rest, whatever the moments say."""


class Follower:
    """Goes on from where the record says that the journal is.

    What the panel itself wrote into the transcript is passed over, but where `is_new`: what is
    there was said before there was this conversation.
    """

    def __init__(self, kept: Kept, path: Path, *, by: str, clock: Clock, is_new: bool) -> None:
        self.path = path
        self.session = kept.talk.record.claude_session or ""
        self._kept = kept
        self._by = by
        self._clock = clock
        self._is_new = is_new
        self._reader: Reader | None = None
        self._place = 0
        self._context_used = 0

    def is_of(self, kept: Kept) -> bool:
        """Whether it reads for this one: not after `/clear`, nor for one that was deleted."""
        return self._kept is kept and self.session == kept.talk.record.claude_session

    async def follow(self, idle_since_ms: int | None) -> None:
        """Write what is new. With the moment since when the program is idle a turn may end."""
        reader = await self._begin()
        has_news = await self._read_on(reader)
        if idle_since_ms is not None and not has_news:
            now_ms = int(self._clock.now().timestamp() * 1000)
            reader.rest(max(idle_since_ms, now_ms - _QUIET_MS))
            await self._write(reader)

    async def finish(self, reason: str | None = None) -> None:
        """Write the rest: nobody goes on with it. `reason` is why a turn has no end."""
        reader = await self._begin()
        await self._read_on(reader)
        reader.rest(reason=reason)
        await self._write(reader)

    async def _begin(self) -> Reader:
        """A reader that knows what was said in the open turn so far."""
        if self._reader is None:
            record = self._kept.talk.record
            reader = Reader(self._by)
            self._place = record.read.get(self.session, 0)
            if record.terminal is not None and record.terminal.turn is not None:
                await self._reread(reader, record.terminal.turn.begin)
            self._reader = reader
        return self._reader

    async def _reread(self, reader: Reader, begin: int) -> None:
        while begin < self._place:
            lines, end = await asyncio.to_thread(files.read_on, self.path, begin)
            for line in lines:
                if line.end <= self._place and self._is_wanted(line.entry):
                    reader.read(line.entry, line.begin, line.end)
            if end == begin:
                break
            begin = end
        reader.take()

    async def _read_on(self, reader: Reader) -> bool:
        has_news = False
        while True:
            lines, place = await asyncio.to_thread(files.read_on, self.path, self._place)
            for line in lines:
                if line.entry.get("type") == "cost-state":
                    await self._write(reader)
                    await self._kept.talk.save(compose=to_bill(line.entry, self._context_used))
                elif self._is_wanted(line.entry):
                    reader.read(line.entry, line.begin, line.end)
            await self._write(reader)
            if place == self._place:
                self._is_new = False
                return has_news
            self._place, has_news = place, True

    async def _write(self, reader: Reader) -> None:
        for piece in reader.take():
            self._context_used = piece.context_used or self._context_used
            await self._kept.talk.save(compose=to_piece(piece, self.session), turn=piece.turn)

    def _is_wanted(self, entry: Entry) -> bool:
        return self._is_new or not str(entry.get("entrypoint", "")).startswith("sdk")


def begins_after(path: Path, moment_ms: float) -> int:
    """The place of the first entry that is later than that: what is before it was copied."""
    place, begin = -1, 0
    while place != begin:
        place = begin
        lines, begin = files.read_on(path, place)
        for line in lines:
            if to_ms(line.entry) > moment_ms:
                return line.begin
    return begin
