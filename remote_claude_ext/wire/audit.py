"""The audit: what sessions report of themselves, and what people read."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from .money import Priced


class AuditSource(StrEnum):
    """Who says it: a session speaks of itself, the gateway and the hub of what they saw."""

    SESSION = "session"
    GATEWAY = "gateway"
    HUB = "hub"


class AuditKind(StrEnum):
    """What was done."""

    PROMPT = "prompt"
    TURN_STARTED = "turn.started"
    TURN_FINISHED = "turn.finished"
    APPROVAL_ASKED = "approval.asked"
    APPROVAL_SETTLED = "approval.settled"
    TOOL_STARTED = "tool.started"
    TOOL_FINISHED = "tool.finished"
    MODE_CHANGED = "mode.changed"
    REWOUND = "rewound"
    REWIND_UNDONE = "rewind.undone"
    MODEL_REQUEST = "model.request"
    FREEZE = "freeze"
    UNFREEZE = "unfreeze"
    BUDGET_ASKED = "budget.asked"
    BUDGET_GRANTED = "budget.granted"
    BUDGET_DECLINED = "budget.declined"
    SESSION_STARTED = "session.started"
    SESSION_STOPPED = "session.stopped"
    SESSION_DELETED = "session.deleted"
    PERSON_ADDED = "person.added"
    PERSON_REMOVED = "person.removed"
    PERSON_PASSWORD = "person.password"  # noqa: S105 (the name of a kind)
    ADMIN_MADE = "admin.made"
    ADMIN_UNMADE = "admin.unmade"
    TOKEN_MADE = "token.made"  # noqa: S105
    TOKEN_REVOKED = "token.revoked"  # noqa: S105
    AUDIT_EXPIRED = "audit.expired"


TOLD = frozenset(
    {
        AuditKind.PROMPT,
        AuditKind.TURN_STARTED,
        AuditKind.TURN_FINISHED,
        AuditKind.APPROVAL_ASKED,
        AuditKind.APPROVAL_SETTLED,
        AuditKind.TOOL_STARTED,
        AuditKind.TOOL_FINISHED,
        AuditKind.MODE_CHANGED,
        AuditKind.REWOUND,
        AuditKind.REWIND_UNDONE,
    }
)
"""What a session may report."""

Ident = Annotated[str, Meta(pattern=r"^[!-~]+$", max_length=64)]
Short = Annotated[str, Meta(max_length=1000)]
Digest = Annotated[str, Meta(pattern=r"^([0-9a-f]{64})?$")]
Moment = Annotated[datetime, Meta(tz=True)]
Some = Annotated[int, Meta(ge=0, le=2**53)]
Name = Annotated[str, Meta(pattern=r"^[^\x00-\x1f]+$", max_length=255)]


class AuditOffer(msgspec.Struct, frozen=True, kw_only=True):
    """A rule that would answer a question from now on, and how far it would reach."""

    id: Short
    rule: Short
    scope: Short


class AuditData(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a session says of an event, as far as it belongs to its kind.

    `text` is the beginning of a prompt, or what a tool was called with; `sha256` and `bytes` are of
    the whole prompt, input or output. `suggestion` is the id of the rule that was chosen, `rule`
    that itself; `reason` is why Claude asks, what it is told with an answer, or why a turn did not
    end well. A `rewind` goes `to` before a turn, and has its number of `files`. `frame_sha256` is
    of the frame as the journal has it.
    """

    message: Short = ""
    messages: Annotated[list[Ident], Meta(max_length=100)] = []
    text: Short = ""
    sha256: Digest = ""
    bytes: Some = 0
    attachments: Annotated[list[Short], Meta(max_length=100)] = []
    tool_use: Short = ""
    tool: Short = ""
    parent: Short = ""
    status: Short = ""
    truncated: bool = False
    approval: Short = ""
    type: Short = ""
    reason: Short = ""
    offers: Annotated[list[AuditOffer], Meta(max_length=100)] = []
    suggestion: Short = ""
    rule: Short = ""
    outcome: Short = ""
    mode: Short = ""
    rewind: Short = ""
    to: Short = ""
    undone: Annotated[list[Ident], Meta(max_length=100)] = []
    files: Some = 0
    cost_usd: Short = ""
    recovered: bool = False
    frame_sha256: Digest = ""


class ToldEvent(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was done in a session, as that tells it. The same `id` is recorded once."""

    id: Ident
    kind: AuditKind
    at: Moment
    conversation: Ident
    turn: Ident | None = None
    claude_session: Ident | None = None
    by: Name | None = None
    data: AuditData


class ToldEvents(msgspec.Struct, frozen=True, kw_only=True):
    """What a session reports at once."""

    events: Annotated[list[ToldEvent], Meta(max_length=200)]


class HubDeed(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody did at the hub, on its way into the record."""

    kind: AuditKind
    at: Moment
    by: Name
    user: Name
    session: Name | None = None
    said: dict[str, str] = {}


class AuditItem(msgspec.Struct, frozen=True, kw_only=True):
    """One event as people read it; `data` is an object with what its kind has to say."""

    number: int
    id: str
    source: str
    kind: str
    at: datetime
    recorded_at: datetime
    user: str | None
    session: str | None
    conversation: str | None
    turn: str | None
    claude_session: str | None
    by: str | None
    data: msgspec.Raw
    hash: str


class AuditChain(msgspec.Struct, frozen=True, kw_only=True):
    """Whether the record holds: up to which of its rows that was seen, and when.

    `broken_number` is the first row that does not fit, `broken_why` says why.
    """

    number: int
    verified_number: int
    verified_at: datetime | None
    broken_number: int | None
    broken_why: str | None


class AuditItems(msgspec.Struct, frozen=True, kw_only=True):
    """A page of events, the newest first.

    It may have fewer than were asked for, or none, though `next` leads on.
    """

    items: list[AuditItem]
    next: str | None
    chain: AuditChain


class AuditTurn(Priced, frozen=True, kw_only=True):
    """One turn: what its session told of it, and the requests to models that belong to it.

    Those are the ones of its Claude sessions that began between its beginning and its end.
    `cost_usd` is what they cost together. `is_cut`: there is more than is told.
    """

    events: list[AuditItem]
    requests: list[AuditItem]
    cost_usd: Decimal
    is_cut: bool
    chain: AuditChain
