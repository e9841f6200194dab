"""Children started, watched, restarted with backoff, ended; nothing left behind."""

import asyncio
import contextlib
import os
import signal
from asyncio.subprocess import DEVNULL, STDOUT, Process
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..config.processes import find_child
from ..config.run import Child
from ..core.backoff import delays
from ..core.clock import Clock, SystemClock
from .logs import bound_log, last_lines, open_log
from .problems import CannotStartError

KEY_VARIABLE = "REMOTE_CLAUDE_KEY_FD"
_STEADY_SECONDS = 20.0
_FIRST_TRIES = 2
_GRACE_SECONDS = 8.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A process to keep running. `key` reaches it through a pipe, at each start anew."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(repr=False)
    key: bytes | None = field(default=None, repr=False)


class Supervisor:
    """Keeps programs running, each in its own process group, until it is told to stop."""

    def __init__(
        self,
        *,
        logs: Path,
        folder: Path,
        record: Callable[[Mapping[str, Child]], None],
        say: Callable[[str], None],
        restarts: Callable[[str], None],
        clock: Clock | None = None,
    ) -> None:
        self._logs = logs
        self._folder = folder
        self._record = record
        self._say = say
        self._restarts = restarts
        self._clock = clock or SystemClock()
        self._children: dict[str, Child] = {}
        self._processes: dict[str, Process] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._failure = asyncio.Event()
        self._settled = False

    def start(self, program: Program) -> None:
        """Start a program and keep it running from now on."""
        task = asyncio.create_task(self._keep(program), name=program.name)
        task.add_done_callback(lambda _: self._failure.set())
        self._tasks[program.name] = task

    def settle(self) -> None:
        """All is up: from now on a program that ends is started again for ever."""
        self._settled = True

    async def failed(self) -> None:
        """Wait, perhaps for ever, for a program that cannot be started; raise why."""
        await self._failure.wait()
        for task in self._tasks.values():
            if task.done():
                task.result()

    def log(self, name: str) -> Path:
        """Where a program's output is."""
        return self._logs / f"{name}.log"

    def bound_logs(self) -> None:
        """Keep every log within its limit."""
        for name in self._tasks:
            bound_log(self.log(name))

    async def stop(self, *names: str, grace_seconds: float = _GRACE_SECONDS) -> None:
        """End programs (all of them without names) and whatever their process groups hold."""
        chosen = [name for name in (names or tuple(self._tasks)) if name in self._tasks]
        tasks = [self._tasks.pop(name) for name in chosen]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.gather(*(self._end(name, grace_seconds) for name in chosen))

    def kill(self) -> None:
        """End everything at once."""
        for process in self._processes.values():
            if process.returncode is None:
                signal_group(process.pid, signal.SIGKILL)

    async def _keep(self, program: Program) -> None:
        pauses = delays(first_seconds=0.2)
        tries = 0
        while True:
            began = self._clock.monotonic()
            written = _size(self.log(program.name))
            outcome = await self._run(program)
            tries += 1
            if not self._settled and tries >= _FIRST_TRIES:
                raise self._cannot_start(program.name, outcome, written)
            if self._clock.monotonic() - began > _STEADY_SECONDS:
                pauses = delays(first_seconds=0.2)
            pause = next(pauses)
            self._say(f"{program.name} {outcome}; it is started again in {pause:.1f} s.")
            await asyncio.sleep(pause)
            self._restarts(program.name)

    async def _run(self, program: Program) -> str:
        """Run a program once; how it ended."""
        try:
            process = await self._launch(program)
        except OSError as error:
            return f"could not be run ({error})"
        status = await process.wait()
        # Whatever it left in its group goes with it.
        signal_group(process.pid, signal.SIGKILL)
        return f"was ended by signal {-status}" if status < 0 else f"ended with status {status}"

    async def _launch(self, program: Program) -> Process:
        log = self.log(program.name)
        bound_log(log)
        environment = dict(program.environment)
        with contextlib.ExitStack() as stack:
            output = stack.enter_context(open_log(log))
            pipes: tuple[int, ...] = ()
            if program.key is not None:
                descriptor = _pipe_with(program.key)
                stack.callback(os.close, descriptor)
                environment[KEY_VARIABLE] = str(descriptor)
                pipes = (descriptor,)
            process = await asyncio.create_subprocess_exec(
                *program.command,
                cwd=self._folder,
                env=environment,
                stdin=DEVNULL,
                stdout=output,
                stderr=STDOUT,
                start_new_session=True,
                pass_fds=pipes,
            )
        self._processes[program.name] = process
        child = find_child(process.pid)
        if child is not None:
            self._children[program.name] = child
            self._record(self._children)
        return process

    def _cannot_start(self, name: str, outcome: str, written: int) -> CannotStartError:
        lines = last_lines(self.log(name), since=written)
        shown = "".join(f"\n    {line}" for line in lines)
        return CannotStartError(
            f"{name} could not be started: it {outcome}."
            + (f" Its last lines:{shown}" if shown else " It wrote nothing."),
            remedy=f"The whole log is {self.log(name)}",
        )

    async def _end(self, name: str, grace_seconds: float) -> None:
        process = self._processes.pop(name, None)
        if process is not None and process.returncode is None:
            signal_group(process.pid, signal.SIGTERM)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), grace_seconds)
            signal_group(process.pid, signal.SIGKILL)
            await process.wait()
        self._children.pop(name, None)
        self._record(self._children)


def signal_group(pid: int, number: signal.Signals) -> None:
    """Signal a process group that we made; harmless when nothing of it is left."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)


def _pipe_with(key: bytes) -> int:
    reading, writing = os.pipe()
    with os.fdopen(writing, "wb") as file:
        file.write(key)
    return reading


def _size(log: Path) -> int:
    return log.stat().st_size if log.exists() else 0
