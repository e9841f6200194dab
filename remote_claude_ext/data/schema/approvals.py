"""What waits for a person in each session, as it told last."""

from sqlalchemy import BigInteger, Column, Integer, PrimaryKeyConstraint, String, Table, Text

from ..base import UtcDateTime, metadata

session_approvals = Table(
    "session_approvals",
    metadata,
    Column("user", String(255), nullable=False),
    Column("session", String(255), nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("total", Integer, nullable=False),
    Column("told", Text, nullable=False),
    PrimaryKeyConstraint("user", "session"),
)
"""`told` is a list of `ToldApproval` as JSON; `number` is that of the statement it came with."""
