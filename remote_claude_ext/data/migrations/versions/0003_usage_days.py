"""Usage: groups and client of each request, and daily rollups."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision: str | None = "0002"
branch_labels: str | None = None
depends_on: str | None = None

_COUNTS = (
    "requests",
    "failed",
    "input_tokens",
    "output_tokens",
    "cache_read_tokens",
    "cache_write_5m_tokens",
    "cache_write_1h_tokens",
    "web_searches",
    "cost_micro_usd",
)


def upgrade() -> None:
    """Add the columns, make the tables."""
    with op.batch_alter_table("usage_entries") as batch:
        batch.add_column(sa.Column("groups", sa.Text(), nullable=False, server_default="[]"))
        batch.add_column(sa.Column("client", sa.String(16), nullable=False, server_default="other"))
    op.create_table(
        "usage_days",
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("user", sa.String(255), nullable=False),
        sa.Column("session", sa.String(255), nullable=False),
        sa.Column("model", sa.String(128), nullable=False),
        sa.Column("client", sa.String(16), nullable=False),
        sa.Column("groups", sa.Text(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in _COUNTS),
    )
    op.create_index("ix_usage_days_day", "usage_days", ["day"])
    op.create_index("ix_usage_days_user_day", "usage_days", ["user", "day"])
    op.create_table(
        "usage_rolled_days",
        sa.Column("day", sa.String(10), nullable=False),
        sa.PrimaryKeyConstraint("day", name="pk_usage_rolled_days"),
    )


def downgrade() -> None:
    """Take tables and columns away."""
    op.drop_table("usage_rolled_days")
    op.drop_table("usage_days")
    with op.batch_alter_table("usage_entries") as batch:
        batch.drop_column("client")
        batch.drop_column("groups")
