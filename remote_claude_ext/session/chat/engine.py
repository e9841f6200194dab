"""A conversation's turns: hands prompts to its process and tells truthfully how each turn ended."""

import asyncio
import contextlib
from collections.abc import Sequence

from ...core.errors import ClaudeGoneError, RemoteClaudeError
from ...wire.chat import Accepted
from .asking import Asking
from .background import lose_background
from .ending import find_end, to_end, to_failure, to_unfinished
from .handing import (
    ClosingError,
    TurnOverError,
    replaced,
    to_opening,
    to_prompt,
    to_requeued,
    to_steered,
    to_turn,
    with_offset,
)
from .machine import Phase, Step
from .model import OpenTurn, Waiting
from .ports import (
    STOPPED,
    Emitted,
    Event,
    Exited,
    Process,
    Replaced,
    Rest,
    Resting,
    Result,
)
from .progress import End, Progress
from .starting import Means, Starter
from .talk import Talk

CLOSED = "The session was stopped."
_BACKGROUND_SECONDS = 1.0  # what a stopped turn left working has so long to end by itself


class Engine:
    """Runs the turns of one conversation. Everything that happens to its process comes here."""

    def __init__(self, talk: Talk, means: Means) -> None:
        self.talk = talk
        self._progress = Progress(Phase.ENDING if talk.record.turn else Phase.IDLE)
        self.starter = Starter(self, talk, means)
        self.asking = Asking(talk, clock=means.clock, is_alive=lambda: self.starter.is_alive)
        self._claude = means.claude
        self._lives = means.lives
        self._clock = means.clock
        self._idle_since: float | None = None
        self._work: asyncio.Task[None] | None = None
        self._handed: Sequence[Waiting] = ()
        self._stopping: asyncio.Task[None] | None = None
        self._is_closing = False
        self._stopped = asyncio.Event()

    @property
    def phase(self) -> Phase:
        """Where its turn stands."""
        return self._progress.phase

    @property
    def process(self) -> Process | None:
        """The running process, if any."""
        return self.starter.process

    @property
    def is_held_elsewhere(self) -> bool:
        """Whether a terminal has this conversation too."""
        return self.starter.is_held_elsewhere

    @property
    def idle_since(self) -> float | None:
        """Since when it could be parked; None while it works, asks, or has a queue."""
        record = self.talk.record
        is_busy = self.phase is not Phase.IDLE or self._progress.background or record.queue
        if is_busy or record.approvals or self.process is None:
            return None
        return self._idle_since

    async def begin(
        self, messages: Sequence[Waiting], *, accepted: Accepted | None = None, queued: bool = False
    ) -> None:
        """Start a turn with these messages; the work goes on by itself.

        TurnOverError where `queued` messages do not wait any more.
        """
        if self._is_closing:
            raise ClosingError
        turn = to_turn(messages, self.process, cost_before=self.talk.record.cost_usd)
        self._progress.begin()
        self._stopped.clear()
        self.talk.known.clear()
        try:
            opening = to_opening(turn, messages, queued=queued)
            await self.talk.save(compose=opening, turn=turn.turn, accepted=accepted)
        except RemoteClaudeError:
            self._progress.step(Step.END)
            raise
        if messages:
            self._launch(turn, messages)
        else:
            self._progress.step(Step.SENT)

    async def steer(self, message: Waiting, accepted: Accepted | None, *, queued: bool) -> None:
        """Hand a message over in mid-turn: Claude drops what it says and turns to it.

        TurnOverError where the turn ended meanwhile.
        """
        process = self.process
        if process is None:
            raise TurnOverError
        await self.talk.save(compose=to_steered(message, queued=queued), accepted=accepted)
        self._progress.step(Step.STEER)
        try:
            await process.send(to_prompt(message, now=True))
        except ClaudeGoneError:
            await self.talk.insist(compose=to_requeued(message))
            await self.go_on()

    async def interrupt(self, *, reason: str = STOPPED) -> None:
        """Stop the turn; nothing to do when there is none."""
        if self.phase is Phase.ENDING and reason == STOPPED:
            self._stopped.set()  # a process that outlived its server may still work on it
        if self.phase in {Phase.IDLE, Phase.ENDING}:
            return
        self._progress.ended_by = reason
        process = self.process
        if self.phase is Phase.STARTING:
            if self.starter.is_waiting and self._work is not None:
                self._work.cancel()  # once a process is being started, `_run` looks by itself
        elif process is not None and self.phase is Phase.ANSWERED:
            await process.aclose()
        elif process is not None:
            await process.interrupt()

    async def park(self) -> None:
        """End an idle process; the next prompt resumes it."""
        await self.starter.park()

    async def aclose(self, *, reason: str = CLOSED) -> None:
        """End the process; a running turn is interrupted for this reason."""
        self._is_closing = True
        self.talk.close()
        await self.interrupt(reason=reason)
        if self._work is not None:
            await asyncio.wait([self._work])
        await self.starter.close()

    async def recover(self, messages: Sequence[Waiting]) -> None:
        """After a crash: end the turn that the journal began, as the transcript shows.

        `messages` are those of the turn; where no process got them yet, one gets them now.
        """
        await self.asking.lose()
        await lose_background(self.talk)
        turn = self.talk.record.turn
        if turn is None:
            await self.go_on()
        elif turn.messages and turn.pid is None and len(messages) == len(turn.messages):
            self._progress.begin()
            self._launch(turn, messages)
        else:
            await self._recover(turn, exited=None)

    def _launch(self, turn: OpenTurn, messages: Sequence[Waiting]) -> None:
        self._handed = messages
        self._work = asyncio.create_task(self._run(turn, messages))

    async def _run(self, turn: OpenTurn, messages: Sequence[Waiting]) -> None:
        try:
            await self._hand_over(turn, messages)
        except asyncio.CancelledError:
            reason = self._progress.ended_by or STOPPED
            await self._finish(turn, End(outcome="interrupted", reason=reason))
        except Exception as error:  # noqa: BLE001 - a background task's edge; to_failure logs
            await self._finish(turn, to_failure(error))

    async def _hand_over(self, turn: OpenTurn, messages: Sequence[Waiting]) -> None:
        process = await self.starter.ready(self.hear, self.asking.ask)
        try:
            await self._send(process, messages)
        except ClaudeGoneError:
            await process.aclose()  # an idle process died just now; its end is heard by this
            process = await self.starter.ready(self.hear, self.asking.ask)
            await self._send(process, messages)
        open_turn = self.talk.record.turn
        if open_turn is None or open_turn.turn != turn.turn:
            return  # so quick was the answer
        self._progress.step(Step.SENT)
        if self.process is not process:
            await self._lose(open_turn)
        elif self._progress.ended_by is not None and self.phase is Phase.RUNNING:
            await process.interrupt()

    async def _send(self, process: Process, messages: Sequence[Waiting]) -> None:
        if self._progress.ended_by is not None:
            raise asyncio.CancelledError
        for message in messages:
            await process.send(to_prompt(message))

    async def hear(self, event: Event) -> None:
        """One event of the process, in order."""
        self._progress.note(event)
        match event:
            case Emitted(body=body):
                await self.talk.insist(with_offset(self.talk.record, body))
            case Resting(rest=rest):
                await self._note_rest(rest)
            case Result():
                self._progress.step(Step.RESULT)
                await self._finish_if_rested()
            case Replaced(claude_session=session):
                await self.talk.insist(change=lambda record: replaced(record, session))
            case Exited():
                await self._exited()
            case _:
                self.talk.room.hear(event)

    async def _note_rest(self, rest: Rest) -> None:
        if rest is Rest.RUNNING and self.phase is Phase.IDLE:
            with contextlib.suppress(TurnOverError):
                await self.begin([])  # a subagent, a timer: Claude goes on by itself
        elif rest is Rest.RUNNING:
            self._progress.step(Step.RUN)
        await self._finish_if_rested()

    async def _finish_if_rested(self) -> None:
        turn, progress = self.talk.record.turn, self._progress
        if turn is None or not progress.is_answered:
            return
        if not progress.background:
            await self._finish(turn, progress.to_end())
        elif progress.ended_by is not None and self._stopping is None:
            self._stopping = asyncio.create_task(self._stop_background(turn))

    async def _stop_background(self, turn: OpenTurn) -> None:
        await asyncio.sleep(_BACKGROUND_SECONDS)
        self._stopping = None
        is_left = self._progress.is_answered and self.talk.record.turn == turn
        if is_left and self.process is not None:
            await self.process.aclose()

    async def _exited(self) -> None:
        self.starter.process = None
        self._lives.release(self)
        await self.asking.lose()
        await lose_background(self.talk)
        turn = self.talk.record.turn
        if turn is not None and self.phase is Phase.ANSWERED:
            await self._finish(turn, self._progress.to_end())
        elif turn is not None and self.phase is Phase.RUNNING:
            await self._lose(turn)
        self._progress.begin_process()

    async def _lose(self, turn: OpenTurn) -> None:
        """The process died in mid-turn; one that had not begun with it is replaced, once."""
        exited, handed, self._handed = self._progress.exited, self._handed, ()
        if handed and not self._progress.is_heard:
            self._progress.step(Step.BEGIN)
            self._work = asyncio.create_task(self._run(turn, handed))
        else:
            await self._recover(turn, exited=exited)

    async def _recover(self, turn: OpenTurn, *, exited: Exited | None) -> None:
        self._progress.step(Step.FINISH)
        unfinished = to_unfinished(self.talk, turn, self._stopped)
        ended_by = self._progress.ended_by
        bodies, end = await find_end(self._claude, unfinished, exited=exited, ended_by=ended_by)
        if bodies:
            await self.talk.insist(*bodies, recovered=True)
        await self._finish(turn, end)

    async def _finish(self, turn: OpenTurn, end: End) -> None:
        was_sent = self.phase is not Phase.STARTING
        self._progress.step(Step.FINISH)
        self.talk.room.rest()
        ending = to_end(self.talk, turn, end)
        await self.talk.insist(compose=ending, turn=turn.turn, recovered=end.recovered)
        self._progress.step(Step.END)
        self.starter.rest(turn.turn)
        self._idle_since = self._clock.monotonic()
        self._lives.nudge()
        # What could not even be sent would fail again and again: the queue then waits.
        if was_sent or end.outcome == "interrupted":
            await self.go_on()

    async def go_on(self) -> None:
        """Begin a turn with the first queued message, if there is one and nothing runs."""
        while self.phase is Phase.IDLE and self.talk.record.queue and not self._is_closing:
            with contextlib.suppress(TurnOverError):  # withdrawn in this very moment
                await self.begin(self.talk.record.queue[:1], queued=True)
