"""A `claude` without a conversation: says which commands there are and finds files to mention.

One is started where no conversation has a process, and ends when nobody has asked for a while. It
is never handed a prompt, so it costs nothing and leaves no transcript.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import msgspec
from claude_agent_sdk import ClaudeSDKClient

from ...wire.writing import Command, PathSuggestion
from .control import file_suggestions
from .files import write_private

_IDLE_SECONDS = 120.0
_FIRST_LOOKS = 15
_LOOK_SECONDS = 0.2
"""A process reads the names of all files only when it is asked for the first time."""


class Searcher:
    """Asks one process for files; while it has not read all names, it is asked again."""

    def __init__(self, client: ClaudeSDKClient) -> None:
        self._client = client
        self._has_read = False

    async def suggest(self, query: str) -> Sequence[PathSuggestion]:
        """Files and folders that fit; any error where the process does not answer."""
        found = await file_suggestions(self._client, query)
        if query and not self._has_read:
            for _ in range(_FIRST_LOOKS):
                if found:
                    break
                await asyncio.sleep(_LOOK_SECONDS)
                found = await file_suggestions(self._client, query)
            self._has_read = True
        return found


class Scout:
    """Starts its process when asked, at most one; `aclose` ends it."""

    def __init__(self, connect: Callable[[], Awaitable[ClaudeSDKClient]]) -> None:
        self._connect = connect
        self._client: ClaudeSDKClient | None = None
        self._searcher: Searcher | None = None
        self._door = asyncio.Lock()
        self._ending: asyncio.Task[None] | None = None

    async def wake(self) -> None:
        """Have a process."""
        async with self._door:
            await self._ready()

    async def suggest(self, query: str) -> Sequence[PathSuggestion]:
        """Files and folders that fit. A process that has died meanwhile is replaced, once."""
        async with self._door:
            try:
                return await (await self._ready()).suggest(query)
            except Exception:  # noqa: BLE001 - the SDK has no class for a process that is gone
                await self._end()
                return await (await self._ready()).suggest(query)

    async def aclose(self) -> None:
        """End the process."""
        async with self._door:
            if self._ending is not None:
                self._ending.cancel()
            await self._end()

    async def _ready(self) -> Searcher:
        if self._client is None or self._searcher is None:
            self._client = await self._connect()
            self._searcher = Searcher(self._client)
        if self._ending is not None:
            self._ending.cancel()
        self._ending = asyncio.create_task(self._end_later(), name="end-scout")
        return self._searcher

    async def _end_later(self) -> None:
        await asyncio.sleep(_IDLE_SECONDS)
        async with self._door:
            self._ending = None
            await self._end()

    async def _end(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            with contextlib.suppress(Exception):  # whatever is left of it has no turn to lose
                await client.disconnect()


class KnownCommands:
    """The commands that a process named last, kept for the time when none runs."""

    def __init__(self, state: Path) -> None:
        self._path = state / "commands.json"
        self._items: Sequence[Command] | None = None

    def read(self) -> Sequence[Command] | None:
        """What is known; None where no process has said anything yet."""
        if self._items is None:
            with contextlib.suppress(OSError, msgspec.MsgspecError):
                self._items = msgspec.json.decode(self._path.read_bytes(), type=list[Command])
        return self._items

    def keep(self, items: Sequence[Command]) -> None:
        """Remember them; a full disk forgets them at the next start, that is all."""
        if items and list(items) != self._items:
            self._items = list(items)
            with contextlib.suppress(OSError):
                write_private(self._path, msgspec.json.encode(self._items).decode())
