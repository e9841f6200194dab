"""What sessions tell of themselves, on both databases: the last word counts, nobody crowds out."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from remote_claude_ext.core.errors import ForbiddenError
from remote_claude_ext.data.engine import open_engine
from remote_claude_ext.data.unit import Database
from remote_claude_ext.hub.resources.service import ResourcesService
from remote_claude_ext.wire.resources import NewResources
from tests.support.clock import FixedClock

pytestmark = pytest.mark.asyncio
START = datetime(2026, 3, 4, 12, tzinfo=UTC)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(START)


@pytest_asyncio.fixture
async def service(url: str, clock: FixedClock) -> AsyncIterator[ResourcesService]:
    """The service on a database of its own."""
    database = Database(open_engine(url))
    yield ResourcesService(database, clock)
    await database.aclose()


def taking(memory: int) -> NewResources:
    return NewResources(
        memory_bytes=memory, processor_seconds=1.5, processes=3, disk_free_bytes=2**62
    )


async def test_the_last_word_of_a_session_counts(
    service: ResourcesService, clock: FixedClock
) -> None:
    await service.take("ada", "one", taking(1))
    await service.take("bob", "one", taking(7))
    clock.at += timedelta(minutes=1)
    told = await service.take("ada", "one", taking(2))
    assert (await service.find("ada")).items == [told]
    everybodys = (await service.find(None)).items
    assert [(each.user, each.memory_bytes, each.at) for each in everybodys] == [
        ("ada", 2, clock.at),
        ("bob", 7, START),
    ]


async def test_nobody_but_a_session_tells(service: ResourcesService) -> None:
    with pytest.raises(ForbiddenError):
        await service.take("ada", None, taking(1))
    assert (await service.find(None)).items == []


async def test_sessions_that_never_were_crowd_nobody_out(
    service: ResourcesService, clock: FixedClock
) -> None:
    await service.take("bob", "real", taking(1))
    for number in range(103):
        clock.at += timedelta(seconds=1)
        await service.take("ada", f"never-{number}", taking(1))
    found = {f"{each.user}/{each.session}" for each in (await service.find(None)).items}
    assert len(found) == 101
    assert {"bob/real", "ada/never-102", "ada/never-3"} <= found


async def test_what_is_long_silent_is_forgotten(
    service: ResourcesService, clock: FixedClock
) -> None:
    await service.take("bob", "old", taking(1))
    clock.at += timedelta(days=31)
    await service.take("ada", "new", taking(1))
    assert [each.session for each in (await service.find(None)).items] == ["new"]
