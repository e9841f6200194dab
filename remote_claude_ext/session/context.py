"""Builds every service once and closes them in reverse."""

import asyncio
import contextlib
import os
from collections.abc import Callable

from ..core.clock import SystemClock
from .chat.service import ChatService, ChatSettings
from .claude.options import ClaudeSettings
from .claude.runtime import SdkClaude
from .claude.terminal import TrustLevel, bin_folder, install_launcher
from .claude.token import write_token
from .settings import Settings

_ACTIVITY_SECONDS = 30.0


class Context:
    """The services of one session."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        claude = ClaudeSettings(
            workspace=settings.workspace,
            state=settings.state,
            gateway_url=settings.gateway_url,
            model=settings.model,
            models=settings.models,
            claude_config_dir=settings.claude_config_dir,
            token=settings.token,
        )
        settings.state.mkdir(parents=True, exist_ok=True, mode=0o700)
        if settings.token is not None:
            write_token(settings.state, settings.token)
        self.trust: TrustLevel = install_launcher(claude)
        path = os.environ.get("PATH", "")
        os.environ["PATH"] = f"{bin_folder(settings.state)}{os.pathsep}{path}"
        self.chat = ChatService(
            ChatSettings(
                state=settings.state,
                max_prompt_bytes=settings.max_prompt_bytes,
                live_limit=settings.live_limit,
                park_after_seconds=settings.park_after_seconds,
            ),
            claude=SdkClaude(claude),
            clock=SystemClock(),
        )
        self._activity: asyncio.Task[None] | None = None

    async def start(self, on_activity: Callable[[], None]) -> None:
        """Load conversations; from now on a working Claude counts as activity."""
        await self.chat.start()
        self._activity = asyncio.create_task(self._report(on_activity), name="claude-activity")

    async def aclose(self) -> None:
        """End every process and close the journal."""
        if self._activity is not None:
            self._activity.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._activity
        await self.chat.aclose()

    async def _report(self, on_activity: Callable[[], None]) -> None:
        while True:
            if self.chat.is_working:
                on_activity()
            await asyncio.sleep(_ACTIVITY_SECONDS)
