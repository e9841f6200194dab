"""Sessions as local processes below DATA, ready as soon as they answer."""

# mypy: disallow-untyped-calls=False
# JupyterHub has no types.

import asyncio
import json
import sys
from dataclasses import asdict, fields
from subprocess import DEVNULL, STDOUT, Popen
from typing import Any

from jupyterhub.spawner import SimpleLocalProcessSpawner, SpawnException
from jupyterhub.utils import random_port
from traitlets import default

from ..core.languages import VARIABLE
from ..core.repositories import OWED
from .processes import end, find_child, find_marked, is_alive
from .run import Child
from .session_environment import MARKS, inherited_names, make_folders, session_environment
from .spawn import SessionSpawner
from .startlog import LOG, SERVER, clear_failure, last_lines

_STOP_SECONDS = 10.0
_LEFTOVER_SECONDS = 3.0
_NOTED = [field.name for field in fields(Child)]


class LocalSpawner(SessionSpawner, SimpleLocalProcessSpawner):
    """One session: a Jupyter server in its own folder, process group and environment.

    Local processes do not isolate users from each other: all have the uid of the hub.
    """

    _child: Child | None = None

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

    def get_env(self) -> dict[str, str]:
        """The whole environment: an allow-list, this session's folders, what the hub adds."""
        env: dict[str, str] = super().get_env()
        env.update(session_environment(self._places, self.user.name, self.name))
        env["REMOTE_CLAUDE_SESSION_TITLE"] = self._title
        env[VARIABLE] = self._language
        if self._is_owed():
            env[OWED] = "1"
        return env

    def load_state(self, state: dict[str, Any]) -> None:
        """Take up a server that outlived the hub: by process id *and* start time."""
        super().load_state(state)
        if "pid" in state and "started_at" in state:
            known = {name: state[name] for name in _NOTED if name in state}
            self._child = Child(**known)

    def get_state(self) -> dict[str, Any]:
        """What a restarted hub needs to take up the server."""
        state: dict[str, Any] = super().get_state()
        if self._child:
            state.update(asdict(self._child))
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
            await self._until_ready("127.0.0.1", self.port, self._is_over)
        except OSError as error:
            raise await self._refusal(f"{error}.", written) from error
        self._steps.append("ready")
        return "127.0.0.1", self.port

    async def poll(self) -> int | None:
        """None while the server lives, else how it ended (0 where nobody can know)."""
        if self.proc is not None:
            status = self.proc.poll()
            if status is None:
                return await self._end_if_due()
            self.clear_state()
            return status
        if self._child and is_alive(self._child):
            return await self._end_if_due()
        await self._end_earlier()
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
        self._throw_away()

    async def _end_if_due(self) -> int | None:
        """What should have ended does not outlive the next look at it."""
        if not (why := self._why_to_end()):
            return None
        self.log.warning("Ending %s: %s", self._log_name, why)
        self._tell_end(why)
        await self.stop(now=self._is_user_gone())
        self.clear_state()
        return 0

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
            (self._state / SERVER).write_text(json.dumps(asdict(self._child)))

    async def _is_over(self) -> bool:
        return self.proc is None or self.proc.poll() is not None

    async def _refusal(self, message: str, written: int) -> SpawnException:
        if self._child:
            await end([self._child], grace_seconds=1)
        await self._end_leftovers()
        return self._to_refusal(message, last_lines(self._state, since=written))

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
        folder = self._folder
        marked = await asyncio.to_thread(find_marked, MARKS, folder)
        await end(marked, grace_seconds=_LEFTOVER_SECONDS)
