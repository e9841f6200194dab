"""The tables of requests for more go and come, and what was spent before stays."""

from alembic import command
from sqlalchemy import text

from remote_claude_ext.data import migrate, version
from remote_claude_ext.data.engine import WRITE, open_engine

SPENT = (
    "INSERT INTO budget_spending (owner, period, starts_at, spent_micro_usd, reserved_micro_usd)"
    " VALUES ('everyone', 'day', '2026-11-28', 7, 0)"
)
ASKED = (
    'INSERT INTO budget_requests (id, at, "user", whose, name, period, starts_at, ends_at,'
    " usd_micro_usd, reason, state) VALUES ('1', '2026-11-28', 'ada', 'user', 'ada', 'day',"
    " '2026-11-28', '2026-11-29', 5, 'Because', 'waiting')"
)


def test_the_column_and_the_table_go_and_come_with_the_totals_untouched(url: str) -> None:
    engine = open_engine(url)
    with engine.connect().execution_options(**WRITE) as connection, connection.begin():
        config = migrate._config(connection)
        command.downgrade(config, "0004")
        connection.execute(text(SPENT))
        command.upgrade(config, "head")
        version.check_connection(connection)
        row = connection.execute(text("SELECT * FROM budget_spending")).one()
        assert (row.spent_micro_usd, row.granted_micro_usd) == (7, 0)
        connection.execute(text(ASKED))
        connection.execute(text("UPDATE budget_spending SET granted_micro_usd = 9"))
        command.downgrade(config, "0004")
        command.upgrade(config, "head")
        row = connection.execute(text("SELECT * FROM budget_spending")).one()
        assert (row.spent_micro_usd, row.granted_micro_usd) == (7, 0)
        assert connection.execute(text("SELECT count(*) FROM budget_requests")).scalar() == 0
    engine.dispose()
