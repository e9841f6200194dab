"""Gateway processes, and when each last said that it lives."""

from sqlalchemy import BigInteger, Column, PrimaryKeyConstraint, String, Table

from ..base import UtcDateTime, metadata

gateway_leases = Table(
    "gateway_leases",
    metadata,
    Column("host", String(255), nullable=False),
    Column("pid", BigInteger, nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("host", "pid", "started_at"),
)
