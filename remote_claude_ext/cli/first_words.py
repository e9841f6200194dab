"""A session's server speaks to the hub once it answers itself: until then somebody waits for it."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

_SOON_SECONDS = 0.1

Method = Callable[[Any], Awaitable[None]]


def speak_later(extension: Any) -> None:
    """Let JupyterHub's extension of Jupyter Server compare versions and tell of use a little later.

    It does both while it starts, which takes its HTTP client: a sixth of all that a start imports.
    """
    extension.check_hub_version = _begin(_soon(extension.check_hub_version))
    extension.keep_activity_updated = _soon(extension.keep_activity_updated)


def _soon(method: Method) -> Method:
    async def wait(self: Any) -> None:
        await asyncio.sleep(_SOON_SECONDS)
        await method(self)

    return wait


def _begin(method: Method) -> Method:
    running: set[asyncio.Task[None]] = set()

    async def begin(self: Any) -> None:
        """Do not wait for it; a session does not end because the hub is away."""

        async def run() -> None:
            with suppress(SystemExit):
                await method(self)

        task = asyncio.create_task(run())
        running.add(task)
        task.add_done_callback(running.discard)

    return begin
