"""The embedded default: data folder, lock, configuration, first password, then all programs."""

import asyncio
import os
import signal
import time
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_core.paths import ENV_JUPYTER_PATH

from ..config.check import check
from ..config.load import load_settings
from ..config.network import read_secret
from ..config.places import Places
from ..config.problems import ConfigurationError
from ..config.processes import find_child
from ..config.providers import needs_demo
from ..config.resolved import write_settings
from ..config.run import Child, Run, read_run, write_run
from ..config.settings import Settings
from ..config.trash import Trash
from ..core.clock import Clock, SystemClock
from ..core.errors import RemoteClaudeError
from .console import Console
from .data_folder import locked, make_data_folder, make_first_admin, make_secrets
from .engine import UNBOUNDED, UNBOUNDED_REMEDY, find_engine
from .key import check_key_files, take_keys, with_provider
from .leftovers import end_leftovers, end_sessions
from .pack import pack
from .parent import wait_for_make_to_end
from .ports import LOOPBACK, choose_ports
from .probe import ask, tell
from .problems import CannotStartError
from .programs import Part, Parts
from .serve import database_url
from .squid import find_squid, remove_squid
from .supervise import Supervisor
from .warm import WarmPool

if TYPE_CHECKING:
    from ..config.docker_engine import Engine

_READY_SECONDS = 120.0
_ASK_SECONDS = 0.1
_BOUND_LOGS_SECONDS = 60.0
_PURGE_SECONDS = 3600.0
_ROUTES_SECONDS = 40.0
_OK = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the command line asked for; None where it did not say."""

    data: Path
    port: int | None = None
    config: Path | None = None


def read_configuration(
    config: Path | None, environ: Mapping[str, str], *, port: int | None = None
) -> Settings:
    """The configuration with the command line over it, checked.

    Raises:
        ConfigurationError: With every mistake in it.
    """
    settings = load_settings(config, environ)
    if port is not None:
        settings = replace(settings, server=replace(settings.server, port=port))
    settings = with_provider(settings, environ)
    if problems := check(settings):
        raise ConfigurationError(settings.file, problems)
    check_key_files(settings)
    return settings


def up(wanted: Wanted, say: Callable[[str], None]) -> None:
    """Run an installation in the foreground until a signal ends it.

    Raises:
        RemoteClaudeError: It cannot start, or a program of it cannot.
    """
    places = Places(wanted.data.absolute())
    settings = read_configuration(wanted.config, os.environ, port=wanted.port)
    make_data_folder(places)
    with locked(places):
        asyncio.run(_Installation(places, settings, say).run())


class _Installation:
    """One run of `up`."""

    def __init__(self, places: Places, settings: Settings, say: Callable[[str], None]) -> None:
        self._places = places
        self._settings = settings
        self._console = Console(places, settings, say)
        self._clock: Clock = SystemClock()
        self._stopped = asyncio.Event()
        self._is_ready = False
        self._supervisor = Supervisor(
            logs=places.logs,
            folder=places.data,
            record=self._record,
            say=say,
            restarts=self._on_restart,
        )
        self._proxy_is_new = asyncio.Event()
        self._engine = find_engine(settings, places)
        self._warm = WarmPool(settings, places, say)

    async def run(self) -> None:
        """Start, keep up, end."""
        self._listen_for_signals()
        self._console.introduce(os.environ)
        keys = take_keys(self._settings, os.environ)
        try:
            await self._unless_stopped(self._start(keys))
            await self._unless_stopped(self._keep_up())
        finally:
            await self._end()

    async def _start(self, keys: bytes | None) -> None:
        previous = read_run(self._places.run)
        self._console.tell_leftovers(await end_leftovers(previous))
        if self._settings.egress.allow:
            find_squid()
        inner = await self._prepare_engine()
        ports = choose_ports(
            self._settings.server.port,
            previous.ports if previous else None,
            inner=inner,
            demo=needs_demo(self._settings),
            egress=bool(self._settings.egress.allow),
        )
        me = find_child(os.getpid()) or Child(pid=os.getpid(), started_at=time.time())
        self._run = Run(**asdict(me), host=LOOPBACK, ports=ports, inner=inner)
        if self._engine and not await asyncio.to_thread(self._engine.close_off, ports):
            self._console.tell_open()
        make_secrets(self._places)
        write_settings(self._places, self._settings)
        write_run(self._places.run, self._run)
        self._console.tell_password(make_first_admin(self._places))
        await self._start_parts(keys)
        self._supervisor.settle()
        self._is_ready = True
        self._console.tell_ready(self._run)

    async def _prepare_engine(self) -> str:
        """The address at which sessions find this machine."""
        if self._engine is None:
            return LOOPBACK
        await asyncio.to_thread(self._engine.prepare, self._console.say)
        await self._warm.clear()
        if await asyncio.to_thread(self._engine.lacks_quota):
            self._console.say(f"{UNBOUNDED} {UNBOUNDED_REMEDY}")
        self._console.tell_orphans(await asyncio.to_thread(self._engine.remove_orphans))
        return self._settings.containers.gateway

    async def _start_parts(self, keys: bytes | None) -> None:
        parts = Parts(self._places, self._settings, self._run)
        first = [parts.hub(), parts.proxy()]
        if self._run.ports.demo:
            first.append(parts.demo())
        for part in first:
            self._supervisor.start(part.program)
        # The others look into the database at once; the hub does not, and is the slowest.
        await asyncio.to_thread(self._migrate)
        later = [parts.hub_service(), parts.gateway(keys), *parts.egress()]
        for part in later:
            self._supervisor.start(part.program)
        await self._until_ready([*first, *later])
        if culler := parts.culler():
            self._supervisor.start(culler)

    async def _until_ready(self, parts: list[Part]) -> None:
        deadline = self._clock.monotonic() + _READY_SECONDS
        for part in parts:
            while (status := await ask(part.ready_url)) != part.ready_status:
                if self._clock.monotonic() > deadline:
                    answer = f"it answers {status}" if status else "nothing answers"
                    raise CannotStartError(
                        f"{part.name} did not get ready within {_READY_SECONDS:.0f} s:"
                        f" {answer} at {part.ready_url}",
                        remedy=f"Its log may say why: {self._supervisor.log(part.name)}",
                    )
                await asyncio.sleep(_ASK_SECONDS)

    async def _keep_up(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            for each in (self._keep_house(), self._keep_routes(), self._warm.keep()):
                tasks.create_task(each)

    async def _keep_routes(self) -> None:
        """A proxy that was started again knows no session: the hub tells it."""
        token = read_secret(self._places, "supervisor-token")
        url = f"{self._run.hub_api_url}/proxy"
        while True:
            await self._proxy_is_new.wait()
            self._proxy_is_new.clear()
            if await tell(url, token, timeout_seconds=_ROUTES_SECONDS) != _OK:
                await asyncio.sleep(_ASK_SECONDS)
                self._proxy_is_new.set()

    async def _keep_house(self) -> None:
        # Once after an installation; until then pages come as they are.
        await asyncio.to_thread(pack, Path(ENV_JUPYTER_PATH[0]), self._stopped.is_set)
        purged: float | None = None
        while True:
            now = self._clock.monotonic()
            if purged is None or now - purged >= _PURGE_SECONDS:
                erase = self._erase if self._engine else None
                await asyncio.to_thread(Trash(self._places, erase).expire, self._clock.now())
                purged = now
            await asyncio.to_thread(self._supervisor.bound_logs)
            await asyncio.sleep(_BOUND_LOGS_SECONDS)

    def _erase(self, session: Path) -> bool:
        # It may take its time, and `up` has to end before it is killed.
        return not self._stopped.is_set() and bool(self._engine and self._engine.erase(session))

    async def _end(self) -> None:
        self._console.say("Stopping ...")
        await self._supervisor.stop("hub")
        # A start that failed does no harm to sessions of an earlier one.
        keeps = self._engine and self._settings.containers.at_stop == "keep"
        sessions = not keeps and (self._is_ready or self._stopped.is_set())
        await asyncio.gather(
            self._supervisor.stop(), *([end_sessions(self._places)] if sessions else [])
        )
        remove_squid(self._places)
        await self._warm.close()
        if self._engine:
            await self._end_containers(self._engine, sessions=sessions)
        self._console.say("Stopped.")

    async def _end_containers(self, engine: "Engine", *, sessions: bool) -> None:
        try:
            await asyncio.to_thread(engine.end_sessions if sessions else engine.leave)
        except RemoteClaudeError as error:
            self._console.say(f"{error.message} Sessions may go on in their containers.")
        engine.close()

    async def _unless_stopped(self, work: Coroutine[Any, Any, None]) -> None:
        """Do some work; leave it when a signal came; raise when a program cannot be started."""
        tasks: list[asyncio.Task[Any]] = [
            asyncio.create_task(work),
            asyncio.create_task(self._supervisor.failed()),
            asyncio.create_task(self._until_stopped()),
        ]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in tasks:
                if task.done():
                    task.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _until_stopped(self) -> None:
        above = asyncio.create_task(wait_for_make_to_end())
        above.add_done_callback(lambda task: None if task.cancelled() else self._stopped.set())
        try:
            await self._stopped.wait()
        finally:
            above.cancel()

    def _migrate(self) -> None:
        from ..data.migrate import upgrade  # noqa: PLC0415 (slow to import; others start meanwhile)

        upgrade(database_url(self._places, self._settings))

    def _record(self, children: Mapping[str, Child]) -> None:
        try:
            write_run(self._places.run, replace(self._run, children=dict(children)))
        except OSError as error:
            self._console.say(f"{self._places.run} could not be written: {error}.")

    def _on_restart(self, name: str) -> None:
        if name == "proxy":
            self._proxy_is_new.set()

    def _listen_for_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._on_signal)
        # Under nohup a hang-up is ignored from the start: that is what it is asked for.
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
            loop.add_signal_handler(signal.SIGHUP, self._on_signal)

    def _on_signal(self) -> None:
        if self._stopped.is_set():
            self._supervisor.kill()
        self._stopped.set()
