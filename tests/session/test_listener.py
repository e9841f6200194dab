"""A listener that reads slowly: bounded, told, and in the end complete."""

import asyncio

import pytest

from remote_claude_ext.session.chat.listener import MOST_BYTES, Listener, Waiting

pytestmark = pytest.mark.asyncio


class Source:
    """Durable frames in memory."""

    def __init__(self) -> None:
        self.frames: list[tuple[int, bytes]] = []

    @property
    def last(self) -> int:
        return len(self.frames)

    def missing(self, known: dict[str, int]) -> list[Waiting]:
        return []

    def doing(self) -> bytes | None:
        return None

    async def read(self, after: int, most: int) -> list[tuple[int, bytes]]:
        await asyncio.sleep(0)
        return self.frames[after : after + most]


async def test_what_waits_is_bounded_and_nothing_durable_is_lost() -> None:
    source, written, gate = Source(), [], asyncio.Event()

    async def write(frame: bytes) -> None:
        await gate.wait()
        written.append(frame)
        if frame == b"1000":
            listener.stop()

    listener = Listener(source, source.read, write, after=0, known={}, fell_behind=b"fell behind")
    running = asyncio.create_task(listener.run())
    await asyncio.sleep(0)
    piece = b"x" * 10_000
    for number in range(1, 1001):
        frame = b"%d" % number
        source.frames.append((number, frame))
        listener.offer(number, frame)
        listener.offer_delta("b", number, piece)
        assert listener._queued_bytes <= MOST_BYTES
    gate.set()
    await asyncio.wait_for(running, 30)
    assert b"fell behind" in written
    assert [frame for frame in written if frame.isdigit()] == [b"%d" % n for n in range(1, 1001)]
    assert written.count(piece) < 1000
