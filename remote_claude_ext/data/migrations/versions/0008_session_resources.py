"""Resources: what each session took of the machine when it told last."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision: str | None = "0007"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "session_resources",
        sa.Column("user", sa.String(255), nullable=False),
        sa.Column("session", sa.String(255), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("user", "session", name="pk_session_resources"),
    )
    op.create_index("ix_session_resources_at", "session_resources", ["at"])


def downgrade() -> None:
    """Take the table away."""
    op.drop_table("session_resources")
