"""A hundred listeners of one answer: the server's time, and the bytes that each of them gets."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import psutil

from tests.load.table import Figure
from tests.support.model import scripted_model
from tests.support.relay import Relay
from tests.support.session import TOKEN, SessionServer, session_server
from tests.support.stream import SessionClient

LISTENERS = 100
DELTAS, PACE = 1000, 100
_TURN_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Heard:
    """One answer: the server's share of a core, the bytes of one listener, the text's length."""

    share: float
    received: int
    text: int


def measure(folder: Path, rounds: int) -> Iterator[Figure]:
    """One listener and many by turns; then many and one that never reads."""
    with (
        scripted_model() as model,
        session_server(folder / "listeners", gateway_url=model.url) as server,
        Relay(server.port) as relay,
    ):
        _hear(server, relay, readers=1)
        alone, many, stuck = [], [], []
        for _ in range(rounds):
            alone.append(_hear(server, relay, readers=1))
            many.append(_hear(server, relay, readers=LISTENERS))
            stuck.append(_hear(server, relay, readers=LISTENERS, deaf=1))
    base = 100 * min(one.share for one in alone)
    for what, several in (("", many), (" and one that never reads", stuck)):
        yield Figure(
            name=f"server: {LISTENERS} listeners at {PACE} deltas/s{what}",
            value=100 * min(one.share for one in several),
            unit="% of a core",
            base=base,
            than="one listener",
        )
    yield Figure(
        name="bytes on the wire for a streamed answer",
        value=min(one.received for one in alone) / 1000,
        unit="kB",
        base=alone[0].text / 1000,
        than="its text",
    )


def _hear(server: SessionServer, relay: Relay, *, readers: int, deaf: int = 0) -> Heard:
    # The other parts of a run may have an event loop in this thread.
    with ThreadPoolExecutor(1) as thread:
        work = _answer(server, relay, readers=readers, deaf=deaf)
        return thread.submit(lambda: asyncio.run(work)).result()


async def _answer(server: SessionServer, relay: Relay, *, readers: int, deaf: int) -> Heard:
    async with AsyncExitStack() as stack:
        straight = await stack.enter_async_context(server.client())
        passed = SessionClient(f"{relay.url}/remote-claude/api/", token=TOKEN)
        counted = await stack.enter_async_context(passed)
        conversation = await straight.create()
        first = await _listen(stack, straight, conversation, after=0)
        await straight.post(conversation, "@@ say warm")
        _, last = await _end(first)
        await first.close()
        sockets = [
            await _listen(stack, straight if count else counted, conversation, after=last)
            for count in range(readers)
        ]
        for _ in range(deaf):
            await _listen(stack, straight, conversation, after=last)
        process = psutil.Process(server.process.pid)
        loop = asyncio.get_running_loop()
        received, used, began = relay.received, _seconds(process), loop.time()
        await straight.post(conversation, f"@@ lorem {DELTAS} {PACE}")
        said = await asyncio.gather(*(_end(one) for one in sockets))
        taken = loop.time() - began
        await asyncio.sleep(0.2)
        return Heard(
            share=(_seconds(process) - used) / taken,
            received=relay.received - received,
            text=len(said[0][0].encode()),
        )


async def _listen(
    stack: AsyncExitStack, client: SessionClient, conversation: str, *, after: int
) -> aiohttp.ClientWebSocketResponse:
    url = f"{client.url}conversations/{conversation}/stream?after={after}"
    # What a browser asks for: compression.
    return await stack.enter_async_context(client.http.ws_connect(url, compress=15))


async def _end(socket: aiohttp.ClientWebSocketResponse) -> tuple[str, int]:
    """Listen to the end of a turn; the text of its deltas, and the number of its last frame."""
    text = []
    async with asyncio.timeout(_TURN_SECONDS):
        while True:
            frame = await socket.receive_json()
            if frame["kind"] == "delta":
                text.append(frame["text"])
            if frame["kind"] == "turn.finished":
                return "".join(text), int(frame["seq"])


def _seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system
