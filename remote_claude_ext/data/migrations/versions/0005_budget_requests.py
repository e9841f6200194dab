"""Budgets: who asked for more, what was answered, and what was granted in a period."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision: str | None = "0004"
branch_labels: str | None = None
depends_on: str | None = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add the column, make the table."""
    with op.batch_alter_table("budget_spending") as batch:
        batch.add_column(
            sa.Column("granted_micro_usd", sa.BigInteger(), nullable=False, server_default="0")
        )
    op.create_table(
        "budget_requests",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("user", sa.String(255), nullable=False),
        sa.Column("whose", sa.String(16), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("period", sa.String(8), nullable=False),
        sa.Column("starts_at", _MOMENT, nullable=False),
        sa.Column("ends_at", _MOMENT, nullable=False),
        sa.Column("usd_micro_usd", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("granted_micro_usd", sa.BigInteger()),
        sa.Column("decided_at", _MOMENT),
        sa.Column("decided_by", sa.String(255)),
        sa.Column("answer", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_budget_requests"),
    )
    op.create_index("ix_budget_requests_user_at", "budget_requests", ["user", "at"])
    op.create_index(
        "ix_budget_requests_waiting",
        "budget_requests",
        ["user", "whose", "name", "period", "starts_at"],
        unique=True,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )


def downgrade() -> None:
    """Take table and column away."""
    op.drop_table("budget_requests")
    with op.batch_alter_table("budget_spending") as batch:
        batch.drop_column("granted_micro_usd")
