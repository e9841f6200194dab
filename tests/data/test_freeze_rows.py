"""Freezes are kept once, released once, and each leaves a row of who did it."""

import logging
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, select, text

from remote_claude_ext.core.clock import SystemClock
from remote_claude_ext.core.errors import MalformedError, NotFoundError
from remote_claude_ext.data import migrate, version
from remote_claude_ext.data.engine import WRITE, open_engine
from remote_claude_ext.data.schema import freeze_events
from remote_claude_ext.data.unit import Database
from remote_claude_ext.switches.rules import EVERYONE, find, to_reason, to_target
from remote_claude_ext.switches.service import Switches
from remote_claude_ext.wire.freezes import Freeze


def read_events(connection: Connection) -> list[Any]:
    query = select(freeze_events).order_by(freeze_events.c.at)
    return [(row.action, row.target, row.reason, row.by) for row in connection.execute(query)]


@pytest.mark.asyncio
async def test_what_is_frozen_is_there_until_it_is_released_and_both_leave_a_row(
    url: str, caplog: pytest.LogCaptureFixture
) -> None:
    database = Database(open_engine(url))
    switches = Switches(database, SystemClock())
    with caplog.at_level(logging.WARNING):
        await switches.freeze("user:ada", reason="Key  on\na forum", by="root")
        await switches.freeze("everyone", reason="Drill", by="root")
        again = await switches.freeze("user:ada", reason="Still", by="eve")
        assert await switches.find_all() == [again, *(await switches.find_all())[1:]]
        assert [one.id for one in await switches.find_all()] == ["user:ada", "everyone"]
        await switches.unfreeze("user:ada", by="eve")
    with pytest.raises(NotFoundError):
        await switches.unfreeze("user:ada", by="eve")
    assert [one.reason for one in await switches.find_all()] == ["Drill"]
    assert await database.read(read_events) == [
        ("freeze", "user:ada", "Key on a forum", "root"),
        ("freeze", "everyone", "Drill", "root"),
        ("freeze", "user:ada", "Still", "eve"),
        ("unfreeze", "user:ada", "", "eve"),
    ]
    told = [one.getMessage() for one in caplog.records if one.getMessage().startswith("audit ")]
    assert len(told) == 4
    assert '"target": "user:ada"' in told[0]
    assert '"by": "root"' in told[0]
    await database.aclose()


def test_the_tables_go_and_come_with_the_earlier_ones_untouched(url: str) -> None:
    engine = open_engine(url)
    with engine.connect().execution_options(**WRITE) as connection, connection.begin():
        connection.execute(
            text(
                "INSERT INTO budget_spending (owner, period, starts_at, spent_micro_usd,"
                " reserved_micro_usd) VALUES ('everyone', 'day', '2026-11-28', 7, 0)"
            )
        )
        config = migrate._config(connection)
        command.downgrade(config, "0003")
        command.upgrade(config, "head")
        version.check_connection(connection)
        assert connection.execute(text("SELECT spent_micro_usd FROM budget_spending")).scalar() == 7
        assert connection.execute(text("SELECT count(*) FROM freezes")).scalar() == 0
    engine.dispose()


def frozen(*targets: str) -> dict[str, Freeze]:
    at = SystemClock().now()
    return {one: Freeze(id=one, reason=one, by="root", at=at) for one in targets}


@pytest.mark.parametrize(
    ("targets", "stopped_by"),
    [
        ((), None),
        (("user:bob", "group:other", "session:ada/two", "session:bob/one"), None),
        (("user:ada",), "user:ada"),
        (("group:data",), "group:data"),
        (("session:ada/one",), "session:ada/one"),
        (("session:ada/one", "user:ada", "group:data", EVERYONE), EVERYONE),
    ],
)
def test_the_widest_freeze_that_concerns_a_caller_stops_it(
    targets: tuple[str, ...], stopped_by: str | None
) -> None:
    found = find(frozen(*targets), user="ada", session="one", groups=["data", "more"])
    assert (found and found.id) == stopped_by


def test_a_laptop_has_no_session_to_freeze() -> None:
    assert find(frozen("session:ada/one"), user="ada", session=None, groups=[]) is None


@pytest.mark.parametrize("ident", ["everyone", "user:ada", "group:a b", "session:ada/one"])
def test_what_may_be_frozen(ident: str) -> None:
    assert to_target(ident) == ident


@pytest.mark.parametrize(
    "ident",
    ["", "ada", "user:", "user:a\nb", "role:x", "session:ada", "session:ada/", "session:a/b/c"],
)
def test_what_may_not(ident: str) -> None:
    with pytest.raises(MalformedError, match="session:USER/NAME"):
        to_target(ident)


@pytest.mark.parametrize("reason", ["", "  ", "\x00", "x" * 501])
def test_a_reason_is_needed_and_short(reason: str) -> None:
    with pytest.raises(MalformedError, match="people read it"):
        to_reason(reason)
