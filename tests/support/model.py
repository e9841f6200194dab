"""The scripted model for tests: the real application on a free port, every request kept."""

import asyncio
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from remote_claude_ext.demo.app import listen, make_app
from remote_claude_ext.demo.exchange import Exchange
from remote_claude_ext.demo.settings import DemoSettings

START_SECONDS = 10


class ScriptedModel:
    """Serves on a thread with an event loop of its own; `exchanges` holds what was asked.

    Prompts may carry scripts (`@@ say hello`), and `scenarios` are searched before the packaged
    ones.
    """

    def __init__(self, *scenarios: Path, port: int = 0) -> None:
        self.exchanges: list[Exchange] = []
        self._keys: frozenset[str] | None = None
        self._settings = DemoSettings(port=port, scenarios=scenarios, inline_scripts=True)
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="scripted-model", daemon=True)

    def start(self) -> None:
        """Listen; returns when requests are taken."""
        self._app = make_app(self._settings, accepts=self._accepts, watch=self.exchanges.append)
        self._thread.start()
        assert self._ready.wait(START_SECONDS), "the scripted model did not start"

    def stop(self) -> None:
        """End every connection and the thread."""
        self._loop.call_soon_threadsafe(self._stopped.set)
        self._thread.join(START_SECONDS)
        assert not self._thread.is_alive(), "the scripted model did not stop"

    @property
    def url(self) -> str:
        """The base URL, without `/v1`."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def messages(self) -> list[Exchange]:
        """The requests that asked for an answer of the model."""
        return [one for one in list(self.exchanges) if one.path == "/v1/messages"]

    @property
    def turns(self) -> list[Exchange]:
        """The requests of conversations: those that offer tools."""
        return [one for one in self.messages if to_body(one).get("tools")]

    def finished(self, *, seconds: float = 10) -> list[Exchange]:
        """The requests that asked for an answer, once each has ended on this side too.

        A client has the last bytes a moment before the model notes the end.
        """
        self.wait_for(lambda seen: all(one.ended for one in seen), seconds=seconds)
        return self.messages

    def accept_only(self, *keys: str) -> None:
        """Answer 401 to every other key from now on; without keys, to every one."""
        self._keys = frozenset(keys)

    def accept_all(self) -> None:
        """Take any key again."""
        self._keys = None

    def wait_for(
        self, found: Callable[[list[Exchange]], bool], *, seconds: float = 10
    ) -> list[Exchange]:
        """The exchanges once they are as wanted; fails after so long."""
        deadline = time.monotonic() + seconds
        while not found(list(self.exchanges)):
            assert time.monotonic() < deadline, f"not seen in {seconds} s: {self.exchanges}"
            time.sleep(0.01)
        return list(self.exchanges)

    def _accepts(self, key: str) -> bool:
        return self._keys is None or key in self._keys

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        self._stopped = asyncio.Event()
        server, self.port = listen(self._app, self._settings.port)
        self._ready.set()
        await self._stopped.wait()
        server.stop()
        await server.close_all_connections()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)


def to_body(exchange: Exchange) -> dict[str, Any]:
    """A request's body, decoded; empty where it is no JSON object."""
    try:
        body = json.loads(exchange.body)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


@contextmanager
def scripted_model(
    *scenarios: Path, port: int = 0, key: str | None = None
) -> Iterator[ScriptedModel]:
    """A running scripted model, which takes no other key than this one where it is given."""
    serving = ScriptedModel(*scenarios, port=port)
    serving.start()
    if key is not None:
        serving.accept_only(key)
    try:
        yield serving
    finally:
        serving.stop()


@pytest.fixture
def model() -> Iterator[ScriptedModel]:
    """A scripted model that takes inline scripts and has the packaged scenarios."""
    with scripted_model() as serving:
        yield serving
