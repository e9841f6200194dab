"""Who asked for more than a budget has, and what an administrator answered."""

from sqlalchemy import Column, Index, String, Table, Text

from ..base import MicroUsd, UtcDateTime, metadata

budget_requests = Table(
    "budget_requests",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("user", String(255), nullable=False),
    Column("whose", String(16), nullable=False),
    Column("name", String(255), nullable=False),
    Column("period", String(8), nullable=False),
    Column("starts_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    Column("usd_micro_usd", MicroUsd, nullable=False, key="usd"),
    Column("reason", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("granted_micro_usd", MicroUsd, key="granted_usd"),
    Column("decided_at", UtcDateTime),
    Column("decided_by", String(255)),
    Column("answer", Text),
)
"""One row a request; it is decided once, and then never changed: the audit reads it."""

_c = budget_requests.c
Index(None, _c.user, _c.at)
Index(
    "ix_budget_requests_waiting",
    _c.user,
    _c.whose,
    _c.name,
    _c.period,
    _c.starts_at,
    unique=True,
    sqlite_where=_c.state == "waiting",
    postgresql_where=_c.state == "waiting",
)
"""Nobody waits twice for the same."""
