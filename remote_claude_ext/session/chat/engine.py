"""A conversation's turns: hands prompts to its process and tells truthfully how each turn ended."""

import asyncio
import logging
from collections.abc import Sequence
from decimal import Decimal

import msgspec

from ...core.clock import Clock
from ...core.errors import ClaudeGoneError, RemoteClaudeError
from ...core.ids import new_id
from ...wire.chat import Accepted
from ...wire.frames import (
    DurableBody,
    Notice,
    TurnOutcome,
    Usage,
)
from .asking import Asking
from .ending import find_end, to_end
from .handing import replaced, to_message, to_opening, to_prompt
from .lives import Lives
from .machine import Phase, Step, advance
from .model import OpenTurn, Waiting
from .ports import (
    Active,
    Claude,
    Emitted,
    Event,
    Exited,
    Process,
    Replaced,
    Rest,
    Resting,
    Result,
    Streamed,
)
from .starting import Starter
from .talk import Talk

logger = logging.getLogger(__name__)
STOPPED = "Stopped by you."
CLOSED = "The session was stopped."


class Engine:
    """Runs the turns of one conversation. Everything that happens to its process comes here."""

    def __init__(self, talk: Talk, *, claude: Claude, lives: Lives, clock: Clock) -> None:
        self.talk = talk
        self.asking = Asking(talk, clock=clock)
        self.phase = Phase.IDLE
        self._claude = claude
        self._lives = lives
        self._starter = Starter(talk, claude=claude, lives=lives)
        self._clock = clock
        self._process: Process | None = None
        self._rest, self._background = Rest.IDLE, 0
        self._result: Result | None = None
        self._ended_by: str | None = None
        self._idle_since: float | None = None
        self._work: asyncio.Task[None] | None = None
        self._is_closing = False

    @property
    def process(self) -> Process | None:
        """The running process, if any."""
        return self._process

    @property
    def idle_since(self) -> float | None:
        """Since when it could be parked; None while it works, asks, or has a queue."""
        record = self.talk.record
        is_busy = self.phase is not Phase.IDLE or self._background or record.queue
        if is_busy or record.approvals or self._process is None:
            return None
        return self._idle_since

    async def begin(self, messages: Sequence[Waiting], *, accepted: Accepted | None = None) -> None:
        """Start a turn with these messages; the work goes on by itself."""
        turn = OpenTurn(
            turn=new_id(),
            messages=[each.message for each in messages],
            cost_before=self.talk.record.cost_usd,
        )
        self.phase = advance(self.phase, Step.BEGIN)
        self._result, self._ended_by = None, None
        self.talk.known.clear()
        try:
            await self.talk.save(
                compose=to_opening(turn, messages), turn=turn.turn, accepted=accepted
            )
        except RemoteClaudeError:
            self.phase = advance(self.phase, Step.END)
            raise
        if messages:
            self._work = asyncio.create_task(self._run(messages), name=f"turn-{turn.turn}")
        else:
            self.phase = advance(self.phase, Step.SENT)

    async def steer(self, message: Waiting, accepted: Accepted) -> None:
        """Hand a message over in mid-turn: Claude drops what it says and turns to it."""
        if self._process is None:
            raise ClaudeGoneError
        await self.talk.save(to_message(message), accepted=accepted)
        try:
            await self._process.send(to_prompt(message, now=True))
        except ClaudeGoneError:
            await self.talk.save(
                Notice(
                    level="error",
                    code="not_delivered",
                    message="Claude ended before it got this message. Send it again.",
                )
            )

    async def interrupt(self, *, reason: str = STOPPED) -> None:
        """Stop the turn; nothing to do when there is none."""
        if self.phase is Phase.IDLE:
            return
        self._ended_by = reason
        if self.phase is Phase.STARTING:
            if self._starter.is_waiting and self._work is not None:
                self._work.cancel()  # once a process is being started, `_run` looks by itself
        elif self._process is not None and self.phase is Phase.ANSWERED:
            await self._process.aclose()
        elif self._process is not None:
            await self._process.interrupt()

    async def park(self) -> None:
        """End an idle process; the next prompt resumes it."""
        if self._process is not None:
            await self._process.aclose()

    async def aclose(self, *, reason: str = CLOSED) -> None:
        """End the process; a running turn is interrupted for this reason."""
        self._is_closing = True
        await self.interrupt(reason=reason)
        if self._work is not None:
            await asyncio.wait([self._work])
        await self.park()

    async def recover(self) -> None:
        """After a crash: end the turn that the journal began, as the transcript shows."""
        await self.asking.lose()
        turn = self.talk.record.turn
        if turn is None:
            return
        self.phase = Phase.ANSWERED
        await self._recover(turn, exited=None)

    async def _run(self, messages: Sequence[Waiting]) -> None:
        try:
            process = await self._ready()
            if self._ended_by is not None:
                await self._finish("interrupted", self._ended_by)
                return
            for message in messages:
                await process.send(to_prompt(message))
            self.phase = advance(self.phase, Step.SENT)
        except asyncio.CancelledError:
            await self._finish("interrupted", self._ended_by or STOPPED)
        except RemoteClaudeError as error:
            remedy = f" {error.remedy}" if error.remedy else ""
            await self._finish("failed", f"{error.message}{remedy}")
        except Exception:
            logger.exception("a turn could not be started")
            await self._finish("failed", "The turn could not be started; the log says why.")

    async def _ready(self) -> Process:
        """The process, started or resumed where there is none."""
        if self._process is None:
            self._process = await self._starter.start(
                self, listener=self.hear, asker=self.asking.ask
            )
            self._rest, self._background = Rest.IDLE, 0
        return self._process

    async def hear(self, event: Event) -> None:
        """One event of the process, in order."""
        match event:
            case Streamed() | Active():
                self._show(event)
            case Emitted(body=body):
                await self.talk.insist(self._with_offset(body))
            case Resting(rest=rest, background=background):
                await self._note_rest(rest, background)
            case Result():
                self._result = event
                self.phase = advance(self.phase, Step.RESULT)
                await self._finish_if_rested()
            case Replaced(claude_session=session):
                await self.talk.insist(change=lambda record: replaced(record, session))
            case Exited():
                await self._exited(event)

    async def _note_rest(self, rest: Rest, background: int) -> None:
        self._rest, self._background = rest, background
        if rest is Rest.RUNNING and self.phase is Phase.IDLE:
            await self.begin([])  # a subagent, a timer: Claude goes on by itself
        elif rest is Rest.RUNNING:
            self.phase = advance(self.phase, Step.RUN)
        await self._finish_if_rested()

    async def _finish_if_rested(self) -> None:
        if self.phase is not Phase.ANSWERED or self._rest is not Rest.IDLE or self._background:
            return
        result = self._result
        if result is None:
            return
        outcome, reason = result.outcome, result.reason
        if outcome == "interrupted":
            reason = self._ended_by or reason
        await self._finish(outcome, reason, cost=result.cost_usd)

    async def _exited(self, exited: Exited) -> None:
        self._process = None
        self._background, self._rest = 0, Rest.IDLE
        self._lives.release(self)
        await self.asking.lose()
        turn = self.talk.record.turn
        if self.phase in {Phase.RUNNING, Phase.ANSWERED} and turn is not None:
            if self._result is not None and self.phase is Phase.ANSWERED:
                await self._finish(
                    self._result.outcome,
                    self._ended_by or self._result.reason,
                    cost=self._result.cost_usd,
                )
            else:
                await self._recover(turn, exited=exited)

    async def _recover(self, turn: OpenTurn, *, exited: Exited | None) -> None:
        found = await find_end(
            self._claude, self.talk, turn, exited=exited, ended_by=self._ended_by
        )
        if found.bodies:
            await self.talk.insist(*found.bodies, recovered=True)
        await self._finish(
            found.outcome, found.reason, cost=found.cost_usd, recovered=exited is None
        )

    async def _finish(
        self,
        outcome: TurnOutcome,
        reason: str | None,
        *,
        cost: Decimal | None = None,
        recovered: bool = False,
    ) -> None:
        turn = self.talk.record.turn
        if turn is None:
            return
        finished, change = to_end(self.talk, turn, outcome, reason, cost)
        was_sent = self.phase is not Phase.STARTING
        self.phase = advance(self.phase, Step.END)
        self.talk.room.rest()
        self._idle_since = self._clock.monotonic()
        await self.talk.insist(finished, change=change, turn=turn.turn, recovered=recovered)
        self._lives.nudge()
        # What could not even be sent would fail again and again: the queue then waits.
        if (was_sent or outcome == "interrupted") and not self._is_closing:
            await self.go_on()

    async def go_on(self) -> None:
        """Begin a turn with the first queued message, if there is one and nothing runs."""
        if self.phase is Phase.IDLE and self.talk.record.queue:
            await self.begin(self.talk.record.queue[:1])

    def _show(self, event: Streamed | Active) -> None:
        if isinstance(event, Streamed):
            self.talk.room.stream(event)
        else:
            self.talk.room.act(event.text)

    def _with_offset(self, body: DurableBody) -> DurableBody:
        if not isinstance(body, Usage):
            return body
        offset = self.talk.record.cost_offset
        return msgspec.structs.replace(body, cost_usd=body.cost_usd + offset)
