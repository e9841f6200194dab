"""Writes are committed in groups, in order; one that fails, fails alone."""

import asyncio
import resource
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from remote_claude_ext.data.engine import open_engine
from remote_claude_ext.data.errors import DatabaseUnavailableError
from remote_claude_ext.data.unit import Database
from tests.support.postgres import Postgres

MAKE = text("CREATE TABLE numbers (n INTEGER PRIMARY KEY, filling TEXT)")
CHANGE_NONE = text("DELETE FROM numbers WHERE n < 0")


@pytest_asyncio.fixture
async def database(empty_url: str) -> AsyncIterator[Database]:
    made = Database(open_engine(empty_url), max_pending=50, max_group=8)
    await made.submit(lambda connection: connection.execute(MAKE) and None)
    yield made
    await made.aclose()


def add(number: int, filling: str = "") -> Callable[[Connection], int]:
    def write(connection: Connection) -> int:
        connection.execute(
            text("INSERT INTO numbers VALUES (:n, :filling)"), {"n": number, "filling": filling}
        )
        return number

    return write


def read_numbers(connection: Connection) -> list[int]:
    return list(connection.execute(text("SELECT n FROM numbers ORDER BY n")).scalars())


@pytest.mark.asyncio
async def test_what_is_acknowledged_can_be_read(database: Database) -> None:
    assert await database.submit(add(7)) == 7
    assert await database.read(read_numbers) == [7]


@pytest.mark.asyncio
async def test_a_failing_write_takes_nothing_of_its_group_with_it(database: Database) -> None:
    futures = [database.submit(add(number)) for number in (1, 2, 2, 3)]
    done = await asyncio.gather(*futures, return_exceptions=True)
    assert done[0] == 1
    assert sorted(map(str, (type(one).__name__ for one in done))) == [
        "IntegrityError",
        "int",
        "int",
        "int",
    ]
    assert isinstance(done[2], IntegrityError)
    assert await database.read(read_numbers) == [1, 2, 3]
    assert database.failure is None


@pytest.mark.asyncio
async def test_writes_are_done_in_the_order_they_were_handed_in(database: Database) -> None:
    seen: list[int] = []

    def note(number: int) -> Callable[[Connection], None]:
        return lambda _: seen.append(number)

    await asyncio.gather(*(database.submit(note(number)) for number in range(40)))
    assert seen == list(range(40))


@pytest.mark.asyncio
async def test_a_full_queue_refuses_at_once(database: Database) -> None:
    gate = threading.Event()
    held = [database.submit(lambda _: gate.wait(30))]
    with pytest.raises(DatabaseUnavailableError, match="too many writes"):
        held.extend(database.submit(add(number)) for number in range(100))
    gate.set()
    await asyncio.gather(*held)


@pytest.mark.asyncio
async def test_who_leaves_does_not_stop_the_write(database: Database) -> None:
    future = database.submit(add(1))
    future.cancel()
    await database.submit(add(2))
    assert await database.read(read_numbers) == [1, 2]


@pytest.mark.asyncio
async def test_a_closed_database_takes_nothing_more(empty_url: str) -> None:
    made = Database(open_engine(empty_url))
    waiting = made.submit(lambda connection: connection.execute(MAKE) and None)
    await made.aclose()
    await waiting
    with pytest.raises(DatabaseUnavailableError):
        made.submit(add(1))


@contextmanager
def largest_file(size_bytes: int) -> Iterator[None]:
    """No file of this process may grow beyond this: as on a full disk, writes fail."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.asyncio
async def test_on_a_full_disk_nothing_is_acknowledged_and_writing_resumes_by_itself(
    tmp_path: Path,
) -> None:
    made = Database(open_engine(f"sqlite:///{tmp_path}/full.sqlite"))
    await made.submit(lambda connection: connection.execute(MAKE) and None)
    await made.submit(add(1))
    with largest_file(256 * 1024):
        futures = [made.submit(add(number, "x" * 100_000)) for number in range(2, 12)]
        done = await asyncio.gather(*futures, return_exceptions=True)
        assert await made.submit(lambda connection: connection.execute(CHANGE_NONE).rowcount) == 0
        assert made.failure is not None
    assert any(isinstance(one, DatabaseUnavailableError) for one in done)
    acknowledged = [1, *(one for one in done if isinstance(one, int))]
    assert await made.read(read_numbers) == acknowledged
    assert await made.submit(add(100)) == 100
    assert made.failure is None
    await made.aclose()


@pytest.mark.asyncio
async def test_a_server_that_was_away_is_used_again(server: Postgres) -> None:
    made = Database(open_engine(server.new_database()))
    await made.submit(lambda connection: connection.execute(MAKE) and None)
    server.stop()
    with pytest.raises(DatabaseUnavailableError):
        await made.submit(add(1))
    server.start()
    assert await made.submit(add(2)) == 2
    assert await made.read(read_numbers) == [2]
    await made.aclose()


@pytest.mark.asyncio
async def test_a_hasty_write_waits_for_no_disk_and_every_other_one_does(
    database: Database,
) -> None:
    names = await database.read(lambda connection: connection.dialect.name)
    ask = text("PRAGMA synchronous" if names == "sqlite" else "SHOW synchronous_commit")

    def level(connection: Connection) -> str:
        return str(connection.execute(ask).scalar())

    hasty, safe = ("1", "2") if names == "sqlite" else ("off", "on")
    assert await database.submit(level, hasty=True) == hasty
    assert await database.submit(level) == safe
    assert await database.submit(level, hasty=True) == hasty


@pytest.mark.asyncio
async def test_a_write_that_waits_for_the_disk_follows_a_hasty_one(tmp_path: Path) -> None:
    made = Database(open_engine(f"sqlite:///{tmp_path}/usage.sqlite"))
    await made.submit(lambda connection: connection.execute(MAKE) and None)
    await made.submit(add(1), hasty=True)
    log = tmp_path / "usage.sqlite-wal"
    written = log.stat().st_size
    for _ in range(1000):
        if log.stat().st_size > written:
            break
        await asyncio.sleep(0.01)
    assert log.stat().st_size > written
    assert await made.read(read_numbers) == [1]
    await made.aclose()
