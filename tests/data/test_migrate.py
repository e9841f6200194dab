"""The database comes to this version's schema, once, and says when it is not there."""

import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from remote_claude_ext.data.engine import WRITE, open_engine
from remote_claude_ext.data.errors import (
    DatabaseUnavailableError,
    DatabaseUrlError,
    SchemaOutdatedError,
)
from remote_claude_ext.data.migrate import upgrade
from remote_claude_ext.data.schema import metadata
from remote_claude_ext.data.version import VERSION_TABLE, check


def test_an_empty_database_is_outdated_until_it_is_upgraded(empty_url: str) -> None:
    with pytest.raises(SchemaOutdatedError, match="no tables yet") as caught:
        check(empty_url)
    assert "remote-claude up" in str(caught.value.remedy)
    upgrade(empty_url)
    check(empty_url)


def test_upgrading_twice_changes_nothing(url: str) -> None:
    upgrade(url)
    check(url)


def test_processes_that_upgrade_at_once_do_not_disturb_each_other(empty_url: str) -> None:
    failures: list[Exception] = []

    def run() -> None:
        try:
            upgrade(empty_url)
        except Exception as error:  # noqa: BLE001 - shown by the assertion
            failures.append(error)

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    check(empty_url)


def test_a_database_of_a_newer_version_is_refused_by_name(url: str) -> None:
    engine = open_engine(url)
    with engine.connect().execution_options(**WRITE) as connection, connection.begin():
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))  # noqa: S608
    engine.dispose()
    for verb in (check, upgrade):
        with pytest.raises(SchemaOutdatedError, match="9999") as caught:
            verb(url)
        assert "newer version" in str(caught.value.remedy)


def test_migrations_and_tables_say_the_same(url: str) -> None:
    engine = open_engine(url)
    with engine.connect() as connection, connection.begin():
        context = MigrationContext.configure(
            connection, opts={"version_table": VERSION_TABLE, "compare_type": True}
        )
        assert compare_metadata(context, metadata) == []
    engine.dispose()


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("mysql://root:secret@localhost/x", "mysql is not supported"),
        ("sqlite://", "in memory"),
        ("somewhere", "not a URL"),
    ],
)
def test_a_url_that_cannot_be_used_is_named_without_its_password(url: str, reason: str) -> None:
    with pytest.raises(DatabaseUrlError, match=reason) as caught:
        open_engine(url)
    assert "secret" not in str(caught.value)


def test_a_database_that_is_away_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnavailableError, match="cannot be used at the moment"):
        check(f"postgresql://nobody@/none?host={tmp_path}")


def test_a_new_file_belongs_to_its_owner_alone(tmp_path: Path) -> None:
    upgrade(f"sqlite:///{tmp_path}/made/usage.sqlite")
    assert (tmp_path / "made" / "usage.sqlite").stat().st_mode & 0o777 == 0o600
