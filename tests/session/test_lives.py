"""Places for processes: a limit, the longest idle makes room, nobody is parked in mid-work."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from remote_claude_ext.core.clock import SystemClock
from remote_claude_ext.session.chat.lives import Lives

pytestmark = pytest.mark.asyncio


class Conversation:
    """Has a process while it has a place."""

    def __init__(self, lives: Lives) -> None:
        self._lives = lives
        self.idle_since: float | None = None
        self.is_held_elsewhere = False
        self.waits = 0
        self.has_waited = asyncio.Event()
        self.has_ended = asyncio.Event()
        self.is_live = False

    async def start(self) -> None:
        await self._lives.acquire(self, on_wait=self.note_wait)
        self.is_live = True

    async def note_wait(self) -> None:
        self.waits += 1
        self.has_waited.set()

    async def park(self) -> None:
        await asyncio.sleep(0)
        if self.idle_since is not None:
            self.end()

    def rest(self) -> None:
        self.idle_since = SystemClock().monotonic()
        self._lives.nudge()

    def end(self) -> None:
        self.idle_since, self.is_live = None, False
        self._lives.release(self)
        self.has_ended.set()


@pytest_asyncio.fixture
async def lives() -> AsyncIterator[Lives]:
    lives = Lives(limit=2, park_after_seconds=0.1, clock=SystemClock())
    yield lives
    await lives.stop()


async def test_the_longest_idle_makes_room(lives: Lives) -> None:
    first, second, third = (Conversation(lives) for _ in range(3))
    await first.start()
    await second.start()
    second.rest()
    first.rest()
    await third.start()
    assert (first.is_live, second.is_live, third.is_live) == (True, False, True)
    assert (lives.count, third.waits) == (2, 0)


async def test_nobody_who_works_is_parked_and_who_waits_is_told_once(lives: Lives) -> None:
    first, second, third = (Conversation(lives) for _ in range(3))
    await first.start()
    await second.start()
    waiting = asyncio.create_task(third.start())
    await asyncio.wait_for(third.has_waited.wait(), 5)
    lives.nudge()
    await asyncio.sleep(0)
    assert not waiting.done()
    first.rest()
    await asyncio.wait_for(waiting, 5)
    assert (first.is_live, third.waits, lives.count) == (False, 1, 2)


async def test_a_prompt_that_is_faster_than_parking_keeps_its_process(lives: Lives) -> None:
    first, second, third = (Conversation(lives) for _ in range(3))
    await first.start()
    await second.start()
    first.rest()
    waiting = asyncio.create_task(third.start())
    await asyncio.sleep(0)
    first.idle_since = None  # a prompt came while it was about to be parked
    await asyncio.wait_for(third.has_waited.wait(), 5)
    assert (first.is_live, lives.count, waiting.done()) == (True, 2, False)
    second.end()
    await asyncio.wait_for(waiting, 5)
    assert lives.count == 2


async def test_many_who_wait_never_get_more_than_the_limit(lives: Lives) -> None:
    most = 0

    async def work(one: Conversation) -> None:
        nonlocal most
        await one.start()
        most = max(most, lives.count)
        await asyncio.sleep(0.001)
        one.rest()

    await asyncio.wait_for(
        asyncio.gather(*(work(Conversation(lives)) for _ in range(50))), timeout=10
    )
    assert most == 2


async def test_what_is_idle_for_long_is_parked(lives: Lives) -> None:
    lives.start()
    idle, working = Conversation(lives), Conversation(lives)
    await idle.start()
    await working.start()
    idle.rest()
    await asyncio.wait_for(idle.has_ended.wait(), 10)
    assert working.is_live
