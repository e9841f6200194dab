"""How far a turn is: what its process said of it, and how it ended; pure."""

from dataclasses import dataclass
from decimal import Decimal

from ...wire.frames import TurnOutcome
from .machine import Phase, Step, advance
from .ports import Emitted, Event, Exited, Rest, Resting, Result, Streamed


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """How a turn ended. `cost_usd` is what Claude Code has counted, None where that is unknown."""

    outcome: TurnOutcome
    reason: str | None = None
    cost_usd: Decimal | None = None
    recovered: bool = False


@dataclass(slots=True)
class Progress:
    """Of the turn that runs, or of the last one."""

    phase: Phase
    rest: Rest = Rest.IDLE
    background: int = 0
    """Subagents and commands that the process still has."""
    result: Result | None = None
    exited: Exited | None = None
    ended_by: str | None = None
    """Why somebody stopped it."""
    is_heard: bool = False
    """Whether the process has shown that it works on it."""

    def step(self, step: Step) -> None:
        """Something happened."""
        self.phase = advance(self.phase, step)

    def begin(self) -> None:
        """A new turn."""
        self.step(Step.BEGIN)
        self.result, self.exited, self.ended_by, self.is_heard = None, None, None, False

    def note(self, event: Event) -> None:
        """The process said something."""
        match event:
            case Resting(rest=rest, background=background):
                self.rest, self.background = rest, background
                self.is_heard = self.is_heard or rest is not Rest.IDLE
            case Result():
                self.result = event
            case Exited():
                self.exited = event
            case Streamed() | Emitted():
                self.is_heard = True
            case _:
                pass

    def begin_process(self) -> None:
        """A new process has nothing to do yet."""
        self.rest, self.background = Rest.IDLE, 0

    @property
    def is_answered(self) -> bool:
        """Whether there is an answer and nothing but background work goes on."""
        return self.phase is Phase.ANSWERED and self.rest is Rest.IDLE and self.result is not None

    def to_end(self) -> End:
        """How the answer ended. What was stopped with work still going on was interrupted."""
        if self.result is None:
            return End(outcome="lost")
        outcome, reason = self.result.outcome, self.result.reason
        if self.ended_by is not None and (outcome == "interrupted" or self.background):
            outcome, reason = "interrupted", self.ended_by
        return End(outcome=outcome, reason=reason, cost_usd=self.result.cost_usd)
