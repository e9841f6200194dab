"""Usage entries: one row per request to a model."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision: str | None = None
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Make the table and its indexes."""
    op.create_table(
        "usage_entries",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("user", sa.String(255), nullable=False),
        sa.Column("session", sa.String(255)),
        sa.Column("claude_session", sa.String(64)),
        sa.Column("agent", sa.String(64)),
        sa.Column("model", sa.String(128), nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("status", sa.Integer()),
        sa.Column("request_id", sa.String(128)),
        sa.Column("input_tokens", sa.BigInteger(), nullable=False),
        sa.Column("output_tokens", sa.BigInteger(), nullable=False),
        sa.Column("cache_read_tokens", sa.BigInteger(), nullable=False),
        sa.Column("cache_write_5m_tokens", sa.BigInteger(), nullable=False),
        sa.Column("cache_write_1h_tokens", sa.BigInteger(), nullable=False),
        sa.Column("web_searches", sa.BigInteger(), nullable=False),
        sa.Column("cost_micro_usd", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text()),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.Column("first_byte_ms", sa.BigInteger()),
        sa.Column("latency_ms", sa.BigInteger()),
        sa.Column("gateway_host", sa.String(255), nullable=False),
        sa.Column("gateway_pid", sa.BigInteger(), nullable=False),
        sa.Column("gateway_started_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_usage_entries"),
    )
    for columns in (["user", "started_at"], ["started_at"], ["claude_session"]):
        op.create_index("ix_usage_entries_" + "_".join(columns), "usage_entries", columns)
    op.create_index(
        "ix_usage_entries_open",
        "usage_entries",
        ["gateway_host"],
        sqlite_where=sa.text("outcome = 'open'"),
        postgresql_where=sa.text("outcome = 'open'"),
    )


def downgrade() -> None:
    """Take the table away."""
    op.drop_table("usage_entries")
