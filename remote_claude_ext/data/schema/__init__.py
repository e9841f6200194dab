"""Every table; importing this makes the metadata complete."""

from ..base import metadata
from .approvals import session_approvals
from .audit import audit_events, audit_head
from .budget_requests import budget_requests
from .budgets import budget_spending
from .freezes import freeze_events, freezes
from .leases import gateway_leases
from .postures import session_postures
from .resources import session_resources
from .usage import usage_days, usage_entries, usage_rolled_days, usage_running

__all__ = [
    "audit_events",
    "audit_head",
    "budget_requests",
    "budget_spending",
    "freeze_events",
    "freezes",
    "gateway_leases",
    "metadata",
    "session_approvals",
    "session_postures",
    "session_resources",
    "usage_days",
    "usage_entries",
    "usage_rolled_days",
    "usage_running",
]
