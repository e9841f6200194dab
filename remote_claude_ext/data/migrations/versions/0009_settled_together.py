"""Usage: what ended requests hold is settled when they move; `held` has another name for that.

A gateway of an earlier version would move them unsettled: it does not find its column, and says so.
"""

import json
from collections import Counter
from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision: str | None = "0008"
branch_labels: str | None = None
depends_on: str | None = None

_TABLES = ("usage_running", "usage_entries")
_ENDED = "outcome NOT IN ('open', 'unknown')"


def upgrade() -> None:
    """Rename the column; who has ended until now was settled at once."""
    for table in _TABLES:
        op.alter_column(table, "held", new_column_name="holds")
    op.execute(f"UPDATE usage_running SET holds = NULL WHERE {_ENDED}")  # noqa: S608


def downgrade() -> None:
    """Settle who has ended; rename it back."""
    connection = op.get_bind()
    query = f"SELECT cost_micro_usd, holds FROM usage_running WHERE {_ENDED} AND holds IS NOT NULL"  # noqa: S608
    spent: Counter[tuple[str, str, str]] = Counter()
    released: Counter[tuple[str, str, str]] = Counter()
    for cost, text in connection.execute(sa.text(query)):
        held = json.loads(text)
        for key in map(tuple, held["accounts"]):
            spent[key] += cost
            released[key] += held["micro_usd"]
    settle = sa.text(
        "UPDATE budget_spending SET spent_micro_usd = spent_micro_usd + :cost,"
        " reserved_micro_usd = reserved_micro_usd - :held"
        " WHERE owner = :owner AND period = :period AND starts_at = :starts_at"
    ).bindparams(sa.bindparam("starts_at", type_=sa.DateTime(timezone=True)))
    for owner, period, starts_at in released:
        key = (owner, period, starts_at)
        moment = datetime.fromisoformat(starts_at)
        if connection.dialect.name != "postgresql":
            moment = moment.replace(tzinfo=None)
        amounts = {"cost": spent[key], "held": released[key]}
        names = {"owner": owner, "period": period, "starts_at": moment}
        connection.execute(settle, {**names, **amounts})
    for table in _TABLES:
        op.alter_column(table, "holds", new_column_name="held")
