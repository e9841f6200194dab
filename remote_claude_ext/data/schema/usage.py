"""One row per request to a model: who asked, what it took, how it ended."""

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Text

from ..base import MicroUsd, UtcDateTime, metadata

usage_entries = Table(
    "usage_entries",
    metadata,
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
)

Index(None, usage_entries.c.user, usage_entries.c.started_at)
Index(None, usage_entries.c.started_at)
Index(None, usage_entries.c.claude_session)
Index(
    "ix_usage_entries_open",
    usage_entries.c.gateway_host,
    sqlite_where=usage_entries.c.outcome == "open",
    postgresql_where=usage_entries.c.outcome == "open",
)
