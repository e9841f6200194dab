"""Budgets: running totals and reservations; gateway processes and when they were last seen."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision: str | None = "0001"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "budget_spending",
        sa.Column("owner", sa.String(300), nullable=False),
        sa.Column("period", sa.String(8), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("spent_micro_usd", sa.BigInteger(), nullable=False),
        sa.Column("reserved_micro_usd", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("owner", "period", "starts_at", name="pk_budget_spending"),
    )
    op.create_table(
        "budget_holds",
        sa.Column("entry", sa.String(36), nullable=False),
        sa.Column("owner", sa.String(300), nullable=False),
        sa.Column("period", sa.String(8), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reserved_micro_usd", sa.BigInteger(), nullable=False),
        sa.Column("counted_micro_usd", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("entry", "owner", "period", "starts_at", name="pk_budget_holds"),
        sa.ForeignKeyConstraint(
            ["entry"],
            ["usage_entries.id"],
            name="fk_budget_holds_entry_usage_entries",
            ondelete="CASCADE",
        ),
    )
    op.create_table(
        "gateway_leases",
        sa.Column("host", sa.String(255), nullable=False),
        sa.Column("pid", sa.BigInteger(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("host", "pid", "started_at", name="pk_gateway_leases"),
    )


def downgrade() -> None:
    """Take the tables away."""
    for name in ("gateway_leases", "budget_holds", "budget_spending"):
        op.drop_table(name)
