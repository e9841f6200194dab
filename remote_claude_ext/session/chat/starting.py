"""From a conversation without a process to one with: a place, one writer, start or resume."""

import msgspec

from ...core.ids import new_id
from ...wire.frames import Notice
from .handing import HeldByTerminalError, to_start
from .lives import Life, Lives
from .model import Record
from .ports import Asker, Claude, Listener, Process
from .talk import Talk


class Starter:
    """Starts the process of one conversation. `is_waiting` while there is no place for it."""

    def __init__(self, talk: Talk, *, claude: Claude, lives: Lives) -> None:
        self.is_waiting = False
        self._talk = talk
        self._claude = claude
        self._lives = lives

    async def start(self, life: Life, *, listener: Listener, asker: Asker) -> Process:
        """A process that is ready; its pid is on disk. HeldByTerminalError, ClaudeStartError."""
        record = self._talk.record
        claude_session = record.claude_session or new_id()
        if self._claude.is_held_elsewhere(claude_session):
            raise HeldByTerminalError
        self.is_waiting = True
        try:
            await self._lives.acquire(life, on_wait=self._tell_wait)
        finally:
            self.is_waiting = False
        can_resume = self._claude.can_resume(claude_session)
        start = to_start(record, claude_session, resume=can_resume)
        try:
            async with self._lives.starting:
                process = await self._claude.start(start, listener=listener, asker=asker)
        except BaseException:
            self._lives.release(life)
            raise

        def change(record: Record) -> Record:
            turn = record.turn and msgspec.structs.replace(
                record.turn, pid=process.pid, started_at=process.started_at
            )
            return msgspec.structs.replace(record, claude_session=claude_session, turn=turn)

        await self._talk.insist(change=change)
        return process

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
