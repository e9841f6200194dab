"""Keeps started containers waiting for new sessions, one made at a time, and takes them away."""

# mypy: disallow-untyped-calls=False
# The engine's client has no types.

import asyncio
import logging
import secrets
import socket
import threading
import time
from contextlib import suppress
from typing import Any

from docker.client import DockerClient
from docker.errors import NotFound

from ..wire.handover import PORT, SECRET
from .containers import Containers
from .docker_box import to_waiting_box
from .docker_engine import EngineError, told
from .docker_names import (
    LABEL,
    SESSION_LABEL,
    USER_LABEL,
    network_name,
    new_waiting_name,
    to_installation,
    waiting_prefix,
)
from .docker_volumes import make_volume
from .places import Places
from .waiting import (
    MAKING,
    READY,
    TAKEN,
    Waiting,
    find_waiting,
    forget,
    is_of_session,
    note_making,
    note_ready,
    take_this,
)

_log = logging.getLogger(__name__)
_CALM_SECONDS = 3.0
"""So long nobody has started a session when another container is made."""
_TAKEN_SECONDS = 60.0
"""Whoever has taken one and not finished until then is not there any more."""
_READY_SECONDS = 60.0
_LOOK_SECONDS = 0.1


class Keeper:
    """The waiting containers of one installation. Blocks: call it in a thread."""

    def __init__(self, places: Places, containers: Containers, *, auto_mode: bool = False) -> None:
        self._places = places
        self._containers, self._auto_mode = containers, auto_mode
        self._installation = to_installation(places.data)
        self._closing = threading.Event()
        self._lock = threading.Lock()
        self._known: Any = None
        self._had = 0
        self._last_start = 0.0

    def is_full(self) -> bool:
        """Whether as many wait as should, by their notes; asks no engine."""
        return len(list(find_waiting(self._places, READY))) >= self._containers.warm

    @told
    def look(self) -> None:
        """Take away what cannot be given to anybody, and make one where one is missing.

        Raises:
            EngineError: The engine did not do it.
        """
        with self._lock:
            if self._closing.is_set():
                return
            listed = self._list()
            self._drop_unfit(listed)
            self._note_starts(listed)
            if not self.is_full() and time.time() - self._last_start > _CALM_SECONDS:
                self._make()
            self._had = len(list(find_waiting(self._places, READY)))

    @told
    def clear(self) -> None:
        """Take all away, those that an earlier start left, too.

        Raises:
            EngineError: The engine did not do it.
        """
        self._closing.set()
        with self._lock:
            self._closing.clear()
            self._clear()
            self._leave()

    @told
    def close(self) -> None:
        """Take all away, and make no more.

        Raises:
            EngineError: The engine did not do it.
        """
        self._closing.set()
        with self._lock:
            try:
                self._clear()
            finally:
                self._leave()

    def _leave(self) -> None:
        """Ask the engine nothing more, for now."""
        if self._known is not None:
            self._known.close()
            self._known = None

    def _clear(self) -> None:
        for waiting, _ in list(find_waiting(self._places, MAKING)):
            self._drop(waiting, was_ready=False)
        left = [waiting for waiting, _ in find_waiting(self._places, READY, TAKEN)]
        noted = {waiting.name for waiting in left}
        left += [Waiting(name=name) for name in self._list_names() if name not in noted]
        for waiting in left:
            self._drop(waiting)

    def _drop_unfit(self, listed: dict[str, dict[str, Any]]) -> None:
        """Those that ended, are of an image that is not the session's any more, or were left."""
        image = self._client().api.inspect_image(self._containers.image)["Id"]
        for waiting, _ in list(find_waiting(self._places, READY)):
            found = listed.get(waiting.name, {})
            is_fit = found.get("State") == "running" and found.get("ImageID") == image
            if not is_fit and take_this(self._places, waiting):
                _log.info("%s cannot be given to a session any more.", waiting.name)
                self._drop(waiting)
        for waiting, since in list(find_waiting(self._places, TAKEN)):
            if time.time() - since > _TAKEN_SECONDS:
                self._drop(waiting)

    def _note_starts(self, listed: dict[str, dict[str, Any]]) -> None:
        """When a session was started last: others wait while one is made."""
        ready = list(find_waiting(self._places, READY))
        made = [
            float(each.get("Created", 0))
            for name, each in listed.items()
            if not name.startswith(waiting_prefix(self._installation))
        ]
        if len(ready) < self._had:
            made.append(time.time())
        made += [since for _, since in find_waiting(self._places, TAKEN)]
        now = time.time()  # what was after it, was before the clock was set back
        self._last_start = max((at for at in (self._last_start, *made) if at <= now), default=0.0)

    def _make(self) -> None:
        waiting = Waiting(name=new_waiting_name(self._installation))
        note_making(self._places, waiting.name)
        try:
            note_ready(self._places, self._start(waiting))
        except BaseException:
            with suppress(Exception):  # what is left is found by its note
                self._drop(waiting, was_ready=False)
            raise

    def _start(self, waiting: Waiting) -> Waiting:
        api, secret = self._client().api, secrets.token_urlsafe(32)
        network = network_name(self._installation)
        body = to_waiting_box(
            self._containers,
            network,
            auto_mode=self._auto_mode,
            volume=waiting.volume,
            labels={LABEL: self._installation, USER_LABEL: "", SESSION_LABEL: ""},
            environment={SECRET: secret},
        )
        asyncio.run(self._make_volume(waiting))
        made = api.create_container_from_config(body, name=waiting.name)["Id"]
        api.start(made)
        host = api.inspect_container(made)["NetworkSettings"]["Networks"][network]["IPAddress"]
        deadline = time.monotonic() + _READY_SECONDS
        while not _listens(host):
            if self._closing.is_set() or time.monotonic() > deadline:
                raise EngineError(f"{waiting.name} was not ready to wait for a session.")
            if not api.inspect_container(made)["State"]["Running"]:
                lines = api.logs(made, tail=5).decode(errors="replace").strip()
                raise EngineError(f"A container that should wait ended: {lines}")
            time.sleep(_LOOK_SECONDS)
        return Waiting(name=waiting.name, container=made, host=host, secret=secret)

    async def _make_volume(self, waiting: Waiting) -> None:
        api = self._client().api

        async def ask(call: str, *words: Any, **given: Any) -> Any:
            return getattr(api, call)(*words, **given)

        await make_volume(
            ask,
            waiting.volume,
            labels={LABEL: self._installation},
            limit_bytes=self._containers.sizes[0].disk_bytes,
        )

    def _drop(self, waiting: Waiting, *, was_ready: bool = True) -> None:
        """Remove container, volume and note.

        The volume goes with a container that still has its old name, since that was never told
        whose it is; any other one that was ready may be a session's.
        """
        is_sessions = is_of_session(self._places, waiting.volume)
        try:
            self._client().api.remove_container(waiting.name, force=True)
        except NotFound:
            is_sessions = is_sessions or was_ready
        if not is_sessions:
            with suppress(NotFound):
                self._client().api.remove_volume(waiting.volume)
        forget(self._places, waiting)

    def _list_names(self) -> list[str]:
        begin = waiting_prefix(self._installation)
        return [name for name in self._list() if name.startswith(begin)]

    def _list(self) -> dict[str, dict[str, Any]]:
        """The containers of the installation by their names."""
        wanted = {"label": f"{LABEL}={self._installation}"}
        found = self._client().api.containers(all=True, filters=wanted)
        return {each["Names"][0].removeprefix("/"): each for each in found if each["Names"]}

    def _client(self) -> Any:
        if self._known is None:
            self._known = DockerClient.from_env()
        return self._known


def _listens(host: str) -> bool:
    with suppress(OSError), socket.create_connection((host, PORT), timeout=1):
        return True
    return False
