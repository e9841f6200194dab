"""What is spent of each budget, and what running requests have reserved of it."""

from sqlalchemy import Column, PrimaryKeyConstraint, String, Table, text

from ..base import MicroUsd, UtcDateTime, metadata

budget_spending = Table(
    "budget_spending",
    metadata,
    Column("owner", String(300), nullable=False),
    Column("period", String(8), nullable=False),
    Column("starts_at", UtcDateTime, nullable=False),
    Column("spent_micro_usd", MicroUsd, nullable=False, key="spent_usd"),
    Column("reserved_micro_usd", MicroUsd, nullable=False, key="reserved_usd"),
    Column(
        "granted_micro_usd", MicroUsd, nullable=False, key="granted_usd", server_default=text("0")
    ),
    PrimaryKeyConstraint("owner", "period", "starts_at"),
)
"""One row an owner and period: running totals, so that no request has to add them up.

What was granted is added to the limit of that period.
"""
