"""Money and moments come back as they were, from both databases."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, insert, select
from sqlalchemy.exc import StatementError

from remote_claude_ext.data.base import MicroUsd, UtcDateTime
from remote_claude_ext.data.engine import WRITE, open_engine

table = Table(
    "values_kept",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("amount", MicroUsd),
    Column("moment", UtcDateTime),
)
TOKYO = timezone(timedelta(hours=9))
ROWS = [
    (Decimal("0.000001"), datetime(2026, 1, 1, tzinfo=UTC)),
    (Decimal("0.100000"), datetime(2026, 7, 1, 3, 4, 5, 678901, tzinfo=TOKYO)),
    (Decimal("123456789012.345678"), datetime(1999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)),
    (Decimal("-1.000000"), None),
    (None, None),
]


def test_money_and_moments_come_back_as_they_were(empty_url: str) -> None:
    engine = open_engine(empty_url)
    with engine.connect().execution_options(**WRITE) as connection, connection.begin():
        table.create(connection)
        for number, (amount, moment) in enumerate(ROWS):
            connection.execute(insert(table).values(id=number, amount=amount, moment=moment))
        with pytest.raises(StatementError, match="without a time zone"):
            connection.execute(
                insert(table).values(id=99, moment=datetime(2026, 1, 1))  # noqa: DTZ001
            )
    with engine.connect() as connection, connection.begin():
        kept = connection.execute(select(table).order_by(table.c.id)).all()
        total = sum(row.amount for row in kept if row.amount is not None)
    engine.dispose()
    assert [(row.amount, row.moment) for row in kept] == ROWS
    assert all(row.moment.tzinfo is UTC for row in kept if row.moment)
    assert total == Decimal("123456789011.445679")
    earlier = [row.moment for row in kept if row.moment]
    assert sorted(earlier) == sorted(moment for _, moment in ROWS if moment)


def test_the_hour_that_comes_twice_is_kept_as_two(empty_url: str) -> None:
    first = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    moments = [first, first.replace(fold=1)]
    assert moments[0] == moments[1], "Python takes them for one"
    engine = open_engine(empty_url)
    with engine.connect().execution_options(**WRITE) as connection, connection.begin():
        table.create(connection)
        for number, moment in enumerate(moments):
            connection.execute(insert(table).values(id=number, moment=moment))
    with engine.connect() as connection, connection.begin():
        kept = connection.execute(select(table.c.moment).order_by(table.c.id)).scalars().all()
    engine.dispose()
    assert kept == [datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1)]
