"""Sessions as local processes below DATA, ready as soon as they answer."""

# mypy: disallow-untyped-calls=False
# JupyterHub has no types.

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from subprocess import DEVNULL, STDOUT, Popen
from typing import Any

from jupyterhub.spawner import SimpleLocalProcessSpawner, SpawnException
from jupyterhub.utils import random_port
from traitlets import Integer, Unicode, default

from ..core.clock import SystemClock, to_rfc3339
from ..core.names import is_session_name, is_user_name
from .login import LocalAuthenticator
from .places import Places
from .processes import end, find_child, find_marked, is_alive
from .run import Child
from .session_environment import MARKS, inherited_names, make_folders, session_environment
from .startlog import (
    LOG,
    SERVER,
    Failure,
    clear_failure,
    last_lines,
    write_failure,
)
from .trash import Trash

_STOP_SECONDS = 10.0
_LEFTOVER_SECONDS = 3.0


class LocalSpawner(SimpleLocalProcessSpawner):
    """One session: a Jupyter server in its own folder, process group and environment.

    Local processes do not isolate users from each other: all have the uid of the hub.
    """

    data = Unicode(help="The data folder of the installation.").tag(config=True)
    ready_seconds = Integer(
        60, min=5, help="Longest that a session's server may take until it answers."
    ).tag(config=True)

    _child: Child | None = None
    _steps: list[str]
    _clock = SystemClock()

    @default("env_keep")
    def _env_keep_default(self) -> list[str]:
        return inherited_names()

    @default("cmd")
    def _cmd_default(self) -> list[str]:
        # -P: nothing in the workspace, the current folder, may pose as a module of the server.
        return [sys.executable, "-P", "-m", "remote_claude_ext.cli.singleuser"]

    @default("home_dir")
    def _home_dir_of_user(self) -> str:
        return str(self._places.home(self.user.name))

    @property
    def _places(self) -> Places:
        return Places(Path(self.data))

    @property
    def _state(self) -> Path:
        return self._places.session_state(self.user.name, self.name)

    def get_env(self) -> dict[str, str]:
        """The whole environment: an allow-list, this session's folders, what the hub adds."""
        env: dict[str, str] = super().get_env()
        env.update(session_environment(self._places, self.user.name, self.name))
        env["REMOTE_CLAUDE_SESSION_TITLE"] = self.orm_spawner.display_name or self.name
        return env

    def load_state(self, state: dict[str, Any]) -> None:
        """Take up a server that outlived the hub: by process id *and* start time."""
        super().load_state(state)
        if "pid" in state and "started_at" in state:
            self._child = Child(pid=state["pid"], started_at=state["started_at"])

    def get_state(self) -> dict[str, Any]:
        """What a restarted hub needs to take up the server."""
        state: dict[str, Any] = super().get_state()
        if self._child:
            state["pid"] = self._child.pid
            state["started_at"] = self._child.started_at
        return state

    def clear_state(self) -> None:
        """Forget the process."""
        super().clear_state()
        self._child = None

    async def start(self) -> tuple[str, int]:
        """Start the server and return when it answers; a failure says what its log says."""
        self._check_names()
        self._steps = ["workspace"]
        written = 0
        try:
            make_folders(self._places, self.user.name, self.name)
            clear_failure(self._state)
            await self._end_earlier()
            written = self._log_size()
            self._steps.append("server")
            self._launch()
            self._steps.append("answer")
            await asyncio.wait_for(self._answered(), self.ready_seconds)
        except TimeoutError:
            message = f"It did not answer within {self.ready_seconds} seconds."
            raise await self._refusal(message, written) from None
        except OSError as error:
            raise await self._refusal(f"{error}.", written) from error
        self._steps.append("ready")
        return "127.0.0.1", self.port

    async def progress(self) -> AsyncIterator[dict[str, Any]]:
        """The steps of a start as they happen."""
        shown = 0
        while True:
            steps = getattr(self, "_steps", [])
            for step in steps[shown:]:
                shown += 1
                yield {"progress": min(25 * shown, 99), "step": step, "message": step}
            await asyncio.sleep(0.1)

    async def poll(self) -> int | None:
        """None while the server lives, else how it ended (0 where nobody can know)."""
        if self.proc is not None:
            status = self.proc.poll()
            if status is None:
                return await self._end_if_user_is_gone()
            self.clear_state()
            return status
        if self._child and is_alive(self._child):
            return await self._end_if_user_is_gone()
        self.clear_state()
        return 0

    async def stop(self, now: bool = False) -> None:  # noqa: FBT001, FBT002 (JupyterHub's signature)
        """End the server, then whatever it left behind, in its process group or out of it."""
        if self._child:
            await end([self._child], grace_seconds=0.5 if now else _STOP_SECONDS)
        if self.proc is not None:
            self.proc.poll()
        await self._end_leftovers()
        (self._state / SERVER).unlink(missing_ok=True)

    async def delete_forever(self) -> None:
        """Move a deleted session to the trash, where it stays for seven days."""
        if not self.name:
            return
        await self._end_leftovers()
        trash = Trash(self._places)
        title = self.orm_spawner.display_name or self.name
        trash.put(self.user.name, self.name, title=title, at=self._clock.now())
        trash.expire(self._clock.now())

    async def _end_if_user_is_gone(self) -> int | None:
        """A removed user's session does not outlive the next look at it."""
        accounts = self.authenticator
        if not isinstance(accounts, LocalAuthenticator) or accounts.has_user(self.user.name):
            return None
        self.log.warning("Ending %s: its user was removed", self._log_name)
        await self.stop(now=True)
        self.clear_state()
        return 0

    def _check_names(self) -> None:
        if not self.name:
            raise SpawnException(
                "A session needs a name: make one on the home page.", reason="no_default_server"
            )
        if not is_session_name(self.name) or not is_user_name(self.user.name):
            raise SpawnException(
                "This name cannot be a session's: a lower-case letter, then at most 29 lower-case"
                " letters, digits and hyphens.",
                reason="name",
            )

    def _launch(self) -> None:
        self.port = random_port()
        command = [*self.cmd, *self.get_args()]
        with (self._state / LOG).open("ab") as log:
            self.proc = Popen(  # noqa: S603 (our own command)
                command,
                cwd=self._places.workspace(self.user.name, self.name),
                env=self.get_env(),
                stdin=DEVNULL,
                stdout=log,
                stderr=STDOUT,
                start_new_session=True,
            )
        self.pid = self.proc.pid
        self._child = find_child(self.pid)
        if self._child:
            child = {"pid": self._child.pid, "started_at": self._child.started_at}
            (self._state / SERVER).write_text(json.dumps(child))

    async def _answered(self) -> None:
        path = f"{self.server.base_url}api"
        while not await self._is_answering(path):
            if self.proc is None or self.proc.poll() is not None:
                raise ChildProcessError("Its server ended while it was starting")
            await asyncio.sleep(0.05)

    async def _is_answering(self, path: str) -> bool:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            return False
        try:
            writer.write(f"GET {path} HTTP/1.0\r\n\r\n".encode())
            await writer.drain()
            return (await reader.readline()).startswith(b"HTTP/")
        except OSError:
            return False
        finally:
            writer.close()

    async def _refusal(self, message: str, written: int) -> SpawnException:
        if self._child:
            await end([self._child], grace_seconds=1)
        await self._end_leftovers()
        lines = last_lines(self._state, since=written)
        whole = f"The session could not start. {message}"
        if self._state.is_dir():
            failure = Failure(message=whole, at=to_rfc3339(self._clock.now()), log=lines)
            write_failure(self._state, failure)
        shown = f"{whole} Its log ends:\n{lines}" if lines else whole
        return SpawnException(shown, reason="start", status_code=500)

    def _log_size(self) -> int:
        log = self._state / LOG
        return log.stat().st_size if log.exists() else 0

    async def _end_earlier(self) -> None:
        """End a server of this session that the hub lost track of."""
        try:
            child = Child(**json.loads((self._state / SERVER).read_bytes()))
        except (OSError, ValueError, TypeError):
            return
        if is_alive(child):
            await end([child], grace_seconds=_STOP_SECONDS)

    async def _end_leftovers(self) -> None:
        folder = self._places.session(self.user.name, self.name)
        marked = await asyncio.to_thread(find_marked, MARKS, folder)
        await end(marked, grace_seconds=_LEFTOVER_SECONDS)
