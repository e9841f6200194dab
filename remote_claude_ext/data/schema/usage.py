"""One row per request to a model, while it runs and for good, and what a day's rows come to."""

from typing import Any

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Text

from ..base import MicroUsd, UtcDateTime, metadata


def _columns() -> list[Column[Any]]:
    """What is kept of a request, the same while it runs and for good."""
    return [
        Column("id", String(36), primary_key=True),
        Column("user", String(255), nullable=False),
        Column("session", String(255)),
        Column("claude_session", String(64)),
        Column("agent", String(64)),
        Column("model", String(128), nullable=False),
        Column("outcome", String(16), nullable=False),
        Column("status", Integer),
        Column("request_id", String(128)),
        Column("input_tokens", BigInteger, nullable=False),
        Column("output_tokens", BigInteger, nullable=False),
        Column("cache_read_tokens", BigInteger, nullable=False),
        Column("cache_write_5m_tokens", BigInteger, nullable=False),
        Column("cache_write_1h_tokens", BigInteger, nullable=False),
        Column("web_searches", BigInteger, nullable=False),
        Column("cost_micro_usd", MicroUsd, nullable=False, key="cost_usd"),
        Column("note", Text),
        Column("started_at", UtcDateTime, nullable=False),
        Column("finished_at", UtcDateTime),
        Column("first_byte_ms", BigInteger),
        Column("latency_ms", BigInteger),
        Column("gateway_host", String(255), nullable=False),
        Column("gateway_pid", BigInteger, nullable=False),
        Column("gateway_started_at", UtcDateTime, nullable=False),
        Column("groups", Text, nullable=False, server_default="[]"),
        Column("client", String(16), nullable=False, server_default="other"),
        Column("holds", Text, key="held"),
    ]


usage_entries = Table("usage_entries", metadata, *_columns())
"""The requests that are over. `held` is kept of unknown ones: their end may still come."""

Index(None, usage_entries.c.user, usage_entries.c.started_at)
Index(None, usage_entries.c.started_at)
Index(None, usage_entries.c.claude_session)

usage_running = Table("usage_running", metadata, *_columns(), sqlite_with_rowid=False)
"""The requests that run, and those that ended a moment ago: small, and without an index to keep.

`held` says what a request has reserved of which budgets, as JSON; null where it is none, and once
that is settled.
"""

usage_days = Table(
    "usage_days",
    metadata,
    Column("day", String(10), nullable=False),
    Column("user", String(255), nullable=False),
    Column("session", String(255), nullable=False),
    Column("model", String(128), nullable=False),
    Column("client", String(16), nullable=False),
    Column("groups", Text, nullable=False),
    Column("requests", BigInteger, nullable=False),
    Column("failed", BigInteger, nullable=False),
    Column("input_tokens", BigInteger, nullable=False),
    Column("output_tokens", BigInteger, nullable=False),
    Column("cache_read_tokens", BigInteger, nullable=False),
    Column("cache_write_5m_tokens", BigInteger, nullable=False),
    Column("cache_write_1h_tokens", BigInteger, nullable=False),
    Column("web_searches", BigInteger, nullable=False),
    Column("cost_micro_usd", MicroUsd, nullable=False, key="cost_usd"),
)
"""The requests of one day with everything else the same; `session` is empty where there is none."""

Index(None, usage_days.c.day)
Index(None, usage_days.c.user, usage_days.c.day)

usage_rolled_days = Table(
    "usage_rolled_days", metadata, Column("day", String(10), primary_key=True)
)
"""The days that are in `usage_days` for good, also those without a request."""
