"""Sessions as hardened containers: a volume each, a network without a way out, bounded."""

# mypy: disallow-untyped-calls=False
# JupyterHub and DockerSpawner have no types.

from contextlib import suppress
from typing import Any

from docker.errors import APIError, DockerException, ImageNotFound
from dockerspawner import DockerSpawner
from jupyterhub.spawner import SpawnException
from requests.exceptions import RequestException
from traitlets import Bool, Dict, Unicode, default

from ..core.errors import MalformedError
from ..core.ids import new_id
from ..core.languages import VARIABLE
from ..core.repositories import OWED
from .containers import Size
from .docker_box import COMMAND, to_options
from .docker_names import (
    LABEL,
    SESSION_LABEL,
    SHARED,
    USER_LABEL,
    container_name,
    network_name,
    read_place,
    read_size,
    read_volume,
    write_place,
    write_volume,
)
from .docker_volumes import DiskBound, make_volume
from .inside import INSIDE, to_inside
from .session_environment import proxy_environment
from .spawn_warm import WarmStart
from .startlog import Failure, clear_failure, to_lines

_STOP_SECONDS = 10
_LINES = 40
_GIB = 2**30
_FAULTS = (DockerException, RequestException, OSError)


class ContainerSpawner(WarmStart, DockerSpawner):
    """One session: a Jupyter server in a container of its own, which can do nothing else."""

    installation = Unicode(help="What tells the containers of installations apart.").tag(
        config=True
    )
    sizes = Dict(help="By name, what a session may take; the first one as a rule.").tag(config=True)
    runtime = Unicode("runc", help="What runs the containers.").tag(config=True)
    egress = Unicode("", help="HOST:PORT of the only way out; empty: none.").tag(config=True)
    auto_mode = Bool(False, help="Whether the policy for Claude Code lets it in.").tag(config=True)  # noqa: FBT003 (its default)

    volume_of = Unicode("session", help="Whose a volume is: a session's or a user's.").tag(
        config=True
    )

    _is_starting = False
    _disk = DiskBound(limit_bytes=None)

    @default("object_name")
    def _object_name_default(self) -> str:
        return container_name(self.installation, self.user.name, self.name)

    @default("network_name")
    def _network_of_installation(self) -> str:
        return network_name(self.installation)

    @default("env_keep")
    def _env_keep_default(self) -> list[str]:
        return []

    @default("cmd")
    def _cmd_default(self) -> list[str]:
        return [COMMAND]

    def get_env(self) -> dict[str, str]:
        """What the session is told; nothing of the hub's own environment."""
        env: dict[str, str] = super().get_env()
        env.update(to_inside(self.user.name, self.name, read_place(self._folder)))
        env["REMOTE_CLAUDE_SESSION_TITLE"] = self._title
        env[VARIABLE] = self._language
        env["SHELL"] = "/bin/bash"
        env.update(self._disk.to_environment())
        if self._is_owed():
            env[OWED] = "1"
        if self.egress:
            who = f"{self.user.name}.{self.name}"
            env.update(proxy_environment(self.egress, who, env["JUPYTERHUB_API_TOKEN"]))
        return env

    async def start(self) -> tuple[str, int]:
        """Start the container and return when its server answers."""
        self._check_names()
        self._steps = ["workspace"]
        self._is_starting = True
        try:
            self._state.mkdir(mode=0o700, parents=True, exist_ok=True)
            clear_failure(self._state)
            self.mem_limit, self.cpu_limit = self._size.memory_bytes, self._size.cpus
            found = await self._start_warm(is_first=self._is_first())
            host, port = found or await self._start_cold()
        except ImageNotFound:
            message = f"The image {self.image} is not on this machine; `make image` makes it."
            raise await self._refusal(message) from None
        except _FAULTS as error:
            raise await self._refusal(f"{_to_words(error)}.") from error
        finally:
            self._is_starting = False
        self._steps.append("ready")
        return host, port

    async def get_url(self) -> str:
        """Where a running container answers; also where the hub was killed while it started."""
        host, port = await self.get_ip_and_port()
        return f"http://{host}:{port}{self.server.base_url}"

    def _is_first(self) -> bool:
        """Whether the session begins, with nothing to keep or to clone, in the usual size."""
        is_new = not read_volume(self._folder) and not self._is_owed()
        return is_new and self.volume_of == "session" and self._size.name == next(iter(self.sizes))

    async def _start_cold(self) -> tuple[str, int]:
        await self._remove_container()
        await self.pull_image(self.image)
        self._bound(self._size)
        await self._make_volume(self._size)
        self._steps.append("server")
        host, port = await self._launch()
        await self._until_ready(host, port, self._is_over)
        return host, port

    async def poll(self) -> int | None:
        """None while the container runs, else how it ended; why is kept for the page."""
        container = await self.get_object()
        if container is None:
            return 0
        state = container["State"]
        if state["Running"]:
            if not (why := self._why_to_end()):
                return None
            self.log.warning("Ending %s: %s", self._log_name, why)
            self._tell_end(why)
            await self.stop(now=self._is_user_gone())
            return 0
        status = int(state["ExitCode"])
        if not self._is_starting:
            if status or state["OOMKilled"]:
                # Who took too much memory is not in the log.
                lines = "" if state["OOMKilled"] else await self._last_lines()
                why = self._explain(state)
                self._remember(Failure(message=why, at=self._now(), log=lines, has_run=True))
            await self._remove_container()
        return status

    async def stop(self, now: bool = False) -> None:  # noqa: FBT001, FBT002 (JupyterHub's signature)
        """End the container; its volume stays."""
        try:
            if self.object_id:
                seconds = 1 if now else _STOP_SECONDS
                await self.docker("stop", self.object_id, timeout=seconds)
        except APIError as error:
            self.log.info("%s was not running: %s", self._log_name, error.explanation)
        await self._remove_container()
        self.clear_state()

    async def delete_forever(self) -> None:
        """Move a deleted session to the trash; its volume goes when the trash does."""
        if self.name:
            await self._remove_container()
            self._throw_away()

    def require_size(self, name: str) -> None:
        """Return if there is such a size."""
        if name not in self.sizes:
            known = ", ".join(self.sizes)
            raise MalformedError(f"There is no size {name!r} of sessions here; known: {known}.")

    @property
    def _size(self) -> Size:
        """What was chosen for the session; the first one where there is no such size."""
        name = read_size(self._folder)
        return Size(**self.sizes.get(name, next(iter(self.sizes.values()))))

    def _bound(self, size: Size) -> None:
        """What the container may do and take."""
        self.volumes = {self._volume(): str(INSIDE.data)}
        self.extra_create_kwargs = {"labels": self._labels}
        self.extra_host_config = {
            **to_options(self.runtime, auto_mode=self.auto_mode),
            "memswap_limit": size.memory_bytes,
            "pids_limit": size.processes,
        }

    @property
    def _labels(self) -> dict[str, str]:
        return {
            LABEL: self.installation,
            USER_LABEL: self.user.name,
            SESSION_LABEL: self.name,
        }

    async def _make_volume(self, size: Size) -> None:
        volume, limit, labels = read_volume(self._folder), size.disk_bytes, self._labels
        if read_place(self._folder):
            limit = max(each["disk_bytes"] or 0 for each in self.sizes.values()) or None
            del labels[SESSION_LABEL]
        self._disk = await make_volume(self.docker, volume, labels=labels, limit_bytes=limit)

    def _volume(self) -> str:
        """The volume of this session: the one it has, else a new one or that of its user."""
        folder = self._folder
        volume = read_volume(folder)
        if not volume:
            end = new_id()[:8]
            is_shared = self.volume_of == "user"
            volume = self._volume_of_user() if is_shared else f"{self.object_name}.{end}"
            # Another one for each session: one of the same name may be in the trash.
            write_place(folder, f"{self.name}.{end}" if is_shared else "")
            write_volume(folder, volume)
        return volume

    def _volume_of_user(self) -> str:
        folder = self._places.user(self.user.name)
        volume = read_volume(folder)
        if not volume:
            volume = f"{container_name(self.installation, self.user.name, SHARED)}.{new_id()[:8]}"
            write_volume(folder, volume)
        return volume

    async def _launch(self) -> tuple[str, int]:
        created = await self.create_object()
        self.object_id = created[self.object_id_key]
        await self.start_object()
        host, port = await self.get_ip_and_port()
        return str(host), int(port)

    async def _is_over(self) -> bool:
        return await self.poll() is not None

    async def _refusal(self, message: str) -> SpawnException:
        lines = await self._last_lines()
        with suppress(*_FAULTS):  # the next start removes it
            await self._remove_container()
        return self._to_refusal(message, lines)

    async def _last_lines(self) -> str:
        try:
            if not self.object_id:
                return ""
            return to_lines(await self.docker("logs", self.object_id, tail=_LINES))
        except _FAULTS:
            return ""

    async def _remove_container(self) -> None:
        """Remove whatever has this session's name: what it has to keep is in its volume."""
        try:
            await self.docker("remove_container", self.object_name, force=True)
        except APIError as error:
            if error.status_code not in (404, 409):  # gone, or going
                raise
        self.object_id = ""

    def _explain(self, state: dict[str, Any]) -> str:
        memory = f"{self._size.memory_bytes / _GIB:g} GiB"
        if state["OOMKilled"]:
            return (
                f"The session ended: out of memory. It had {memory}; choose a larger size. Its"
                " files and conversations are as they were."
            )
        return (
            f"The session ended by itself or was killed (status {state['ExitCode']}). Its files and"
            " conversations are as they were: start it again."
        )


def _to_words(error: Exception) -> str:
    if isinstance(error, APIError):
        return f"The container engine refused it: {error.explanation or error}"
    if isinstance(error, DockerException | RequestException):
        return "The container engine does not answer"
    return str(error)
