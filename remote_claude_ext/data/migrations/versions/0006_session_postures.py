"""Postures: what each session found of itself when it started last."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision: str | None = "0005"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "session_postures",
        sa.Column("user", sa.String(255), nullable=False),
        sa.Column("session", sa.String(255), nullable=False),
        sa.Column("start", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("good", sa.Boolean(), nullable=False),
        sa.Column("checks", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("user", "session", name="pk_session_postures"),
    )
    op.create_index("ix_session_postures_at", "session_postures", ["at"])


def downgrade() -> None:
    """Take the table away."""
    op.drop_table("session_postures")
