"""Fixtures of the ledger's tests: both kinds, empty and migrated."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from remote_claude_ext.data.engine import open_engine
from remote_claude_ext.data.migrate import upgrade
from remote_claude_ext.data.unit import Database
from tests.support.postgres import Postgres, postgres


@pytest.fixture(scope="session")
def server() -> Iterator[Postgres]:
    """One PostgreSQL for all tests."""
    with postgres() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database without tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/usage.sqlite"
    return request.getfixturevalue("server").new_database()


@pytest.fixture
def url(empty_url: str) -> str:
    """The URL of a database with this version's tables."""
    upgrade(empty_url)
    return empty_url


@pytest_asyncio.fixture
async def database(url: str) -> AsyncIterator[Database]:
    """The way to that database."""
    made = Database(open_engine(url))
    yield made
    await made.aclose()
