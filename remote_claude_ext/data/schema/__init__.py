"""Every table; importing this makes the metadata complete."""

from ..base import metadata
from .budget_requests import budget_requests
from .budgets import budget_holds, budget_spending
from .freezes import freeze_events, freezes
from .leases import gateway_leases
from .postures import session_postures
from .usage import usage_days, usage_entries, usage_rolled_days

__all__ = [
    "budget_holds",
    "budget_requests",
    "budget_spending",
    "freeze_events",
    "freezes",
    "gateway_leases",
    "metadata",
    "session_postures",
    "usage_days",
    "usage_entries",
    "usage_rolled_days",
]
