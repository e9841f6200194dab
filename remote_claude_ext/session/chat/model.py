"""A conversation as it is kept: frozen values, saved whole with every change."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

import msgspec

from ...wire.background import Background
from ...wire.chat import (
    Approval,
    Attached,
    Attachment,
    Conversation,
    Effort,
    Mode,
    Queued,
    State,
    Terminal,
    TerminalStatus,
)
from ...wire.frames import Tokens
from ...wire.rewinding import What

UNTITLED = "New conversation"
_TITLE_LENGTH = 60
_LINE_LENGTH = 200


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """A message that Claude does not have yet."""

    message: str
    client_id: str
    text: str
    attachments: list[Attachment]
    by: str
    is_told: bool = False
    """Its frame is in the journal already: it was handed over and did not arrive."""


class OpenTurn(msgspec.Struct, frozen=True, kw_only=True):
    """A turn that was begun and not ended, and the process that works on it."""

    turn: str
    messages: list[str]
    cost_before: Decimal
    pid: int | None = None
    """The process that has its messages or is about to get them; None before that."""
    started_at: float | None = None


class HeldTurn(msgspec.Struct, frozen=True, kw_only=True):
    """A turn that goes on in a terminal, and where its first entry is in the transcript."""

    turn: str
    begin: int


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """The process in a terminal that has a conversation."""

    pid: int
    started: str
    """When it began, in the kernel's ticks; with the pid it is unique."""
    status: TerminalStatus
    name: str | None = None
    turn: HeldTurn | None = None


class LastRewind(msgspec.Struct, frozen=True, kw_only=True):
    """The last rewind, as long as nothing was said since, and what to go back to."""

    rewind: str
    what: What
    claude_session: str | None
    earlier_sessions: list[str]
    cost_offset: Decimal
    usage_offset: Tokens
    last_line: str


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """Everything of a conversation that outlives the server, but its frames."""

    id: str
    title: str = UNTITLED
    is_titled: bool = False
    mode: Mode = "default"
    model: str | None = None
    effort: Effort | None = None
    claude_session: str | None = None
    earlier_sessions: list[str] = []
    queue: list[Waiting] = []
    approvals: list[Approval] = []
    unanswered: list[Approval] = []
    """Questions that ended with Claude's process, until somebody goes on with the conversation."""
    turn: OpenTurn | None = None
    background: list[Background] = []
    last_line: str = ""
    cost_usd: Decimal = Decimal(0)
    cost_offset: Decimal = Decimal(0)
    """What earlier Claude sessions of this conversation cost: Claude Code counts each alone."""
    usage: Tokens = Tokens()
    usage_offset: Tokens = Tokens()
    """The same for tokens."""
    unread: bool = False
    failed: bool = False
    archived: bool = False
    tags: list[str] = []
    terminal: Held | None = None
    read: dict[str, int] = {}
    """How far the transcripts of its Claude sessions are in the journal, where terminals wrote."""
    is_owed: bool = False
    """Whether the rest of a terminal's transcript is to be read yet, behind the turn that runs."""
    rewound: LastRewind | None = None
    active_at: datetime | None = None
    """When something was last said or done; None: by an earlier version, which did not note it."""
    deleted_at: datetime | None = None
    """When it was deleted, for as long as it can be had back."""
    created_at: datetime
    updated_at: datetime


def to_conversation(record: Record, *, last_seq: int) -> Conversation:
    """The conversation as clients see it."""
    held = record.terminal
    return Conversation(
        id=record.id,
        title=record.title,
        state=to_state(record),
        mode=record.mode,
        model=record.model,
        effort=record.effort,
        last_line=record.last_line,
        cost_usd=record.cost_usd,
        unread=record.unread,
        last_seq=last_seq,
        queue=to_queue(record.queue),
        approvals=record.approvals,
        claude_session=record.claude_session,
        created_at=record.created_at,
        updated_at=record.updated_at,
        active_at=record.active_at or record.updated_at,
        archived=record.archived,
        tags=record.tags,
        terminal=None if held is None else Terminal(name=held.name, status=held.status),
    )


def to_state(record: Record) -> State:
    """What a conversation is doing: a question first, then work, then how the last turn ended."""
    held = record.terminal
    # Without a turn it is a dialog of Claude Code's own that stands open.
    if record.approvals or (held and held.turn and held.status == "waiting"):
        return State.WAITING
    if record.turn is not None or (held and (held.turn or held.status == "busy")):
        return State.WORKING
    if record.failed:
        return State.FAILED
    return State.WORKING if record.queue else State.IDLE


def is_working(record: Record) -> bool:
    """Whether a turn runs, here or in a terminal."""
    held = record.terminal
    return record.turn is not None or (held is not None and held.status == "busy")


def to_queue(queue: Sequence[Waiting]) -> list[Queued]:
    """The messages that wait, as clients see them."""
    return [to_queued(each) for each in queue]


def to_queued(waiting: Waiting) -> Queued:
    """One of them; its images are not repeated with each change of the queue."""
    attached = [Attached(type=each.type, name=each.name) for each in waiting.attachments]
    return Queued(message=waiting.message, text=waiting.text, attachments=attached)


def to_tombstone(record: Record) -> Record:
    """What is kept of a deleted conversation: what it cost, and nothing that was said.

    A terminal that still has it does not bring it back.
    """
    return Record(
        id=record.id,
        claude_session=record.claude_session,
        cost_usd=record.cost_usd,
        usage=record.usage,
        created_at=record.created_at,
        updated_at=record.updated_at,
    )


def add_tokens(one: Tokens, other: Tokens) -> Tokens:
    """The sum of two counts."""
    return Tokens(
        input=one.input + other.input,
        output=one.output + other.output,
        cache_read=one.cache_read + other.cache_read,
        cache_creation=one.cache_creation + other.cache_creation,
    )


def to_title(text: str) -> str:
    """A title from a prompt: its first line with words, cut at a word's end."""
    line = next((line for line in text.splitlines() if line.strip()), "")
    line = " ".join(line.split())
    if len(line) <= _TITLE_LENGTH:
        return line or UNTITLED
    cut = line[: _TITLE_LENGTH - 1]
    return (cut[: cut.rfind(" ")] if " " in cut[_TITLE_LENGTH // 2 :] else cut).rstrip() + "…"


def to_last_line(text: str) -> str:
    """The last line of an answer that says something, for the list."""
    lines = [line.strip() for line in text.splitlines() if line.strip(" `-*#>|")]
    return lines[-1].lstrip("#>- ").strip("*_` ")[:_LINE_LENGTH] if lines else ""
