"""Requests that run change tables with the schema, and what they hold of budgets goes with them."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, text

from remote_claude_ext.data.engine import WRITE, open_engine
from remote_claude_ext.data.version import VERSION_TABLE
from remote_claude_ext.ledger import holds, running, store
from remote_claude_ext.ledger.held import from_text
from remote_claude_ext.ledger.model import Outcome, UsageEnd

AT = datetime(2026, 11, 28, 12, 30, 1, 250, tzinfo=UTC)
DAY = datetime(2026, 11, 27, 23, 0, tzinfo=UTC)
OUTCOMES = {"o": "open", "c": "completed", "u": "unknown", "f": "open"}
HELD = {"o": 700_001, "c": 0, "u": 0}
OWNERS = ("everyone", "user:ada")


def migrate(engine: Engine, to: str, *, down: bool = False) -> None:
    """Bring the database to a version, earlier or later."""
    with engine.connect().execution_options(**WRITE) as connection, connection.begin():
        config = Config()
        config.set_main_option("script_location", "remote_claude_ext.data:migrations")
        config.set_main_option("path_separator", "os")
        config.attributes.update(connection=connection, version_table=VERSION_TABLE)
        (command.downgrade if down else command.upgrade)(config, to)


def fill(connection: Connection) -> None:
    """Requests as the schema before had them; `f` holds nothing."""
    moment = AT if connection.dialect.name == "postgresql" else f"{AT:%Y-%m-%d %H:%M:%S.%f}"
    day = DAY if connection.dialect.name == "postgresql" else f"{DAY:%Y-%m-%d %H:%M:%S.%f}"
    for ident, outcome in OUTCOMES.items():
        connection.execute(
            text(
                "INSERT INTO usage_entries VALUES (:id, 'ada', 's', 'c', NULL, 'big', :outcome,"
                " NULL, NULL, 1, 2, 3, 4, 5, 6, 7, NULL, :at, NULL, NULL, NULL, 'here', 1, :at,"
                " '[\"data\"]', 'panel')"
            ),
            {"id": ident, "outcome": outcome, "at": moment},
        )
    for owner in OWNERS:
        connection.execute(
            text("INSERT INTO budget_spending VALUES (:owner, 'day', :day, 100, 700001, 0)"),
            {"owner": owner, "day": day},
        )
        for ident, held in HELD.items():
            connection.execute(
                text("INSERT INTO budget_holds VALUES (:entry, :owner, 'day', :day, :held, 0)"),
                {"entry": ident, "owner": owner, "day": day, "held": held},
            )


def rows(connection: Connection, query: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in connection.execute(text(query))]


ENTRIES = (
    'SELECT id, "user", session, claude_session, model, outcome, input_tokens, cost_micro_usd,'
    " started_at, gateway_host, gateway_started_at, groups, client FROM usage_entries ORDER BY id"
)
HOLDS = "SELECT * FROM budget_holds ORDER BY entry, owner"
SPENT = "SELECT spent_micro_usd, reserved_micro_usd FROM budget_spending"
END = UsageEnd(
    outcome=Outcome.COMPLETED,
    finished_at=AT,
    latency=AT - AT,
    model="big",
    cost_usd=Decimal("0.000042"),
)


@pytest.fixture
def engine(empty_url: str) -> Any:
    made = open_engine(empty_url)
    migrate(made, "0006")
    with made.connect().execution_options(**WRITE) as connection, connection.begin():
        fill(connection)
    yield made
    made.dispose()


def test_what_runs_moves_with_what_it_holds_and_ends_as_ever(engine: Engine) -> None:
    migrate(engine, "head")
    with engine.connect().execution_options(**WRITE) as connection, connection.begin():
        assert rows(connection, "SELECT id FROM usage_running ORDER BY id") == [("f",), ("o",)]
        assert rows(connection, "SELECT id FROM usage_entries ORDER BY id") == [("c",), ("u",)]
        assert rows(connection, "SELECT holds FROM usage_running WHERE id = 'f'") == [(None,)]
        assert running.close_entry(connection, "o", END)
        was_unknown, held = running.close_late(connection, "u", END)
        assert was_unknown
        assert held is not None
        holds.settle(connection, from_text(held), END.cost_usd, is_released=True)
        running.move(connection)
        assert rows(connection, SPENT) == [(184, 0)] * 2
        found = {one.entry.id: one for one in store.find_entries(connection)}
        assert {ident: one.outcome for ident, one in found.items()} == {
            "o": Outcome.COMPLETED,
            "c": Outcome.COMPLETED,
            "u": Outcome.COMPLETED,
            "f": Outcome.OPEN,
        }
        assert {one.entry.started_at for one in found.values()} == {AT}
        assert {one.entry.groups for one in found.values()} == {("data",)}


def test_there_and_back_leaves_everything_that_may_still_matter(engine: Engine) -> None:
    with engine.connect() as connection, connection.begin():
        before = rows(connection, ENTRIES)
        held = [row for row in rows(connection, HOLDS) if row[0] != "c"]
    migrate(engine, "0007")
    migrate(engine, "0006", down=True)
    with engine.connect() as connection, connection.begin():
        assert rows(connection, ENTRIES) == before
        assert rows(connection, HOLDS) == held
    migrate(engine, "0007")
    with engine.connect() as connection, connection.begin():
        assert rows(connection, "SELECT id FROM usage_running ORDER BY id") == [("f",), ("o",)]


def test_all_the_way_down_and_up(engine: Engine) -> None:
    migrate(engine, "0007")
    migrate(engine, "base", down=True)
    migrate(engine, "head")


def test_who_had_ended_before_counts_once(engine: Engine) -> None:
    migrate(engine, "0008")
    with engine.connect().execution_options(**WRITE) as connection, connection.begin():
        connection.execute(text("UPDATE usage_running SET outcome = 'completed' WHERE id = 'o'"))
        connection.execute(text("UPDATE budget_spending SET reserved_micro_usd = 0"))
    migrate(engine, "head")
    with engine.connect().execution_options(**WRITE) as connection, connection.begin():
        running.move(connection)
        assert rows(connection, SPENT) == [(100, 0)] * 2


def test_who_ended_and_did_not_move_is_settled_on_the_way_back(engine: Engine) -> None:
    migrate(engine, "head")
    with engine.connect().execution_options(**WRITE) as connection, connection.begin():
        assert running.close_entry(connection, "o", END)
        assert rows(connection, SPENT) == [(100, 700_001)] * 2
    migrate(engine, "0008", down=True)
    with engine.connect() as connection, connection.begin():
        assert rows(connection, SPENT) == [(142, 0)] * 2
