"""What a scripted answer is made of: steps, turns, cases and scenarios, as frozen values."""

import re
from dataclasses import dataclass
from typing import Annotated, Literal

import msgspec

Pace = Annotated[float, msgspec.Meta(gt=0, le=100_000)]
Seconds = Annotated[float, msgspec.Meta(ge=0, le=3600)]
Count = Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]
Status = Annotated[int, msgspec.Meta(ge=400, le=599)]
Times = Annotated[int, msgspec.Meta(ge=1, le=1000)]
Outcome = Literal["ok", "error", "denied"]


class Say(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Text, at `pace` tokens a second (at once without)."""

    say: str
    pace: Pace | None = None


class Lorem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Exactly so many deltas of filler text."""

    lorem: Count
    pace: Pace | None = None


class Think(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A thinking block with a signature."""

    think: str
    pace: Pace | None = None


class Tool(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A tool call; the answer ends with `tool_use`."""

    tool: Annotated[str, msgspec.Meta(min_length=1)]
    input: dict[str, object] = {}
    pace: Pace | None = None


class Delay(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A pause, in seconds."""

    delay: Seconds


class Ping(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """So many ping events."""

    ping: Count


class Problem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An error answer; `times` limits how many attempts of one request get it."""

    status: Status
    message: str = ""
    type: str | None = None
    headers: dict[str, str] = {}
    times: Times | None = None


class Fail(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """As the first step an HTTP error; after content an `error` event in the stream."""

    error: Problem


class Drop(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Close the connection after so many events, on the first `times` attempts."""

    drop: Count
    times: Times = 1


class Safeguards(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The answer to the safety check of tool calls; `off` leaves it out."""

    safeguards: Literal["not_flagged", "flagged", "off"]
    explanation: str = ""


class Usage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Token counts told instead of the estimated ones."""

    usage: dict[str, Count]


class Stop(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A stop reason told instead of `end_turn` or `tool_use`."""

    stop: Literal["end_turn", "max_tokens", "refusal", "pause_turn", "stop_sequence", "tool_use"]


class Headers(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Response headers beside the usual ones."""

    headers: dict[str, str]


Step = Say | Lorem | Think | Tool | Delay | Ping | Fail | Drop | Safeguards | Usage | Stop | Headers
VERBS: dict[str, type[Step]] = {
    "say": Say,
    "lorem": Lorem,
    "think": Think,
    "tool": Tool,
    "delay": Delay,
    "ping": Ping,
    "error": Fail,
    "drop": Drop,
    "safeguards": Safeguards,
    "usage": Usage,
    "stop": Stop,
    "headers": Headers,
}
CONTENT = (Say, Lorem, Think, Tool)


@dataclass(frozen=True, slots=True)
class Turn:
    """One answer of the model."""

    steps: tuple[Step, ...]

    @property
    def is_last(self) -> bool:
        """Whether the answer ends the turn: it calls no tool."""
        return not any(isinstance(step, Tool) for step in self.steps)


@dataclass(frozen=True, slots=True)
class When:
    """What the request must show for a case to be played; absent parts match anything."""

    outcomes: frozenset[Outcome] = frozenset()
    result: re.Pattern[str] | None = None
    tools: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Case:
    """A turn and its condition."""

    when: When
    turn: Turn


@dataclass(frozen=True, slots=True)
class Scenario:
    """Answers to prompts that match; the n-th request since the prompt gets the n-th entry."""

    name: str
    match: re.Pattern[str]
    turns: tuple[tuple[Case, ...], ...]


INLINE = "@@"
"""What begins a script inside a prompt."""
ANYTHING = re.compile("")
"""Found in every text."""
