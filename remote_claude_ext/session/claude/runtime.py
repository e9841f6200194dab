"""The real Claude: `SdkClaude(ClaudeSettings(workspace=..., state=..., ...))` starts processes.

`SdkClaude` implements `session.chat.ports.Claude`; its settings are `options.ClaudeSettings`.
`await claude.start(start, listener=..., asker=...)` gives a `Process`; the listener is called by
the process's own reader task, the asker by one task a question. Nothing here limits how many
processes run.
"""

import asyncio
import contextlib
import logging
from collections.abc import Mapping, Sequence
from typing import Any

from claude_agent_sdk import (
    ClaudeSDKClient,
    ClaudeSDKError,
    CLINotFoundError,
    PermissionResultDeny,
)

from ...core.errors import ClaudeStartError
from ...core.ids import new_id
from ...wire.writing import Command, PathSuggestion
from ..chat.ports import Asker, Claude, Listener, Process, Recovered, Start, Unfinished
from .control import to_commands
from .convert import Converter
from .forking import fork
from .leftovers import started_at
from .options import ClaudeSettings, to_options
from .permissions import Permissions
from .process import Running, SdkProcess, Stderr
from .recovery import is_held_elsewhere, last_usage, recover
from .rules import Rules
from .scout import KnownCommands, Scout

logger = logging.getLogger(__name__)


class SdkClaude(Claude):
    """Claude Code through its Agent SDK."""

    def __init__(self, settings: ClaudeSettings) -> None:
        self._settings = settings
        self._rules = Rules(settings.state)
        self._processes: set[SdkProcess] = set()
        self._commands = KnownCommands(settings.state)
        self._scout = Scout(self._connect_scout)

    async def start(self, start: Start, *, listener: Listener, asker: Asker) -> Process:
        """Start a process; it is ready for `send` on return."""
        stderr = Stderr(self._settings.token or "")
        permissions = Permissions(
            workspace=self._settings.workspace, asker=asker, rules=self._rules
        )
        options = to_options(
            self._settings, start, can_use_tool=permissions.can_use_tool, stderr=stderr.add
        )
        client = ClaudeSDKClient(options)
        pid = int((await self._connect(client, stderr))["pid"])
        meter = await asyncio.to_thread(last_usage, self._settings, start)
        process = SdkProcess(
            client,
            Converter(claude_session=start.claude_session, mode=start.mode, meter=meter),
            listener,
            stderr,
            Running(start.claude_session, pid, started_at(pid) or 0.0),
        )
        self._processes = {known for known in self._processes if not known.is_gone} | {process}
        process.run()
        return process

    async def recover(self, unfinished: Unfinished) -> Recovered:
        """Wait for a process that outlived its server, then read the end of its turn."""
        return await recover(self._settings, unfinished)

    def fork(self, sessions: Sequence[str], left: Sequence[str]) -> str | None:
        """Copy what Claude knows of a conversation, without the messages in `left`; blocks."""
        return fork(self._settings, sessions, left)

    def can_resume(self, claude_session: str) -> bool:
        """Whether there is a transcript of this Claude session to go on with."""
        home = self._settings.home
        return home.find_transcript(self._settings.workspace, claude_session) is not None

    def is_held_elsewhere(self, claude_session: str) -> bool:
        """Whether a live `claude` that is not ours (a terminal) has this Claude session."""
        own = {process.pid for process in self._processes if not process.is_gone}
        return is_held_elsewhere(self._settings, claude_session, own=own)

    async def commands(self) -> Sequence[Command]:
        """The `/` commands, as a process of this session said last."""
        if self._commands.read() is None:
            await self._scout.wake()
        return self._commands.read() or []

    async def suggest(self, query: str) -> Sequence[PathSuggestion]:
        """Files and folders of the workspace that fit, the best first."""
        live = next((one for one in self._processes if not one.is_gone), None)
        if live is not None:
            with contextlib.suppress(Exception):  # it may end at any moment; the scout does not
                return await live.suggest(query)
        return await self._scout.suggest(query)

    async def aclose(self) -> None:
        """End the process that has no conversation."""
        await self._scout.aclose()

    async def _connect_scout(self) -> ClaudeSDKClient:
        stderr = Stderr(self._settings.token or "")
        ident = new_id()
        start = Start(
            conversation=ident,
            claude_session=ident,
            resume=False,
            mode="default",
            model=None,
            effort=None,
        )
        options = to_options(self._settings, start, can_use_tool=_refuse, stderr=stderr.add)
        client = ClaudeSDKClient(options)
        await self._connect(client, stderr)
        return client

    async def _connect(self, client: ClaudeSDKClient, stderr: Stderr) -> Mapping[str, Any]:
        try:
            await client.connect()
            info = await client.get_server_info() or {}
            self._commands.keep(to_commands(info))
            _ = int(info["pid"])
        except CLINotFoundError as error:
            raise ClaudeStartError(
                f"The claude program is missing: {self._settings.cli}.",
                remedy="Install remote-claude again.",
            ) from error
        except Exception as error:
            with contextlib.suppress(ClaudeSDKError):
                await client.disconnect()
            if not isinstance(error, ClaudeSDKError):
                logger.exception("claude did not start")
            said = stderr.last() or str(error)
            raise ClaudeStartError(
                f"Claude could not be started. {said}", remedy="Send the message again."
            ) from error
        return info


async def _refuse(*_: object) -> PermissionResultDeny:
    return PermissionResultDeny(message="Nobody works here.")
