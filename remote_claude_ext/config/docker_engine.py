"""The container engine of this machine: its network for sessions, what is left over, volumes."""

# mypy: disallow-untyped-calls=False
# The engine's client has no types.

import logging
import shutil
import subprocess
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from docker.client import DockerClient
from docker.errors import APIError, DockerException, NotFound
from docker.types.networks import IPAMConfig, IPAMPool
from requests.exceptions import RequestException

from ..core.errors import RemoteClaudeError
from .containers import Containers
from .docker_eraser import Eraser
from .docker_names import (
    LABEL,
    bridge_name,
    network_name,
    read_place,
    read_volume,
    to_installation,
    to_session,
)
from .docker_volumes import can_bound
from .places import Places
from .run import Ports

_log = logging.getLogger(__name__)
_STOP_SECONDS = 8
_ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
"""What the engine calls a machine, and what it calls an image for it."""
_RULES = """
table inet {table}
delete table inet {table}
table inet {table} {{
  chain input {{
    type filter hook input priority -10; policy accept;
    ip daddr {address} iifname != {{ "lo", "{bridge}" }} drop
    iifname "{bridge}" ct state established,related accept
    iifname "{bridge}" ip daddr {address} tcp dport {{ {ports} }} accept
    iifname "{bridge}" drop
  }}
  chain forward {{
    type filter hook forward priority -10; policy accept;
    iifname "{bridge}" drop
    oifname "{bridge}" drop
  }}
}}
"""


class EngineError(RemoteClaudeError):
    """The container engine cannot do what sessions need."""

    code = "unavailable"
    status = 503


P = ParamSpec("P")
T = TypeVar("T")


def told(call: Callable[P, T]) -> Callable[P, T]:
    """What the engine answers, or that it does not, as an EngineError."""

    @wraps(call)
    def asking(*args: P.args, **given: P.kwargs) -> T:
        try:
            return call(*args, **given)
        except APIError as error:
            words = error.explanation or str(error)
            raise EngineError(f"The container engine refused something: {words}") from None
        except (DockerException, RequestException) as error:
            raise EngineError(f"The container engine does not answer: {error}") from None

    return asking


class Engine:
    """The engine, as one installation uses it. Blocks: call it in a thread."""

    def __init__(self, places: Places, containers: Containers, *, auto_mode: bool = False) -> None:
        self._places = places
        self._containers, self._auto_mode = containers, auto_mode
        self._installation = to_installation(places.data)
        self._known: Any = None

    @told
    def prepare(self, say: Callable[[str], None]) -> None:
        """See that engine, runtime, image and network are there; fetch the image if it may be.

        Raises:
            EngineError: One of them is not, with what to do.
        """
        info = self._client().info()
        runtime, image = self._containers.runtime, self._containers.image
        if runtime not in info.get("Runtimes", {}):
            known = ", ".join(sorted(info.get("Runtimes", {})))
            raise EngineError(
                f"The container engine has no runtime {runtime}; it has {known}.",
                remedy="Install it, or write another one into containers.runtime.",
            )
        self._fetch_image(image, say)
        self._require_image(image, str(info.get("Architecture", "")))
        self._make_network()

    @told
    def lacks_quota(self) -> bool:
        """Whether the disk of sessions should be bounded, and the engine cannot do that."""
        return bool(self._containers.most_disk_bytes) and not can_bound(
            self._client(), self._installation
        )

    def close_off(self, ports: Ports) -> bool:
        """Let sessions reach our ports of this machine and nothing else, and nobody else those.

        False without nft, or where this user may not.
        """
        reached = [ports.hub, ports.hub_service, ports.gateway]
        if ports.egress:
            reached.append(ports.egress)
        return self._filter(
            _RULES.format(
                table=self._table,
                bridge=bridge_name(self._installation),
                address=self._containers.gateway,
                ports=", ".join(map(str, reached)),
            )
        )

    @told
    def remove_orphans(self) -> list[str]:
        """Remove containers whose session is not there any more; their names."""
        found = [each for each in self._sessions() if not self._has_session(each)]
        for container in found:
            container.remove(force=True)
        return sorted(str(each.name) for each in found)

    @told
    def end_sessions(self) -> None:
        """End every session's container, then what they needed; volumes stay.

        Raises:
            EngineError: The engine did not do all of it.
        """
        with ThreadPoolExecutor() as several:
            list(several.map(_end, self._sessions()))
        self.leave()

    @told
    def leave(self) -> None:
        """Take back the network and the rules, where no container needs them any more."""
        if self._known is None or any(each.status == "running" for each in self._sessions()):
            return
        self._filter(f"table inet {self._table}\ndelete table inet {self._table}\n")
        for network in self._client().networks.list(names=[network_name(self._installation)]):
            network.remove()

    def erase(self, session: Path) -> bool:
        """Remove the volume of a session that is in the trash, or its folder in that of its user.

        False where that did not work, or goes on.
        """
        try:
            volume, place = read_volume(session), read_place(session)
            if volume and place:
                client = self._client()
                eraser = Eraser(client, self._installation, self._containers, self._auto_mode)
                return eraser.erase(session.parent.parent.name, volume, place)
            if volume:
                self._client().volumes.get(volume).remove()
        except NotFound:
            return True
        except (DockerException, RequestException, EngineError, OSError) as error:
            _log.warning("The volume of %s could not be removed: %s", session.name, error)
            return False
        return True

    def close(self) -> None:
        """Ask it nothing more."""
        if self._known is not None:
            self._known.close()
            self._known = None

    @property
    def _table(self) -> str:
        return f"remote_claude_{self._installation}"

    def _client(self) -> Any:
        if self._known is None:
            try:
                self._known = DockerClient.from_env()  # asks for its version
            except (DockerException, RequestException) as error:
                raise EngineError(
                    f"The container engine does not answer: {error}",
                    remedy="Start it (systemctl start docker), and let this user use it.",
                ) from None
        return self._known

    def _fetch_image(self, image: str, say: Callable[[str], None]) -> None:
        """Before anybody waits for a session, and without the limit that a start has."""
        pull = self._containers.pull
        if pull == "never" or (pull == "missing" and self._has_image(image)):
            return
        say(f"Fetching the image of sessions, {image} ...")
        try:
            self._client().images.pull(image)
        except APIError as error:
            raise EngineError(
                f"The image of sessions, {image}, cannot be fetched: {error.explanation}.",
                remedy="Look at its name in containers.image, and whether the engine is signed in.",
            ) from None

    def _has_image(self, image: str) -> bool:
        try:
            self._client().images.get(image)
        except NotFound:
            return False
        return True

    def _require_image(self, image: str, machine: str) -> None:
        try:
            built = str(self._client().images.get(image).attrs.get("Architecture", ""))
            own = _ARCHITECTURES.get(machine, machine)
            if built != own:
                raise EngineError(
                    f"The image of sessions, {image}, is for {built}; this machine is {own}.",
                    remedy="Make it here with `make image`, or fetch the one for this machine.",
                )
        except NotFound:
            raise EngineError(
                f"The image of sessions, {image}, is not on this machine.",
                remedy="Make it with `make image`, or write another one into containers.image.",
            ) from None

    def _make_network(self) -> None:
        name, wanted = network_name(self._installation), self._containers.network
        for network in self._client().networks.list(names=[name]):
            ranges = [each["Subnet"] for each in network.attrs["IPAM"]["Config"]]
            if ranges == [wanted] and network.attrs["Internal"]:
                return
            network.remove()
        pool = IPAMPool(subnet=wanted, gateway=self._containers.gateway)
        try:
            self._client().networks.create(
                name,
                driver="bridge",
                internal=True,
                labels={LABEL: self._installation},
                ipam=IPAMConfig(pool_configs=[pool]),
                options={
                    "com.docker.network.bridge.name": bridge_name(self._installation),
                    "com.docker.network.bridge.enable_icc": "false",
                },
            )
        except APIError as error:
            raise EngineError(
                f"The network of sessions, {wanted}, cannot be made: {error.explanation}.",
                remedy="Write a range that nothing else uses into containers.network.",
            ) from None

    def _sessions(self) -> Iterable[Any]:
        wanted = {"label": f"{LABEL}={self._installation}"}
        found: Iterable[Any] = self._client().containers.list(all=True, filters=wanted)
        return found

    def _has_session(self, container: Any) -> bool:
        # By its name: one that has waited for its session could not be labelled anew.
        owner = to_session(self._installation, str(container.name))
        return owner is not None and self._places.session(*owner).is_dir()

    def _filter(self, rules: str) -> bool:
        nft = shutil.which("nft", path="/usr/sbin:/sbin:/usr/bin")
        if nft is None:
            return False
        done = subprocess.run(  # noqa: S603 (our own rules)
            [nft, "-f", "-"], input=rules, text=True, capture_output=True, check=False
        )
        if done.returncode:
            _log.warning("The packet filter refused the rules: %s", done.stderr.strip())
        return done.returncode == 0


def _end(container: Any) -> None:
    try:
        container.stop(timeout=_STOP_SECONDS)
        container.remove(force=True)
    except NotFound:
        pass  # somebody else was faster
