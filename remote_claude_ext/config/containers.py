"""The section `containers`: what a session in a container is made of. Pure."""

import ipaddress
import re
from dataclasses import dataclass
from typing import Any, Literal

from .kinds import Kind, setting
from .lists import require_known, to_all
from .values import ValueProblemError, shown, to_bytes

_KEYS = ("name", "cpus", "memory", "processes", "disk")
_EXAMPLE = "{name: small, cpus: 1, memory: 2GiB, processes: 512}"
_NAME = re.compile(r"[a-z][a-z0-9-]{0,29}")
_LEAST_MEMORY, _MOST_MEMORY = 512 * 2**20, 2**40
_MOST_CPUS, _LEAST_PROCESSES, _MOST_PROCESSES = 256, 64, 100_000
_LEAST_DISK, _MOST_DISK = 2**30, 64 * 2**40
_LARGEST_PREFIX = 28


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much of the machine a session may take. `memory_bytes` is all there is: no swap.

    `disk_bytes` is how much its files may take; None where nothing bounds them.
    """

    name: str
    cpus: float = 2
    memory_bytes: int = 4 * 2**30
    processes: int = 512
    disk_bytes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Containers:
    """Sessions in containers: what `sessions.spawner: docker` needs to know."""

    image: str = setting(
        "remote-claude-session",
        "image",
        Kind.TEXT,
        "The image of sessions, as `make image` names it.",
    )
    pull: Literal["never", "missing", "always"] = setting(
        "never",
        "pull",
        Kind.CHOICE,
        "When the engine asks a registry for the image.",
        choices=("never", "missing", "always"),
    )
    network: str = setting(
        "172.31.77.0/24",
        "network",
        Kind.SUBNET,
        "The private IPv4 range of the sessions' own network, which has no way out.",
    )
    runtime: str = setting(
        "runc",
        "runtime",
        Kind.TEXT,
        "What runs containers: runc, or runsc where gVisor is installed.",
    )
    at_stop: Literal["end", "keep"] = setting(
        "end",
        "atStop",
        Kind.CHOICE,
        "What becomes of sessions when `up` stops: end, or keep, so that the next one has them.",
        choices=("end", "keep"),
    )
    warm: int = setting(
        0,
        "warm",
        Kind.WHOLE,
        "How many started containers wait for new sessions of the first size.",
        most=20,
    )
    volume: Literal["session", "user"] = setting(
        "session",
        "volume",
        Kind.CHOICE,
        "Whose a volume is: each session's own, or one for all sessions of a user.",
        choices=("session", "user"),
    )
    sizes: tuple[Size, ...] = setting(
        (Size(name="standard"),),
        "sizes",
        Kind.SIZES,
        "What a session may take, the first one as a rule: " + _EXAMPLE + ".",
    )

    @property
    def addresses(self) -> int:
        """How many containers have room in the network, beside this machine."""
        return ipaddress.IPv4Network(self.network).num_addresses - 3

    @property
    def most_disk_bytes(self) -> int:
        """The largest bound of any size's disk; 0 where none has one."""
        return max(size.disk_bytes or 0 for size in self.sizes)

    @property
    def gateway(self) -> str:
        """The address at which sessions find the hub, the hub service and the gateway."""
        return str(next(ipaddress.IPv4Network(self.network).hosts()))


def to_sizes(raw: object) -> tuple[Size, ...]:
    """Every size of the list.

    Raises:
        ValueProblemError: One is not well formed, or there twice, or there is none.
    """
    sizes = to_all(raw, "Size", _EXAMPLE, _to_size, lambda size: size.name)
    if not sizes:
        raise ValueProblemError(f"There is no size here: write [{_EXAMPLE}].")
    return sizes


def to_subnet(raw: object) -> str:
    """A private IPv4 range with room for more than a few sessions.

    Raises:
        ValueProblemError: It is none.
    """
    try:
        found = ipaddress.IPv4Network(str(raw).strip())
    except ValueError as error:
        raise ValueProblemError(
            f"{shown(raw)} is no IPv4 range ({error}): write one such as 172.31.77.0/24."
        ) from None
    if not found.is_private or found.is_loopback or found.prefixlen > _LARGEST_PREFIX:
        raise ValueProblemError(
            f"{found} is no private range of 16 or more: write one such as 172.31.77.0/24."
        )
    return str(found)


def _to_size(item: dict[Any, Any]) -> Size:
    require_known(item, _KEYS)
    name = item.get("name")
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise ValueProblemError("name is a lower-case letter, then letters, digits and hyphens")
    usual = Size(name=name)
    memory = to_bytes(item.get("memory", usual.memory_bytes))
    if not _LEAST_MEMORY <= memory <= _MOST_MEMORY:
        raise ValueProblemError("memory is from 512MiB to 1024GiB")
    cpus = _to_number(item.get("cpus", usual.cpus), "cpus", 0.1, _MOST_CPUS)
    processes = _to_number(
        item.get("processes", usual.processes), "processes", _LEAST_PROCESSES, _MOST_PROCESSES
    )
    disk = to_bytes(item["disk"]) if item.get("disk") is not None else None
    if disk is not None and not _LEAST_DISK <= disk <= _MOST_DISK:
        raise ValueProblemError("disk is from 1GiB to 65536GiB")
    return Size(
        name=name, cpus=cpus, memory_bytes=memory, processes=int(processes), disk_bytes=disk
    )


def _to_number(raw: object, key: str, least: float, most: float) -> float:
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not least <= raw <= most:
        raise ValueProblemError(f"{key} is a number from {least} to {most}")
    return raw
