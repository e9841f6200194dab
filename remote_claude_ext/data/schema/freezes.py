"""What administrators have frozen, and each time that they did or undid it."""

from sqlalchemy import Column, Index, String, Table, Text

from ..base import UtcDateTime, metadata

freezes = Table(
    "freezes",
    metadata,
    Column("target", String(300), primary_key=True),
    Column("reason", Text, nullable=False),
    Column("by", String(255), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
"""What is frozen now: `everyone`, `group:NAME`, `user:NAME` or `session:USER/NAME`."""

freeze_events = Table(
    "freeze_events",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("action", String(16), nullable=False),
    Column("target", String(300), nullable=False),
    Column("reason", Text, nullable=False),
    Column("by", String(255), nullable=False),
)
"""Rows are added and never changed: the audit reads them."""

Index(None, freeze_events.c.at)
