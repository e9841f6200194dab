"""The life of one turn, as a table. No I/O: the service asks, this answers."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Phase(StrEnum):
    """Where a conversation's turn stands."""

    IDLE = "idle"
    STARTING = "starting"
    RUNNING = "running"
    ANSWERED = "answered"
    """A result came; subagents or background commands still work, or the process has not rested."""


class Step(StrEnum):
    """What can happen to a turn."""

    BEGIN = "begin"
    SENT = "sent"
    RESULT = "result"
    RUN = "run"
    REST = "rest"
    END = "end"


TRANSITIONS: Mapping[tuple[Phase, Step], Phase] = MappingProxyType(
    {
        (Phase.IDLE, Step.BEGIN): Phase.STARTING,
        (Phase.STARTING, Step.SENT): Phase.RUNNING,
        (Phase.STARTING, Step.END): Phase.IDLE,
        (Phase.RUNNING, Step.RESULT): Phase.ANSWERED,
        (Phase.RUNNING, Step.END): Phase.IDLE,
        (Phase.ANSWERED, Step.RUN): Phase.RUNNING,
        (Phase.ANSWERED, Step.REST): Phase.IDLE,
        (Phase.ANSWERED, Step.END): Phase.IDLE,
    }
)


def advance(phase: Phase, step: Step) -> Phase:
    """The next phase; a step that means nothing in this phase changes nothing."""
    return TRANSITIONS.get((phase, step), phase)
