"""Fixtures of the audit's tests: both kinds of database, migrated."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from sqlalchemy import Connection, delete, insert

from remote_claude_ext.data.engine import open_engine
from remote_claude_ext.data.migrate import upgrade
from remote_claude_ext.data.schema import audit_events, audit_head
from remote_claude_ext.data.unit import Database
from remote_claude_ext.trail.chain import START
from tests.support.postgres import Postgres, postgres


@pytest.fixture(scope="session")
def server() -> Iterator[Postgres]:
    """One PostgreSQL for all tests."""
    with postgres() as running:
        yield running


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The URL of a database with this version's tables."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('audit')}/audit.sqlite"
    else:
        url = request.getfixturevalue("server").new_database()
    upgrade(url)
    return url


def begin_anew(connection: Connection) -> None:
    """Leave the chain as a migration makes it."""
    connection.execute(delete(audit_events))
    connection.execute(delete(audit_head))
    first = {"id": 1, "number": 0, "hash": START, "verified_number": 0, "verified_hash": START}
    connection.execute(insert(audit_head).values(first))


@pytest_asyncio.fixture
async def database(url: str) -> AsyncIterator[Database]:
    """The way to that database, in which nothing is recorded."""
    made = Database(open_engine(url))
    await made.submit(begin_anew)
    yield made
    await made.aclose()
