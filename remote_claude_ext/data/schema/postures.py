"""What each session found of itself when it started last."""

from sqlalchemy import Boolean, Column, Index, PrimaryKeyConstraint, String, Table, Text

from ..base import UtcDateTime, metadata

session_postures = Table(
    "session_postures",
    metadata,
    Column("user", String(255), nullable=False),
    Column("session", String(255), nullable=False),
    Column("start", String(64), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("good", Boolean, nullable=False),
    Column("checks", Text, nullable=False),
    PrimaryKeyConstraint("user", "session"),
)
"""`start` is the hub's id of the token that the session got: another one at each start."""

Index(None, session_postures.c.at)
