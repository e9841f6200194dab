"""Audit: what was done, as a chain, and where that ends."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision: str | None = "0010"
branch_labels: str | None = None
depends_on: str | None = None

_START = "0" * 64


def upgrade() -> None:
    """Make the tables, and the beginning of the chain."""
    op.create_table(
        "audit_events",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("source", sa.String(16), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user", sa.String(255)),
        sa.Column("session", sa.String(255)),
        sa.Column("conversation", sa.String(64)),
        sa.Column("turn", sa.String(64)),
        sa.Column("claude_session", sa.String(64)),
        sa.Column("by", sa.String(255)),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_audit_events"),
        sa.UniqueConstraint("id", name="uq_audit_events_id"),
    )
    for columns in (
        ["at", "number"],
        ["kind", "at", "number"],
        ["user", "kind", "at", "number"],
        ["conversation", "number"],
    ):
        op.create_index(f"ix_audit_events_{'_'.join(columns)}", "audit_events", columns)
    head = op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("sealed_until", sa.DateTime(timezone=True)),
        sa.Column("verified_number", sa.BigInteger(), nullable=False),
        sa.Column("verified_hash", sa.String(64), nullable=False),
        sa.Column("verified_at", sa.DateTime(timezone=True)),
        sa.Column("whole_at", sa.DateTime(timezone=True)),
        sa.Column("broken_number", sa.BigInteger()),
        sa.Column("broken_why", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_audit_head"),
    )
    first = {"id": 1, "number": 0, "hash": _START, "verified_number": 0, "verified_hash": _START}
    op.bulk_insert(head, [first])


def downgrade() -> None:
    """Take the tables away."""
    op.drop_table("audit_head")
    op.drop_table("audit_events")
