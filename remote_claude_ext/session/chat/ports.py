"""What chat needs from a Claude; ABCs, since configuration may replace them.

`Claude` starts processes, `Process` is one running `claude` with its own reader, `Events` is who it
tells. The adapter never decides about queues, parking or the journal; chat never sees an SDK type.
"""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from ...wire.chat import ApprovalType, Attachment, Effort, Mode, Suggestion
from ...wire.frames import BackgroundProgress, DurableBody, TurnOutcome
from ...wire.writing import Command, PathSuggestion

STOPPED = "Stopped by you."
"""The reason of a turn that a person stopped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """What a process is started for. `resume` continues `claude_session`, else it is begun."""

    conversation: str
    claude_session: str
    resume: bool
    mode: Mode
    model: str | None
    effort: Effort | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """A message for Claude. `message` (a UUID) comes back in the transcript as the user's uuid."""

    message: str
    text: str
    attachments: Sequence[Attachment] = ()
    now: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Something Claude asks a person. `offers` are the rules that may be chosen instead of once."""

    type: ApprovalType
    tool_use: str
    tool: str
    input: dict[str, object]
    cwd: str
    reason: str | None = None
    suggestions: Sequence[Suggestion] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the person decided. `suggestion` is the id of one of the question's suggestions."""

    allow: bool
    suggestion: str | None = None
    input: dict[str, object] | None = None
    answers: dict[str, str] | None = None
    mode: Mode | None = None
    feedback: str | None = None


class Rest(StrEnum):
    """What a process says of itself (`session_state_changed`)."""

    RUNNING = "running"
    IDLE = "idle"
    ASKING = "requires_action"


@dataclass(frozen=True, slots=True, kw_only=True)
class Emitted:
    """Something durable happened: a block, a tool, usage, a todo list, a title, a mode."""

    body: DurableBody


@dataclass(frozen=True, slots=True, kw_only=True)
class Streamed:
    """More of a block that is being written. Never stored."""

    block: str
    thinking: bool
    text: str
    parent: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Active:
    """What Claude is doing now, in a few words; empty when nothing."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Progressed:
    """What a subagent does now. Never stored."""

    body: BackgroundProgress


@dataclass(frozen=True, slots=True, kw_only=True)
class Resting:
    """The process's own state, and how many background tasks (subagents, commands) it still has."""

    rest: Rest
    background: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """An answer has ended; the turn has when the process rests as well.

    `cost_usd` is what the conversation has cost so far, as Claude Code counts it.
    """

    outcome: TurnOutcome
    reason: str | None
    cost_usd: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Replaced:
    """`/clear` or a fork: the conversation goes on under another Claude session id."""

    claude_session: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Exited:
    """The process is gone; always the last event. `reason` is a sentence for people."""

    code: int | None
    reason: str | None


Event = Emitted | Streamed | Active | Progressed | Resting | Result | Replaced | Exited
Listener = Callable[[Event], Awaitable[None]]
"""Called with every event in order; the next is not read before it returns."""
Asker = Callable[[Question], Awaitable[Answer]]
"""Asks a person and waits as long as it takes; cancelled when Claude takes the question back."""


class Process(ABC):
    """A running `claude` of one conversation, read by a task of its own."""

    @property
    @abstractmethod
    def pid(self) -> int:
        """Its process id."""

    @property
    @abstractmethod
    def started_at(self) -> float:
        """When the kernel says it began; with the pid it is unique."""

    @property
    @abstractmethod
    def is_alive(self) -> bool:
        """Whether the program still runs, even where its end was not heard yet."""

    @abstractmethod
    async def send(self, prompt: Prompt) -> None:
        """Hand a message over. ClaudeGoneError when the process is no more."""

    @abstractmethod
    async def interrupt(self) -> None:
        """Stop what it does; harmless when it does nothing."""

    @abstractmethod
    async def stop_background(self, background: str) -> None:
        """Stop one subagent or command of the background; harmless when it has ended."""

    @abstractmethod
    async def set_mode(self, mode: Mode) -> None:
        """Change the permission mode at once."""

    @abstractmethod
    async def set_model(self, model: str | None) -> None:
        """Change the model at once; None is the operator's default."""

    @abstractmethod
    async def set_effort(self, effort: Effort | None) -> None:
        """Change the effort from the next request to the model on; None is the default."""

    @abstractmethod
    async def aclose(self) -> None:
        """End it and what it left behind (its process group). The listener gets `Exited`."""


class Witness(Protocol):
    """Keeps what the workspace is like around turns."""

    def before(self, conversation: str, turn: str) -> Awaitable[None]:
        """Returns at once; what it returns is done when Claude may begin, and never raises."""

    def after(self, conversation: str, turn: str) -> None:
        """The turn has ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfinished:
    """A turn that the journal began and did not end."""

    claude_session: str
    turn: str
    messages: Sequence[str]
    pid: int | None
    started_at: float | None
    stopped: Callable[[], Awaitable[object]] | None = None
    """Returns when a person stops it: a process that still works on it is ended at once."""
    known: frozenset[str] = field(default_factory=frozenset)
    """Blocks and tool uses that the journal already has: `block`, `tool_use` started, and
    `tool_use` + `:finished`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """What the transcript adds to an unfinished turn, in order, and how it ended."""

    bodies: Sequence[DurableBody]
    outcome: TurnOutcome
    reason: str | None
    cost_usd: Decimal | None


class Claude(ABC):
    """Starts `claude` processes and reads what they wrote."""

    @abstractmethod
    async def start(self, start: Start, *, listener: Listener, asker: Asker) -> Process:
        """Start a process; it is ready for `send` on return. ClaudeStartError says why not."""

    @abstractmethod
    async def recover(self, unfinished: Unfinished) -> Recovered:
        """Wait for a process that outlived its server, then read the end of its turn.

        Waits at most 20 s for pid and start time, then ends the process. `lost` only where the
        transcript does not show the end.
        """

    @abstractmethod
    def fork(self, sessions: Sequence[str], left: Sequence[str]) -> str | None:
        """Copy what Claude knows of a conversation, without the messages in `left`; blocks.

        `sessions` has the newest last. The id of the copy; None where there is nothing to copy.
        LookupError where Claude does not know any more what came before.
        """

    @abstractmethod
    def can_resume(self, claude_session: str) -> bool:
        """Whether there is a transcript of this Claude session to go on with."""

    @abstractmethod
    def is_held_elsewhere(self, claude_session: str) -> bool:
        """Whether a live `claude` that is not ours (a terminal) has this Claude session."""

    @abstractmethod
    async def commands(self) -> Sequence[Command]:
        """The `/` commands, as a process of this session said last. ClaudeStartError."""

    @abstractmethod
    async def suggest(self, query: str) -> Sequence[PathSuggestion]:
        """Files and folders of the workspace that fit, the best first. ClaudeStartError."""

    @abstractmethod
    async def aclose(self) -> None:
        """End what it keeps for itself; the processes that it started are their owners'."""
