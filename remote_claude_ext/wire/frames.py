"""Frames of a chat stream: a body for each kind."""

from datetime import datetime
from decimal import Decimal
from typing import Literal

import msgspec
from msgspec import UNSET, UnsetType

from .background import Background, BackgroundStatus
from .chat import (
    ApprovalOutcome,
    ApprovalType,
    Attachment,
    Conversation,
    Mode,
    Queued,
    Suggestion,
)
from .framing import Body
from .money import Priced
from .output import Preview
from .rewinding import RewindUndone, Rewound

ToolStatus = Literal["ok", "error", "denied", "stopped", "unknown"]
TurnOutcome = Literal["completed", "interrupted", "failed", "budget", "lost"]


class Message(Body, tag="message", frozen=True, kw_only=True):
    """A person's message, as it is handed to Claude; until then it is in the queue."""

    message: str
    client_id: str
    text: str
    attachments: list[Attachment]
    by: str


class TurnStarted(Body, tag="turn.started", frozen=True, kw_only=True):
    """Claude begins to work on these messages. The header's `turn` is the same id."""

    messages: list[str]


class Text(Body, tag="text", frozen=True, kw_only=True):
    """A whole block of Claude's answer."""

    block: str
    text: str
    parent: str | UnsetType = UNSET


class Thinking(Body, tag="thinking", frozen=True, kw_only=True):
    """A whole block of Claude's thinking."""

    block: str
    text: str
    parent: str | UnsetType = UNSET


class ToolStarted(Body, tag="tool.started", frozen=True, kw_only=True):
    """Claude wants to use a tool (it may have to ask first)."""

    tool_use: str
    name: str
    input: dict[str, object]
    parent: str | UnsetType = UNSET


class ToolFinished(Body, tag="tool.finished", frozen=True, kw_only=True):
    """How a tool's use ended. `structured` is Claude Code's own result (a patch, stdout, ...)."""

    tool_use: str
    status: ToolStatus
    output: Preview
    structured: object | UnsetType = UNSET


class ApprovalAsked(Body, tag="approval.asked", frozen=True, kw_only=True):
    """A question to a person; the fields of `Approval`."""

    approval: str
    type: ApprovalType
    tool_use: str
    tool: str
    input: dict[str, object]
    cwd: str
    reason: str | None = None
    suggestions: list[Suggestion]
    asked_at: datetime


class ApprovalSettled(Body, tag="approval.settled", frozen=True, kw_only=True):
    """How a question ended."""

    approval: str
    outcome: ApprovalOutcome
    by: str
    suggestion: str | None = None
    feedback: str | None = None


class QueueChanged(Body, tag="queue.changed", frozen=True, kw_only=True):
    """The messages that wait now, in order."""

    queue: list[Queued]


class Todo(msgspec.Struct, frozen=True, kw_only=True):
    """One line of Claude's list of things to do."""

    text: str
    status: Literal["pending", "in_progress", "completed"]


class TodoChanged(Body, tag="todo.changed", frozen=True, kw_only=True):
    """Claude's list of things to do, whole."""

    todo: list[Todo]


class BackgroundChanged(Body, tag="background.changed", frozen=True, kw_only=True):
    """What goes on in the background now, whole."""

    background: list[Background]


class BackgroundFinished(Body, tag="background.finished", frozen=True, kw_only=True):
    """How a subagent or a command of the background ended; `summary` is a subagent's report."""

    id: str
    tool_use: str | UnsetType = UNSET
    status: BackgroundStatus
    summary: str
    tokens: int = 0
    tools: int = 0
    duration_seconds: float = 0.0


class ModeChanged(Body, tag="mode.changed", frozen=True, kw_only=True):
    """The permission mode from now on."""

    mode: Mode


class ModelChanged(Body, tag="model.changed", frozen=True, kw_only=True):
    """The model from now on; null is the operator's default."""

    model: str | None


class TitleChanged(Body, tag="title.changed", frozen=True, kw_only=True):
    """The title from now on."""

    title: str


class Tokens(msgspec.Struct, frozen=True, kw_only=True):
    """Tokens by kind, cumulative over the conversation."""

    input: int = 0
    output: int = 0
    cache_read: int = 0
    cache_creation: int = 0


class Usage(Priced, Body, tag="usage", frozen=True, kw_only=True):
    """What the conversation has used so far, and how full its context is (in tokens)."""

    tokens: Tokens
    context_used: int
    context_size: int
    cost_usd: Decimal


class TurnFinished(Priced, Body, tag="turn.finished", frozen=True, kw_only=True):
    """Claude has come to rest. `reason` is a sentence where the outcome is not `completed`."""

    outcome: TurnOutcome
    reason: str | None = None
    cost_usd: Decimal


class Notice(Body, tag="notice", frozen=True, kw_only=True):
    """Something a person should know; durable or transient."""

    level: Literal["info", "warning", "error"]
    code: str
    message: str


class Partial(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A block that is being written: what a late listener has missed of it."""

    block: str
    of: Literal["text", "thinking"]
    text: str
    parent: str | UnsetType = UNSET


class Hello(Body, tag="hello", frozen=True, kw_only=True):
    """The first frame on a stream. `reset` tells the client to forget what it has.

    `after` is where a stream begins that was asked for a tail, and `standing` are the frames up to
    there that still hold.
    """

    last: int
    reset: bool | UnsetType = UNSET
    after: int | UnsetType = UNSET
    standing: list[msgspec.Raw] | UnsetType = UNSET
    conversation: Conversation
    partial: list[Partial] | UnsetType = UNSET


class Delta(Body, tag="delta", frozen=True, kw_only=True):
    """More of a block; the later `text` or `thinking` has the same `block`."""

    block: str
    of: Literal["text", "thinking"]
    text: str
    parent: str | UnsetType = UNSET


class Activity(Body, tag="activity", frozen=True, kw_only=True):
    """What Claude is doing, for the activity line; an empty `text` ends it."""

    text: str
    since: datetime


class BackgroundProgress(Body, tag="background.progress", frozen=True, kw_only=True):
    """What a subagent is doing, and the tokens and tools that it has used so far."""

    id: str
    tool_use: str | UnsetType = UNSET
    text: str
    tokens: int = 0
    tools: int = 0


class Presence(Body, tag="presence", frozen=True, kw_only=True):
    """How many streams listen to this conversation."""

    viewers: int


DurableBody = (
    Message
    | TurnStarted
    | Text
    | Thinking
    | ToolStarted
    | ToolFinished
    | ApprovalAsked
    | ApprovalSettled
    | QueueChanged
    | TodoChanged
    | BackgroundChanged
    | BackgroundFinished
    | ModeChanged
    | ModelChanged
    | TitleChanged
    | Usage
    | TurnFinished
    | Rewound
    | RewindUndone
    | Notice
)
TransientBody = Hello | Delta | Activity | BackgroundProgress | Presence | Notice
