"""The life of one turn, as a table. No I/O: the engine asks, this answers."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Phase(StrEnum):
    """Where a conversation's turn stands."""

    IDLE = "idle"
    STARTING = "starting"
    """The process is started, or takes the messages."""
    RUNNING = "running"
    ANSWERED = "answered"
    """A result came; subagents or background commands still work, or the process has not rested."""
    ENDING = "ending"
    """Nothing works any more; how the turn ended is found out and written down."""


class Step(StrEnum):
    """What can happen to a turn."""

    BEGIN = "begin"
    SENT = "sent"
    STEER = "steer"
    RESULT = "result"
    RUN = "run"
    FINISH = "finish"
    END = "end"


TRANSITIONS: Mapping[tuple[Phase, Step], Phase] = MappingProxyType(
    {
        (Phase.IDLE, Step.BEGIN): Phase.STARTING,
        (Phase.STARTING, Step.SENT): Phase.RUNNING,
        (Phase.STARTING, Step.RESULT): Phase.ANSWERED,
        (Phase.STARTING, Step.FINISH): Phase.ENDING,
        (Phase.STARTING, Step.END): Phase.IDLE,
        # The process died before it took the messages: another one gets them.
        (Phase.RUNNING, Step.BEGIN): Phase.STARTING,
        (Phase.RUNNING, Step.RESULT): Phase.ANSWERED,
        (Phase.RUNNING, Step.FINISH): Phase.ENDING,
        (Phase.RUNNING, Step.END): Phase.IDLE,
        (Phase.ANSWERED, Step.STEER): Phase.RUNNING,
        (Phase.ANSWERED, Step.RUN): Phase.RUNNING,
        (Phase.ANSWERED, Step.FINISH): Phase.ENDING,
        (Phase.ANSWERED, Step.END): Phase.IDLE,
        # After a crash: messages that no process has got yet are handed over after all.
        (Phase.ENDING, Step.BEGIN): Phase.STARTING,
        (Phase.ENDING, Step.END): Phase.IDLE,
    }
)


def advance(phase: Phase, step: Step) -> Phase:
    """The next phase; a step that means nothing in this phase changes nothing."""
    return TRANSITIONS.get((phase, step), phase)
