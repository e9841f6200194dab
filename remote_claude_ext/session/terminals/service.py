"""Follows what `claude` does in terminals, and ends it there on request.

The list of processes and the transcripts are Claude Code's own files: they are looked at once a
second, and only what is new in them is read. How far that was is saved together with the frames,
so that a server that is killed in the middle goes on with the next entry.
"""

import asyncio
import contextlib
import logging
import os
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

from ...core.clock import Clock
from ...core.errors import RemoteClaudeError
from ...core.ids import new_id
from ...wire.chat import Conversation
from ..chat.handing import replaced
from ..chat.keeping import Keeping
from ..chat.model import Held, Record, to_title
from ..chat.posting import Kept
from ..claude.home import ClaudeHome
from . import files
from .ending import end
from .follower import Follower, begins_after
from .rules import Program, is_inside
from .writing import to_held, to_left, to_read

logger = logging.getLogger(__name__)
_LOOK_SECONDS = 1.0
_TAKEN = "It was taken over from the terminal before the answer was whole."

Names = Callable[[], Mapping[int, str]]
"""The terminals of JupyterLab: what each is called, by the process that leads it."""


class Terminals:
    """Every conversation that a terminal has."""

    def __init__(
        self,
        keeping: Keeping,
        *,
        home: ClaudeHome,
        workspace: Path,
        names: Names,
        by: str,
        clock: Clock,
    ) -> None:
        self._keeping = keeping
        self._names = names
        self._home = home
        self._workspace = workspace.resolve()
        self._by = by
        self._clock = clock
        self._followers: dict[str, Follower] = {}
        self._taken: set[str] = set()
        self._troubled: set[int] = set()
        self._looking = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Look from now on."""
        self._task = asyncio.create_task(self._watch(), name="follow-terminals")

    async def aclose(self) -> None:
        """Look no more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def take_over(self, conversation: str) -> Conversation:
        """End the terminal's process: the conversation is the panel's. Harmless where it is."""
        kept = self._keeping.find(conversation)
        if kept.talk.record.terminal is None:
            await self.look()
        held = kept.talk.record.terminal
        if held is not None:
            self._taken.add(conversation)
            try:
                await end(held)
                await self.look()
            finally:
                self._taken.discard(conversation)
        return kept.talk.conversation

    async def look(self) -> None:
        """See who lives, and read what is new."""
        async with self._looking:
            everybody = self._keeping.all()
            programs = await asyncio.to_thread(files.living, self._home)
            known = {kept.talk.record.id for kept in everybody}
            for gone in self._followers.keys() - known:
                del self._followers[gone]
            alive = {(program.pid, program.started) for program in programs}
            for kept in everybody:
                record, held = kept.talk.record, kept.talk.record.terminal
                is_owed = record.is_owed and record.turn is None
                is_gone = held is not None and (held.pid, held.started) not in alive
                if is_gone or (is_owed and held is None):
                    await self._try(held.pid if held else 0, self._leave(kept))
            for program in programs:
                await self._try(program.pid, self._look_at(program))

    async def _try(self, pid: int, act: Awaitable[None]) -> None:
        """One terminal's trouble is not the others'; it is tried again at the next look."""
        try:
            await act
        except RemoteClaudeError:
            self._followers.clear()  # the journal is full, say: what is on disk says where to go on
        except Exception:
            self._followers.clear()
            if pid not in self._troubled:
                self._troubled.add(pid)
                logger.exception("claude in a terminal (process %s) could not be followed", pid)

    async def _watch(self) -> None:
        while True:
            try:
                await self.look()
            except RemoteClaudeError:
                pass  # the journal is not open yet: people are told where they look
            except Exception:
                logger.exception("the list of terminals could not be read")
            await asyncio.sleep(_LOOK_SECONDS)

    async def _look_at(self, program: Program) -> None:
        folder = Path(program.cwd)
        path = await asyncio.to_thread(self._home.find_transcript, folder, program.session)
        if path is None:
            return  # nothing was said yet
        kept = await self._move(program, path)
        if kept is None:
            return
        record = kept.talk.record
        held = self._held(program, record.terminal)
        if record.terminal is None:
            # What is said there is not known to our own process: it begins anew later.
            await kept.engine.park()
        if held != record.terminal:
            await kept.talk.save(compose=to_held(held))
        if record.turn is None:  # else our own process works on it, and tells by itself
            is_idle = program.status == "idle"
            await self._follower(kept, path).follow(program.since_ms if is_idle else None)

    def _held(self, program: Program, before: Held | None) -> Held:
        name = None
        with contextlib.suppress(OSError):
            name = self._names().get(os.getsid(program.pid))
        return Held(
            pid=program.pid,
            started=program.started,
            status=program.status,
            name=name,
            turn=None if before is None else before.turn,
        )

    async def _move(self, program: Program, path: Path) -> Kept | None:
        """The conversation that the program is in now; None where there is none yet."""
        kept = next((each for each in self._keeping.all() if _has(each, program)), None)
        if kept is None or kept.talk.record.claude_session == program.session:
            return kept or await self._join(program, path)
        begun_ms = await asyncio.to_thread(files.first_ms, path)
        if not begun_ms:
            return kept
        old = await self._transcript(kept)
        ended_ms = 0.0 if old is None else await asyncio.to_thread(files.last_ms, old)
        if begun_ms > ended_ms and self._owner(program.session) is None:  # `/clear`
            await self._finish(kept)
            await kept.talk.save(change=lambda record: replaced(record, program.session))
            await kept.talk.save(compose=to_read(program.session, 0))
            return kept
        await self._leave(kept)
        return await self._join(program, path)

    async def _join(self, program: Program, path: Path) -> Kept | None:
        """The conversation of a session that the program has taken up, or one that it began."""
        kept = self._owner(program.session)
        if kept is not None:
            record = kept.talk.record
            if record.terminal is not None:
                return None  # two terminals have it; the first one counts
            if program.session not in record.read:
                since_ms = record.created_at.timestamp() * 1000
                begin = await asyncio.to_thread(begins_after, path, since_ms)
                await kept.talk.save(compose=to_read(program.session, begin))
            return kept
        if self._keeping.is_deleted(program.session):
            return None
        if not is_inside(program.cwd, self._workspace):
            return None
        words = await asyncio.to_thread(files.first_words, path)
        if words is None:
            return None
        now = self._clock.now()
        record = Record(
            id=new_id(),
            title=to_title(words),
            is_titled=True,
            claude_session=program.session,
            terminal=self._held(program, None),
            read={program.session: 0},
            created_at=now,
            updated_at=now,
        )
        kept = await self._keeping.add(record)
        self._followers[record.id] = self._new_follower(kept, path, is_new=True)
        return kept

    async def _leave(self, kept: Kept) -> None:
        """Its program is gone, or is in another conversation now."""
        is_whole = await self._finish(kept)
        await kept.talk.save(compose=to_left(is_owed=not is_whole))
        if is_whole:
            self._followers.pop(kept.talk.record.id, None)

    async def _finish(self, kept: Kept) -> bool:
        """Read the rest; not while a turn of the panel's goes on: then it is read behind that."""
        path = await self._transcript(kept)
        if kept.talk.record.turn is not None:
            return False
        if path is not None:
            reason = _TAKEN if kept.talk.record.id in self._taken else None
            await self._follower(kept, path).finish(reason)
        return True

    def _follower(self, kept: Kept, path: Path) -> Follower:
        known = self._followers.get(kept.talk.record.id)
        if known is None or not known.is_of(kept):
            known = self._new_follower(kept, path, is_new=False)
            self._followers[kept.talk.record.id] = known
        return known

    def _new_follower(self, kept: Kept, path: Path, *, is_new: bool) -> Follower:
        return Follower(kept, path, by=self._by, clock=self._clock, is_new=is_new)

    def _owner(self, session: str) -> Kept | None:
        every = self._keeping.all()
        return next((each for each in every if each.talk.record.claude_session == session), None)

    async def _transcript(self, kept: Kept) -> Path | None:
        session = kept.talk.record.claude_session
        if session is None:
            return None
        return await asyncio.to_thread(self._home.find_transcript, self._workspace, session)


def _has(kept: Kept, program: Program) -> bool:
    held = kept.talk.record.terminal
    return held is not None and (held.pid, held.started) == (program.pid, program.started)
