"""The audit: what sessions report of themselves, and what people read."""

from enum import StrEnum


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
    MODEL_REQUEST = "model.request"
    FREEZE = "freeze"
    UNFREEZE = "unfreeze"
    BUDGET_ASKED = "budget.asked"
    BUDGET_GRANTED = "budget.granted"
    BUDGET_DECLINED = "budget.declined"
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
    }
)
"""What a session may report."""
