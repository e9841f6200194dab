"""Bodies of the chat and approval routes."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from .money import Priced
from .resources import DiskShort

Mode = Literal["default", "acceptEdits", "plan", "bypassPermissions", "dontAsk", "auto"]
"""Claude Code's permission modes, by its own names."""
Effort = Literal["low", "medium", "high", "xhigh", "max"]
Title = Annotated[str, Meta(min_length=1, max_length=200)]
Tag = Annotated[str, Meta(min_length=1, max_length=40)]
ClientId = Annotated[str, Meta(min_length=1, max_length=200)]


class State(StrEnum):
    """What a conversation is doing, as its list shows it."""

    IDLE = "idle"
    WORKING = "working"
    WAITING = "waiting"
    FAILED = "failed"


class ApprovalType(StrEnum):
    """The three kinds of question."""

    PERMISSION = "permission"
    PLAN = "plan"
    QUESTION = "question"


class Suggestion(msgspec.Struct, frozen=True, kw_only=True):
    """One rule that would make a permission automatic; `scope` says how far it would reach.

    `rule` is the rule itself, as Claude Code's settings write it.
    """

    id: str
    label: str
    scope: str
    rule: str | UnsetType = UNSET


class Approval(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A question that waits for a person."""

    approval: str
    type: ApprovalType
    tool_use: str
    tool: str
    input: dict[str, object]
    cwd: str
    reason: str | None = None
    suggestions: list[Suggestion]
    asked_at: datetime


class Attached(msgspec.Struct, frozen=True, kw_only=True):
    """What hangs on a message, without its content."""

    type: Literal["image", "file"]
    name: str


class Queued(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A message that waits its turn."""

    message: str
    text: str
    attachments: list[Attached] = []


TerminalStatus = Literal["idle", "busy", "waiting"]


class Terminal(msgspec.Struct, frozen=True, kw_only=True):
    """The terminal that a conversation runs in; the panel sends nothing meanwhile.

    `name` is JupyterLab's name of it, null for a terminal that JupyterLab does not have.
    """

    name: str | None
    status: TerminalStatus


class Conversation(Priced, frozen=True, kw_only=True):
    """A conversation as lists and streams show it. `cost_usd` is cumulative.

    `active_at` is when something was last said or done in it; `updated_at` moves with any change.
    """

    id: str
    title: str
    state: State
    mode: Mode
    model: str | None
    effort: Effort | None
    last_line: str
    cost_usd: Decimal
    unread: bool
    last_seq: int
    queue: list[Queued]
    approvals: list[Approval]
    claude_session: str | None
    created_at: datetime
    updated_at: datetime
    active_at: datetime
    archived: bool
    tags: list[str]
    terminal: Terminal | None


class Conversations(msgspec.Struct, frozen=True, kw_only=True):
    """A page of conversations, the most recently changed first."""

    items: list[Conversation]
    next: str | None


class NewConversation(msgspec.Struct, frozen=True, kw_only=True):
    """`POST conversations`. The same `client_id` again gets the same conversation."""

    client_id: ClientId | UnsetType = UNSET
    title: Title | UnsetType = UNSET
    mode: Mode | UnsetType = UNSET
    model: str | UnsetType = UNSET
    effort: Effort | UnsetType = UNSET


class ConversationPatch(msgspec.Struct, frozen=True, kw_only=True):
    """`PATCH conversations/{id}`: what is given is changed."""

    title: Title | UnsetType = UNSET
    mode: Mode | UnsetType = UNSET
    model: str | UnsetType | None = UNSET
    effort: Effort | UnsetType | None = UNSET
    unread: bool | UnsetType = UNSET
    archived: bool | UnsetType = UNSET
    tags: list[Tag] | UnsetType = UNSET


class Fork(msgspec.Struct, frozen=True, kw_only=True):
    """`POST conversations/{id}/fork`: before the turn of a message, or behind a finished turn.

    Neither: behind the last finished turn.
    """

    message: str | UnsetType = UNSET
    turn: str | UnsetType = UNSET


class Attachment(msgspec.Struct, frozen=True, kw_only=True):
    """Something sent along with a prompt.

    An image has `data` (base64) and `media_type`. A file has `path`, and is mentioned; with
    `lines` (`41-49`) and `text` it is what is selected in an editor.
    """

    type: Literal["image", "file"]
    name: str
    media_type: str | UnsetType = UNSET
    data: str | UnsetType = UNSET
    path: str | UnsetType = UNSET
    lines: str | UnsetType = UNSET
    text: str | UnsetType = UNSET


class NewMessage(msgspec.Struct, frozen=True, kw_only=True):
    """`POST conversations/{id}/messages`. `now` interrupts the running answer (steering)."""

    text: str
    client_id: ClientId
    attachments: list[Attachment] = []
    when: Literal["queue", "now"] = "queue"


class Accepted(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to a message: the same `client_id` again gets the same answer."""

    message: str
    client_id: str
    state: Literal["queued", "sent"]


class ApprovalAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """`POST .../approvals/{approval}`. Without `suggestion` the decision holds once."""

    decision: Literal["allow", "deny"]
    suggestion: str | UnsetType = UNSET
    input: dict[str, object] | UnsetType = UNSET
    answers: dict[str, str] | UnsetType = UNSET
    mode: Literal["default", "acceptEdits", "auto"] | UnsetType = UNSET
    feedback: str | UnsetType = UNSET


ApprovalOutcome = Literal["allowed", "denied", "withdrawn", "lost"]


class SettledApproval(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How a question ended, and by whom."""

    approval: str
    outcome: ApprovalOutcome
    by: str
    at: datetime
    suggestion: str | None = None
    feedback: str | None = None


class ConversationChanged(msgspec.Struct, frozen=True, kw_only=True):
    """What `WS stream` sends on each change; `deleted` conversations carry their last state."""

    conversation: Conversation
    deleted: bool | UnsetType = UNSET


class Choices(msgspec.Struct, frozen=True, kw_only=True):
    """What a person may choose here, as far as policy and gateway allow.

    `model` is the one that answers where none is chosen; None: what Claude Code takes itself.
    """

    modes: list[Mode]
    models: list[str]
    efforts: list[Effort]
    model: str | None = None


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """`GET health` of a session: what it runs on and what it has to say to its user.

    `provider` is `demo` for the scripted model; `config_hint` is then the very YAML to write.
    `trust` is `managed` where policy wins over a repository's settings in the terminal too,
    else `dialog`: Claude Code's own trust dialog stays. `stops_in_seconds` is how long this
    session still runs in any case, by the operator's limit of its age; None without one.
    `extensions_left` is how often it may be kept an hour longer than that. `disk_short` is there
    where there is little room for files.
    """

    status: Literal["ok", "degraded"]
    version: str
    claude_version: str
    provider: str
    config_hint: str | None
    workspace: str
    user: str
    session: str | None
    hub: bool
    trust: Literal["managed", "dialog"]
    live: int
    live_limit: int
    max_prompt_bytes: int
    choices: Choices
    problem: str | None = None
    stops_in_seconds: int | None = None
    extensions_left: int = 0
    disk_short: DiskShort | None = None
