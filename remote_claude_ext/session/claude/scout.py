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
"""A process that has only just begun has not read the names of all files yet."""


class Scout:
    """Starts its process when asked, at most one; `aclose` ends it."""

    def __init__(self, connect: Callable[[], Awaitable[ClaudeSDKClient]]) -> None:
        self._connect = connect
        self._client: ClaudeSDKClient | None = None
        self._door = asyncio.Lock()
        self._ending: asyncio.Task[None] | None = None

    async def wake(self) -> None:
        """Have a process."""
        async with self._door:
            await self._ready()

    async def suggest(self, query: str) -> Sequence[PathSuggestion]:
        """Files and folders that fit. A process that has died meanwhile is replaced, once."""
        async with self._door:
            is_new = self._client is None
            client = await self._ready()
            try:
                return await look(client, query, patient=is_new)
            except Exception:  # noqa: BLE001 - the SDK has no class for a process that is gone
                await self._end()
                return await look(await self._ready(), query, patient=True)

    async def aclose(self) -> None:
        """End the process."""
        async with self._door:
            if self._ending is not None:
                self._ending.cancel()
            await self._end()

    async def _ready(self) -> ClaudeSDKClient:
        if self._client is None:
            self._client = await self._connect()
        if self._ending is not None:
            self._ending.cancel()
        self._ending = asyncio.create_task(self._end_later(), name="end-scout")
        return self._client

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


async def look(
    client: ClaudeSDKClient, query: str, *, patient: bool = False
) -> Sequence[PathSuggestion]:
    """Ask a process for files; `patient` asks one that is new again while it knows none."""
    for _ in range(_FIRST_LOOKS if patient else 1):
        found = await file_suggestions(client, query)
        if found:
            return found
        if patient:
            await asyncio.sleep(_LOOK_SECONDS)
    return []


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
