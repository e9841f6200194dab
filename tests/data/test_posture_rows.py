"""What sessions found, on both databases: once a start, the open first, and nobody crowded out."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from remote_claude_ext.core.clock import SystemClock
from remote_claude_ext.core.errors import ConflictError
from remote_claude_ext.data.engine import open_engine
from remote_claude_ext.data.unit import Database
from remote_claude_ext.hub.posture.service import PostureService
from remote_claude_ext.wire.posture import Check, NewPosture

pytestmark = pytest.mark.asyncio
CLOSED = NewPosture(checks=[Check(name="rights", good=True, said="It is not root.")])
OPEN = NewPosture(checks=[Check(name="rights", good=False, said="It runs as root.")])


@pytest_asyncio.fixture
async def service(url: str) -> AsyncIterator[PostureService]:
    """The service on a database of its own."""
    database = Database(open_engine(url))
    yield PostureService(database, SystemClock())
    await database.aclose()


async def names(service: PostureService) -> list[str]:
    return [f"{each.user}/{each.session}" for each in (await service.find_all()).items]


async def test_a_start_counts_once_and_the_next_one_replaces_it(service: PostureService) -> None:
    await service.take("ada", "one", OPEN, start="first")
    with pytest.raises(ConflictError, match="has told already"):
        await service.take("ada", "one", CLOSED, start="first")
    (found,) = (await service.find_all()).items
    assert (found.good, found.checks) == (False, OPEN.checks)
    await service.take("ada", "one", CLOSED, start="second")
    (found,) = (await service.find_all()).items
    assert (found.good, found.checks) == (True, CLOSED.checks)


async def test_those_that_are_not_closed_come_first_then_the_newest(
    service: PostureService,
) -> None:
    await service.take("ada", "open", OPEN, start="1")
    await service.take("ada", "old", CLOSED, start="1")
    await service.take("bob", "new", CLOSED, start="1")
    assert await names(service) == ["ada/open", "bob/new", "ada/old"]


async def test_what_is_not_listed_is_counted(url: str) -> None:
    database = Database(open_engine(url))
    service = PostureService(database, SystemClock(), most=2)
    assert (await service.find_all()).total == 0
    await service.take("ada", "closed", CLOSED, start="1")
    for number in range(3):
        await service.take("bob", f"open-{number}", OPEN, start="1")
    found = await service.find_all()
    await database.aclose()
    assert [each.session for each in found.items] == ["open-2", "open-1"]
    assert (found.total, found.open) == (4, 3)


async def test_sessions_that_never_were_crowd_nobody_out(service: PostureService) -> None:
    await service.take("bob", "real", CLOSED, start="1")
    for number in range(103):
        await service.take("ada", f"never-{number}", OPEN, start="1")
    found = await names(service)
    assert len(found) == 101
    assert {"bob/real", "ada/never-102", "ada/never-3"} <= {*found}
    assert "ada/never-2" not in found
