"""Usage: requests that run have a table of their own, in which is what they hold of budgets."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision: str | None = "0006"
branch_labels: str | None = None
depends_on: str | None = None

_OPEN, _UNKNOWN = "open", "unknown"
_COLUMNS: tuple[tuple[str, sa.types.TypeEngine[Any], bool], ...] = (
    ("id", sa.String(36), False),
    ("user", sa.String(255), False),
    ("session", sa.String(255), True),
    ("claude_session", sa.String(64), True),
    ("agent", sa.String(64), True),
    ("model", sa.String(128), False),
    ("outcome", sa.String(16), False),
    ("status", sa.Integer(), True),
    ("request_id", sa.String(128), True),
    ("input_tokens", sa.BigInteger(), False),
    ("output_tokens", sa.BigInteger(), False),
    ("cache_read_tokens", sa.BigInteger(), False),
    ("cache_write_5m_tokens", sa.BigInteger(), False),
    ("cache_write_1h_tokens", sa.BigInteger(), False),
    ("web_searches", sa.BigInteger(), False),
    ("cost_micro_usd", sa.BigInteger(), False),
    ("note", sa.Text(), True),
    ("started_at", sa.DateTime(timezone=True), False),
    ("finished_at", sa.DateTime(timezone=True), True),
    ("first_byte_ms", sa.BigInteger(), True),
    ("latency_ms", sa.BigInteger(), True),
    ("gateway_host", sa.String(255), False),
    ("gateway_pid", sa.BigInteger(), False),
    ("gateway_started_at", sa.DateTime(timezone=True), False),
)
_HOLDS = (
    ("entry", sa.String(36)),
    ("owner", sa.String(300)),
    ("period", sa.String(8)),
    ("starts_at", sa.DateTime(timezone=True)),
    ("reserved_micro_usd", sa.BigInteger()),
    ("counted_micro_usd", sa.BigInteger()),
)
_holds = sa.table("budget_holds", *(sa.column(name, kind) for name, kind in _HOLDS))


def _usage(name: str) -> sa.TableClause:
    added = (("groups", sa.Text()), ("client", sa.String(16)), ("held", sa.Text()))
    before = ((column, kind) for column, kind, _ in _COLUMNS)
    return sa.table(name, *(sa.column(column, kind) for column, kind in (*before, *added)))


_entries, _running = _usage("usage_entries"), _usage("usage_running")


def upgrade() -> None:
    """Make the table; move what is open; write down at each entry what it holds."""
    op.create_table(
        "usage_running",
        *(sa.Column(name, kind, nullable=is_free) for name, kind, is_free in _COLUMNS),
        sa.Column("groups", sa.Text(), nullable=False, server_default="[]"),
        sa.Column("client", sa.String(16), nullable=False, server_default="other"),
        sa.Column("held", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_usage_running"),
        sqlite_with_rowid=False,
    )
    op.add_column("usage_entries", sa.Column("held", sa.Text()))
    connection = op.get_bind()
    for entry, held in _find_held(connection):
        connection.execute(sa.update(_entries).where(_entries.c.id == entry).values(held=held))
    _move(connection, _entries, _running, _entries.c.outcome == _OPEN)
    op.drop_index("ix_usage_entries_open", "usage_entries")
    op.drop_table("budget_holds")


def downgrade() -> None:
    """Move everything back."""
    connection = op.get_bind()
    _move(connection, _running, _entries, sa.true())
    op.drop_table("usage_running")
    rows = list(_to_holds(connection))
    # Before the holds are there: SQLite makes the table anew, and would take them along.
    with op.batch_alter_table("usage_entries") as batch:
        batch.drop_column("held")
    op.create_index(
        "ix_usage_entries_open",
        "usage_entries",
        ["gateway_host"],
        sqlite_where=sa.text("outcome = 'open'"),
        postgresql_where=sa.text("outcome = 'open'"),
    )
    op.create_table(
        "budget_holds",
        *(sa.Column(name, kind, nullable=False) for name, kind in _HOLDS),
        sa.PrimaryKeyConstraint("entry", "owner", "period", "starts_at", name="pk_budget_holds"),
        sa.ForeignKeyConstraint(
            ["entry"],
            ["usage_entries.id"],
            name="fk_budget_holds_entry_usage_entries",
            ondelete="CASCADE",
        ),
    )
    if rows:
        connection.execute(sa.insert(_holds), rows)


def _move(
    connection: sa.Connection,
    source: sa.TableClause,
    target: sa.TableClause,
    which: sa.ColumnElement[bool],
) -> None:
    names = [column.name for column in target.columns]
    wanted = sa.select(*(source.c[name] for name in names)).where(which)
    connection.execute(sa.insert(target).from_select(names, wanted))
    connection.execute(sa.delete(source).where(which))


def _find_held(connection: sa.Connection) -> Iterator[tuple[str, str]]:
    """The entries whose end may still come, and what each holds as the new column says it."""
    query = (
        sa.select(_holds, _entries.c.outcome)
        .join(_entries, _entries.c.id == _holds.c.entry)
        .where(_entries.c.outcome.in_((_OPEN, _UNKNOWN)))
        .order_by(_holds.c.entry)
    )
    found: dict[str, dict[str, Any]] = {}
    for row in connection.execute(query):
        nothing: dict[str, Any] = {"micro_usd": row.reserved_micro_usd, "accounts": []}
        held = found.setdefault(row.entry, nothing)
        held["accounts"].append([row.owner, row.period, _to_text(row.starts_at)])
    for entry, held in found.items():
        yield entry, json.dumps(held)


def _to_holds(connection: sa.Connection) -> Iterator[dict[str, Any]]:
    query = sa.select(_entries.c.id, _entries.c.outcome, _entries.c.held).where(
        _entries.c.held.is_not(None), _entries.c.outcome.in_((_OPEN, _UNKNOWN))
    )
    for row in connection.execute(query):
        held = json.loads(row.held)
        for owner, period, starts_at in held["accounts"]:
            yield {
                "entry": row.id,
                "owner": owner,
                "period": period,
                "starts_at": _from_text(starts_at, connection),
                "reserved_micro_usd": held["micro_usd"] if row.outcome == _OPEN else 0,
                "counted_micro_usd": 0,
            }


def _to_text(moment: datetime) -> str:
    utc = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return utc.isoformat()


def _from_text(text: str, connection: sa.Connection) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if connection.dialect.name == "postgresql" else moment.replace(tzinfo=None)
