"""What the guard in front of the container engine is given."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """The one installation whose sessions may be run: its names, image and bounds.

    `name` is that of its network, and what the names of its containers and volumes begin with.
    """

    name: str
    bridge: str
    network: str
    gateway: str
    label: str
    installation: str
    owner_labels: frozenset[str]
    waiting: str
    """What stands where a container's name has its user, while it waits for a session."""
    shared: str
    """What stands for the session in the name of a volume that all sessions of a user share."""
    image: str
    may_pull: bool
    mount: str
    most_memory_bytes: int
    most_processes: int
    most_disk_bytes: int
    """0 where no size of sessions bounds it."""
    host: Mapping[str, object]
    """What each container has to have of the engine's `HostConfig`, beside its own bounds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardSettings:
    """`engine` is the socket that is guarded, `listen` the one to listen on."""

    engine: Path
    listen: Path
    allowed: Allowed
