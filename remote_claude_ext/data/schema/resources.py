"""What each session took of the machine when it told last."""

from sqlalchemy import Column, Index, PrimaryKeyConstraint, String, Table, Text

from ..base import UtcDateTime, metadata

session_resources = Table(
    "session_resources",
    metadata,
    Column("user", String(255), nullable=False),
    Column("session", String(255), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("told", Text, nullable=False),
    PrimaryKeyConstraint("user", "session"),
)
"""`told` is a `NewResources` as JSON."""

Index(None, session_resources.c.at)
