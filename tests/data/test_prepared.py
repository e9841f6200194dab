"""Statements that are prepared once: like SQLAlchemy's own in values, transactions and failures."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from decimal import Decimal

import pytest
import pytest_asyncio
from sqlalchemy import Connection, select
from sqlalchemy.exc import IntegrityError

from remote_claude_ext.data.engine import open_engine
from remote_claude_ext.data.errors import DatabaseUnavailableError
from remote_claude_ext.data.migrate import upgrade
from remote_claude_ext.data.prepared import Prepared
from remote_claude_ext.data.schema import budget_spending as table
from remote_claude_ext.data.unit import Database
from tests.support.postgres import Postgres

AT = datetime(2026, 11, 28, 12, tzinfo=UTC)
INSERT = Prepared(table.insert())


def row(owner: str, usd: str = "1.000001") -> dict[str, object]:
    amounts = {"spent_usd": Decimal(usd), "reserved_usd": Decimal(0)}
    return {"owner": owner, "period": "day", "starts_at": AT, **amounts}


def read(connection: Connection) -> list[tuple[str, datetime, Decimal]]:
    query = select(table.c.owner, table.c.starts_at, table.c.spent_usd).order_by(table.c.owner)
    return [(each.owner, each.starts_at, each.spent_usd) for each in connection.execute(query)]


@pytest_asyncio.fixture
async def database(url: str) -> AsyncIterator[Database]:
    made = Database(open_engine(url))
    yield made
    await made.aclose()


@pytest.mark.asyncio
async def test_values_are_kept_as_by_sqlalchemy_one_row_or_several(database: Database) -> None:
    assert await database.submit(lambda c: INSERT.run(c, row("ada"))) == 1
    assert await database.submit(lambda c: INSERT.run(c, row("bob"), row("cleo", "2"))) == 2
    assert await database.read(read) == [
        ("ada", AT, Decimal("1.000001")),
        ("bob", AT, Decimal("1.000001")),
        ("cleo", AT, Decimal(2)),
    ]


@pytest.mark.asyncio
async def test_one_that_fails_is_an_error_of_sqlalchemy_and_takes_its_unit_back(
    database: Database,
) -> None:
    def twice(connection: Connection) -> None:
        INSERT.run(connection, row("bob"))
        INSERT.run(connection, row("ada"))

    await database.submit(lambda c: INSERT.run(c, row("ada")))
    with pytest.raises(IntegrityError) as caught:
        await database.submit(twice)
    assert "1000001" not in str(caught.value)
    assert [owner for owner, *_ in await database.read(read)] == ["ada"]
    assert database.failure is None


@pytest.mark.asyncio
async def test_a_server_that_was_away_is_used_again_by_prepared_ones(server: Postgres) -> None:
    url = server.new_database()
    upgrade(url)
    made = Database(open_engine(url))
    await made.submit(lambda c: INSERT.run(c, row("ada")))
    server.stop()
    with pytest.raises(DatabaseUnavailableError):
        await made.submit(lambda c: INSERT.run(c, row("bob")))
    server.start()
    await made.submit(lambda c: INSERT.run(c, row("cleo")))
    assert [owner for owner, *_ in await made.read(read)] == ["ada", "cleo"]
    await made.aclose()


@pytest.mark.asyncio
async def test_a_server_that_dies_within_a_unit_loses_that_unit_alone(server: Postgres) -> None:
    url = server.new_database()
    upgrade(url)
    made = Database(open_engine(url))

    def interrupted(connection: Connection) -> None:
        INSERT.run(connection, row("ada"))
        server.stop()
        INSERT.run(connection, row("bob"))

    with pytest.raises(DatabaseUnavailableError):
        await made.submit(interrupted)
    server.start()
    await made.submit(lambda c: INSERT.run(c, row("cleo")))
    assert [owner for owner, *_ in await made.read(read)] == ["cleo"]
    await made.aclose()
