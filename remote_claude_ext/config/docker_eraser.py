"""Removes a session's folder from the volume that its user's sessions share.

Only a container sees into a volume: one like a session's does nothing else. It is found again by
its name, so that a killed `up`, or one that did not wait for it, goes on where it was.
"""

# mypy: disallow-untyped-calls=False
# The engine's client has no types.

import hashlib
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from docker.client import DockerClient
from docker.errors import NotFound

from .containers import Containers
from .docker_box import to_options
from .docker_names import LABEL, USER_LABEL, container_name, network_name
from .inside import INSIDE

_PATIENCE_SECONDS, _LOOK_SECONDS = 10.0, 0.1
_MEMORY, _PROCESSES = "512m", 64
# Folders that nobody may write to, as Go's cache of modules has them, would be left.
_REMOVE = 'if [ -e "$0" ]; then chmod -R u+rwX -- "$0"; rm -rf -- "$0"; fi'


@dataclass(frozen=True, slots=True)
class Eraser:
    """Of one installation, with its image of sessions. Blocks: call it in a thread."""

    client: DockerClient
    installation: str
    containers: Containers
    auto_mode: bool = False

    def erase(self, user: str, volume: str, place: str) -> bool:
        """Whether the folder is gone; False: ask again later.

        Raises:
            DockerException: The engine refused something, or does not answer.
        """
        try:
            self.client.volumes.get(volume)
        except NotFound:
            return True
        try:
            return self._run(self._name(user, place), user, volume, place)
        except NotFound:  # its container or the image went meanwhile
            return False

    def _run(self, name: str, user: str, volume: str, place: str) -> bool:
        try:
            container = self.client.containers.get(name)
        except NotFound:
            container = self._start(name, user, volume, place)
        if not _is_over(container):
            return False
        is_done = container.attrs["State"]["ExitCode"] == 0
        with suppress(NotFound):
            container.remove(force=True)
        return bool(is_done)

    def _name(self, user: str, place: str) -> str:
        # No session's name has an underscore.
        end = hashlib.sha256(place.encode()).hexdigest()[:12]
        return container_name(self.installation, user, f"erase_{end}")

    def _start(self, name: str, user: str, volume: str, place: str) -> Any:
        api = self.client.api
        api.create_container(
            self.containers.image,
            ["sh", "-c", _REMOVE, str(INSIDE.session(user, place))],
            name=name,
            labels={LABEL: self.installation, USER_LABEL: user},
            host_config=api.create_host_config(
                binds={volume: {"bind": str(INSIDE.data), "mode": "rw"}},
                network_mode=network_name(self.installation),
                mem_limit=_MEMORY,
                memswap_limit=_MEMORY,
                pids_limit=_PROCESSES,
                **to_options(self.containers.runtime, auto_mode=self.auto_mode),
            ),
        )
        container = self.client.containers.get(name)
        container.start()
        return container


def _is_over(container: Any) -> bool:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        container.reload()
        state = container.attrs["State"]
        if state["Status"] == "created":  # whoever made it was killed before it was started
            container.start()
        elif not state["Running"]:
            return True
        if time.monotonic() > deadline:
            return False
        time.sleep(_LOOK_SECONDS)
