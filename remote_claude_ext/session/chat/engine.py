"""A conversation's turns: hands prompts to its process and tells truthfully how each turn ended."""

import asyncio
import logging
from collections.abc import Sequence
from decimal import Decimal

import msgspec

from ...core.clock import Clock
from ...core.errors import ClaudeGoneError, RemoteClaudeError
from ...core.ids import new_id
from ...wire.chat import Accepted, Queued
from ...wire.frames import (
    DurableBody,
    Notice,
    QueueChanged,
    TitleChanged,
    TurnFinished,
    TurnOutcome,
    TurnStarted,
    Usage,
)
from .asking import Asking
from .handing import HeldByTerminalError, replaced, to_message, to_prompt, to_start
from .lives import Lives
from .machine import Phase, Step, advance
from .model import OpenTurn, Record, Waiting, to_title
from .ports import (
    Active,
    Claude,
    Emitted,
    Event,
    Exited,
    Process,
    Recovered,
    Replaced,
    Rest,
    Resting,
    Result,
    Streamed,
    Unfinished,
)
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
        self._clock = clock
        self._process: Process | None = None
        self._rest, self._background = Rest.IDLE, 0
        self._result: Result | None = None
        self._ended_by: str | None = None
        self._idle_since: float | None = None
        self._work: asyncio.Task[None] | None = None
        self._is_waiting = False
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
        frames = [to_message(each) for each in messages]
        titles = []
        if not self.talk.record.is_titled and messages:
            titles = [TitleChanged(title=to_title(messages[0].text))]

        sent = {each.message for each in messages}
        left = [each for each in self.talk.record.queue if each.message not in sent]
        queue = []
        if len(left) < len(self.talk.record.queue):
            queue = [QueueChanged(queue=[Queued(message=m.message, text=m.text) for m in left])]

        def change(record: Record) -> Record:
            return msgspec.structs.replace(record, turn=turn, failed=False, queue=left)

        self.phase = advance(self.phase, Step.BEGIN)
        self._result, self._ended_by = None, None
        self.talk.known.clear()
        try:
            await self.talk.save(
                *queue,
                *frames,
                *titles,
                TurnStarted(messages=turn.messages),
                change=change,
                turn=turn.turn,
                accepted=accepted,
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
            if self._is_waiting and self._work is not None:
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
            self._lives.release(self) if self._process is None else None
            remedy = f" {error.remedy}" if error.remedy else ""
            await self._finish("failed", f"{error.message}{remedy}")
        except Exception:
            logger.exception("a turn could not be started")
            await self._finish("failed", "The turn could not be started; the log says why.")

    async def _ready(self) -> Process:
        """The process, started or resumed where there is none."""
        if self._process is not None:
            return self._process
        record = self.talk.record
        claude_session = record.claude_session or new_id()
        if self._claude.is_held_elsewhere(claude_session):
            raise HeldByTerminalError
        self._is_waiting = True
        try:
            await self._lives.acquire(self, on_wait=self._tell_wait)
        finally:
            self._is_waiting = False
        can_resume = self._claude.can_resume(claude_session)
        start = to_start(record, claude_session, resume=can_resume)
        try:
            async with self._lives.starting:
                process = await self._claude.start(start, listener=self.hear, asker=self.asking.ask)
        except BaseException:
            self._lives.release(self)
            raise
        self._process = process
        self._rest, self._background = Rest.IDLE, 0

        def change(record: Record) -> Record:
            turn = record.turn and msgspec.structs.replace(
                record.turn, pid=process.pid, started_at=process.started_at
            )
            return msgspec.structs.replace(record, claude_session=claude_session, turn=turn)

        await self.talk.save(change=change)
        return process

    async def _tell_wait(self) -> None:
        await self.talk.save(
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

    async def hear(self, event: Event) -> None:
        """One event of the process, in order."""
        match event:
            case Streamed() | Active():
                self._show(event)
            case Emitted(body=body):
                await self.talk.save(self._with_offset(body))
            case Resting(rest=rest, background=background):
                await self._note_rest(rest, background)
            case Result():
                self._result = event
                self.phase = advance(self.phase, Step.RESULT)
                await self._finish_if_rested()
            case Replaced(claude_session=session):
                await self.talk.save(change=lambda record: replaced(record, session))
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
        unfinished = Unfinished(
            claude_session=self.talk.record.claude_session or "",
            turn=turn.turn,
            messages=turn.messages,
            pid=turn.pid,
            started_at=turn.started_at,
            known=frozenset(self.talk.known),
        )
        try:
            found = await self._claude.recover(unfinished)
        except Exception:
            logger.exception("a turn could not be recovered")
            found = Recovered(bodies=[], outcome="lost", reason=None, cost_usd=None)
        if found.bodies:
            await self.talk.save(*found.bodies, recovered=True)
        outcome, reason = found.outcome, found.reason
        if self._ended_by is not None:
            outcome, reason = "interrupted", self._ended_by
        elif exited is not None and exited.reason and outcome in {"lost", "interrupted"}:
            outcome, reason = "failed", exited.reason
        await self._finish(outcome, reason, cost=found.cost_usd, recovered=exited is None)

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
        record = self.talk.record
        total = record.cost_usd if cost is None else max(record.cost_offset + cost, record.cost_usd)
        is_unread = record.unread or not self.talk.room.is_watched

        def change(record: Record) -> Record:
            return msgspec.structs.replace(
                record,
                turn=None,
                cost_usd=total,
                failed=outcome in {"failed", "lost", "budget"},
                unread=is_unread,
            )

        finished = TurnFinished(
            outcome=outcome,
            reason=reason,
            cost_usd=max(total - turn.cost_before, Decimal(0)),
        )
        was_sent = self.phase is not Phase.STARTING
        self.phase = advance(self.phase, Step.END)
        self.talk.room.rest()
        self._idle_since = self._clock.monotonic()
        await self.talk.save(finished, change=change, turn=turn.turn, recovered=recovered)
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
