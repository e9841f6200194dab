"""One running `claude` and the one task that reads it."""

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

from claude_agent_sdk import ClaudeSDKClient, CLIConnectionError, ProcessError

from ...core.errors import ClaudeGoneError, ConflictError
from ...core.redact import redact
from ...wire.chat import Effort, Mode
from ...wire.writing import PathSuggestion
from ..chat.ports import Exited, Listener, Process, Prompt, Rest, Resting
from .control import set_effort
from .convert import Converter
from .leftovers import end_leftovers, is_alive
from .prompt import to_line
from .scout import Searcher

logger = logging.getLogger(__name__)

_INTERRUPT_SECONDS = 5.0
_KILLED = {9: "It was killed (perhaps the machine ran out of memory).", 15: "It was ended."}


class Stderr:
    """The last lines that the program wrote to its error output."""

    def __init__(self, *secrets: str) -> None:
        self._lines: deque[str] = deque(maxlen=20)
        self._secrets = secrets

    def add(self, line: str) -> None:
        """Keep one line."""
        self._lines.append(redact(line, *self._secrets)[:2000])

    def last(self) -> str:
        """What it said last, for people."""
        return self._lines[-1] if self._lines else ""


@dataclass(frozen=True, slots=True)
class Running:
    """Which process it is: pid and start time are unique, the session marks what it starts."""

    claude_session: str
    pid: int
    started_at: float


class SdkProcess(Process):
    """A `claude` behind the Agent SDK. `run()` starts the reader."""

    def __init__(
        self,
        client: ClaudeSDKClient,
        converter: Converter,
        listener: Listener,
        stderr: Stderr,
        running: Running,
    ) -> None:
        self._client = client
        self._converter = converter
        self._listener = listener
        self._stderr = stderr
        self._running = running
        self._rested = asyncio.Event()
        self._rested.set()
        self._is_closing = False
        self._searcher = Searcher(client)
        self.is_gone = False
        """Whether the process has ended and was read to its end."""
        self._disconnecting = asyncio.Lock()
        self._reader: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._running.pid

    @property
    def started_at(self) -> float:
        """When the kernel says it began, in seconds since it was booted."""
        return self._running.started_at

    @property
    def is_alive(self) -> bool:
        """Whether the program still runs."""
        return is_alive(self.pid, self.started_at)

    def run(self) -> None:
        """Start the one task that reads the process until it ends."""
        self._reader = asyncio.create_task(self._read(), name=f"claude-{self._running.pid}")

    async def send(self, prompt: Prompt) -> None:
        """Hand a message over."""
        await self._ask(self._client.query(_once(to_line(prompt))))

    async def interrupt(self) -> None:
        """Stop what it does; harmless when it does nothing, or is no more."""
        with contextlib.suppress(ClaudeGoneError):
            await self._ask(self._client.interrupt())

    async def stop_background(self, background: str) -> None:
        """Stop one subagent or command of the background; harmless when it has ended."""
        await self._ask(self._client.stop_task(background))

    async def set_mode(self, mode: Mode) -> None:
        """Change the permission mode at once."""
        before = self._converter.mode
        self._converter.expect_mode(mode)
        try:
            await self._ask(self._client.set_permission_mode(mode))
        except ConflictError:
            self._converter.expect_mode(before)
            raise

    async def set_model(self, model: str | None) -> None:
        """Change the model at once."""
        self._converter.expect_model()
        await self._ask(self._client.set_model(model))

    async def set_effort(self, effort: Effort | None) -> None:
        """Change the effort at once."""
        await self._ask(set_effort(self._client, effort))

    async def suggest(self, query: str) -> Sequence[PathSuggestion]:
        """Files and folders that fit a query; any error where it does not answer."""
        return await self._searcher.suggest(query)

    async def aclose(self) -> None:
        """End it and everything it started; the reader tells the listener."""
        if not self._is_closing and not self.is_gone:
            self._is_closing = True
            if not self._rested.is_set():
                await self._stop()
            await self._disconnect()
        if self._reader is not None and self._reader is not asyncio.current_task():
            await self._reader

    async def _stop(self) -> None:
        """Interrupt, and let it say how its turn ended and write that down."""
        with contextlib.suppress(ClaudeGoneError, ConflictError, TimeoutError):
            async with asyncio.timeout(_INTERRUPT_SECONDS):
                await self.interrupt()
                await self._rested.wait()

    async def _ask(self, request: Any) -> None:
        try:
            await request
        except (CLIConnectionError, ProcessError) as error:
            raise ClaudeGoneError from error
        except Exception as error:
            # The SDK has no class of its own for a request that Claude Code answers with no.
            raise ConflictError(f"Claude Code refused this: {error}") from error

    async def _read(self) -> None:
        code: int | None = 0
        reason: str | None = None
        try:
            await self._follow()
        except ProcessError as error:
            code, reason = error.exit_code, self._why(error.exit_code)
        except Exception:
            logger.exception("reading claude %s failed", self._running.pid)
            code, reason = None, "Claude's process was ended: what it said could not be read."
        finally:
            self.is_gone = True
            self._rested.set()
            await self._clear_up()
        if self._is_closing:
            reason = None
        await self._listener(Exited(code=code, reason=reason))

    async def _follow(self) -> None:
        query = self._client._query  # noqa: SLF001 - the parsed stream drops fields we show
        if query is None:
            return
        async for raw in query.receive_messages():
            for event in self._converter.convert(raw):
                await self._listener(event)
                if isinstance(event, Resting):
                    self._note(event.rest)

    def _note(self, rest: Rest) -> None:
        if rest is Rest.IDLE:
            self._rested.set()
        else:
            self._rested.clear()

    async def _clear_up(self) -> None:
        await self._disconnect()
        await asyncio.to_thread(end_leftovers, self._running.claude_session, self._running.pid)

    async def _disconnect(self) -> None:
        # The SDK's transport is not made for two who close it: the reader sees the end of the
        # stream while the other still waits for the process.
        async with self._disconnecting:
            with contextlib.suppress(CLIConnectionError, ProcessError):
                await self._client.disconnect()

    def _why(self, code: int | None) -> str:
        number = abs(code) if code is not None and code < 0 else (code or 0) - 128
        said = _KILLED.get(number) or self._stderr.last()
        return f"Claude's process ended unexpectedly. {said or f'Its exit code is {code}.'}"


async def _once(line: dict[str, Any]) -> AsyncIterator[dict[str, Any]]:
    yield line
