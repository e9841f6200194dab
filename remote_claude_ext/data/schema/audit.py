"""What was done, each event chained to the one before it, and the end of that chain."""

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Text

from ..base import UtcDateTime, metadata

audit_events = Table(
    "audit_events",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("id", String(64), nullable=False, unique=True),
    Column("source", String(16), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("user", String(255)),
    Column("session", String(255)),
    Column("conversation", String(64)),
    Column("turn", String(64)),
    Column("claude_session", String(64)),
    Column("by", String(255)),
    Column("data", Text, nullable=False),
    Column("hash", String(64), nullable=False),
)
"""Rows are added, numbered without gaps, and never changed.

`hash` is that of the hash of the row before and of all other columns (see `trail.chain`).
"""

_c = audit_events.c
Index(None, _c.at, _c.number)
Index(None, _c.kind, _c.at, _c.number)
Index(None, _c.user, _c.kind, _c.at, _c.number)
Index(None, _c.conversation, _c.number)

audit_head = Table(
    "audit_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("number", BigInteger, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("sealed_until", UtcDateTime),
    Column("verified_number", BigInteger, nullable=False),
    Column("verified_hash", String(64), nullable=False),
    Column("verified_at", UtcDateTime),
    Column("whole_at", UtcDateTime),
    Column("broken_number", BigInteger),
    Column("broken_why", Text),
)
"""One row: the last event, how far usage is in the chain, and how far that was verified.

Whoever appends holds its lock. `whole_at` is when the chain was last verified from its beginning.
"""
