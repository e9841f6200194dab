"""The process of one conversation: a place, one writer, start or resume, park."""

import asyncio
from dataclasses import dataclass

import msgspec

from ...core.clock import Clock
from ...core.errors import ConflictError
from ...core.ids import new_id
from ...wire.frames import ModeChanged, Notice
from .choosing import follow
from .handing import HeldByTerminalError, to_start
from .lives import Life, Lives
from .model import Record
from .ports import Asker, Claude, Listener, Process, Start, Witness
from .talk import Talk

_HELD_SECONDS = 2.0
"""A claude of a server that was killed ends by itself about so long after it."""
_LOOK_SECONDS = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What every conversation works with."""

    claude: Claude
    lives: Lives
    clock: Clock
    witness: Witness


class Starter:
    """Has the process, if there is one. `is_waiting` while there is no place for it."""

    def __init__(self, life: Life, talk: Talk, means: Means) -> None:
        self.process: Process | None = None
        self.is_waiting = False
        self._life = life
        self._talk = talk
        self._claude = means.claude
        self._lives = means.lives
        self._witness = means.witness
        self._door = asyncio.Lock()
        """Nobody parks a process that is handed a prompt, nor the other way round."""

    @property
    def is_alive(self) -> bool:
        """Whether the program still runs, even where its end was not heard yet."""
        return self.process is not None and self.process.is_alive

    @property
    def is_held_elsewhere(self) -> bool:
        """Whether a terminal has this conversation."""
        session = self._talk.record.claude_session
        return session is not None and self._claude.is_held_elsewhere(session)

    async def check_free(self) -> None:
        """HeldByTerminalError while a terminal has this conversation."""
        deadline = asyncio.get_running_loop().time() + _HELD_SECONDS
        while self.is_held_elsewhere:
            if asyncio.get_running_loop().time() >= deadline:
                raise HeldByTerminalError
            await asyncio.sleep(_LOOK_SECONDS)

    async def ready(self, listener: Listener, asker: Asker) -> Process:
        """A process for a turn; its pid is on disk. HeldByTerminalError, ClaudeStartError.

        What the workspace is like is kept meanwhile, before the process has anything to do.
        """
        turn = self._talk.record.turn
        kept = None if turn is None else self._witness.before(self._talk.record.id, turn.turn)
        async with self._door:
            try:
                await self.check_free()
            except HeldByTerminalError:
                # What is said in the terminal is not known to our process: it begins anew later.
                await self._end()
                raise
            if self.process is None:
                self.process = await self._start(listener, asker)
            process = self.process
        if kept is not None:
            await kept
        return process

    def rest(self, turn: str) -> None:
        """The turn has ended."""
        self._witness.after(self._talk.record.id, turn)

    async def park(self) -> None:
        """End the process if it is idle; the next prompt resumes it."""
        async with self._door:
            if self._life.idle_since is not None:
                await self._end()

    async def close(self) -> None:
        """End the process whatever it does."""
        async with self._door:
            await self._end()

    async def _end(self) -> None:
        if self.process is not None:
            await self.process.aclose()

    async def _start(self, listener: Listener, asker: Asker) -> Process:
        claude_session = self._talk.record.claude_session or new_id()
        self.is_waiting = True
        try:
            await self._lives.acquire(self._life, on_wait=self._tell_wait)
        finally:
            self.is_waiting = False
        can_resume = self._claude.can_resume(claude_session)
        try:
            async with self._lives.starting:
                start = to_start(self._talk.record, claude_session, resume=can_resume)
                process = await self._claude.start(start, listener=listener, asker=asker)
        except BaseException:
            self._lives.release(self._life)
            raise

        def change(record: Record) -> Record:
            turn = record.turn and msgspec.structs.replace(
                record.turn, pid=process.pid, started_at=process.started_at
            )
            return msgspec.structs.replace(record, claude_session=claude_session, turn=turn)

        try:
            await self._talk.insist(change=change)
            await self._catch_up(process, start)
        except BaseException:
            await process.aclose()
            raise
        return process

    async def _catch_up(self, process: Process, start: Start) -> None:
        """What was chosen while the process started counts for it, too."""
        session, resume = start.claude_session, start.resume
        while (wish := to_start(self._talk.record, session, resume=resume)) != start:
            try:
                await follow(process, wish, before=start)
            except ConflictError:  # a mode that this model does not have, for example
                await self._talk.insist(ModeChanged(mode=start.mode))
                return
            start = wish

    async def _tell_wait(self) -> None:
        await self._talk.insist(
            Notice(
                level="info",
                code="waiting_for_place",
                message=(
                    f"{self._lives.limit} conversations of this session are working, which is its"
                    " limit (live_limit, set by the operator). This message is sent as soon as one"
                    " of them comes to rest."
                ),
            )
        )
