"""The volume of a session: made before its container, and bounded where the engine can do that."""

# mypy: disallow-untyped-calls=False
# The engine's client has no types.

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from docker.client import DockerClient
from docker.errors import APIError, NotFound

from ..core.disks import DISK, DISK_BOUND
from .docker_names import container_name

_SIZE = "size"
_DRIVER = "local"
_PROBE_BYTES = 2**30
_NO_QUOTA = "no quota support"
"""What the engine says where its folder is on no file system that can bound a part of itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DiskBound:
    """How much a session's files may take; `is_bound` where the engine holds them to it."""

    limit_bytes: int | None
    is_bound: bool = False

    def to_environment(self) -> dict[str, str]:
        """The variables that tell the session."""
        if self.limit_bytes is None:
            return {}
        told = {DISK: str(self.limit_bytes)}
        return {**told, DISK_BOUND: "1"} if self.is_bound else told


async def make_volume(
    ask: Callable[..., Awaitable[Any]],
    name: str,
    *,
    labels: Mapping[str, str],
    limit_bytes: int | None,
) -> DiskBound:
    """Make a volume where there is none of this name; `ask` is a spawner's `docker`.

    One that is there keeps the bound that it was made with, if any.
    """
    given: dict[str, Any] = {"driver": _DRIVER, "labels": dict(labels)}
    try:
        options = {_SIZE: str(limit_bytes)} if limit_bytes else {}
        made = await ask("create_volume", name, driver_opts=options, **given)
    except APIError as error:
        if not has_no_quota(error):
            raise
        made = await ask("create_volume", name, driver_opts={}, **given)
    bound = str((made.get("Options") or {}).get(_SIZE, ""))
    if bound.isdecimal():
        return DiskBound(limit_bytes=int(bound), is_bound=True)
    return DiskBound(limit_bytes=limit_bytes)


def has_no_quota(error: APIError) -> bool:
    """Whether the engine refused a volume since it cannot bound one."""
    return _NO_QUOTA in str(error.explanation)


def can_bound(client: DockerClient, installation: str) -> bool:
    """Whether the engine can bound a volume: an empty one is made and removed."""
    # Of no session: theirs end in eight characters.
    name = f"{container_name(installation, 'up', 'up')}.probe"
    _remove(client, name)
    try:
        client.volumes.create(name, driver=_DRIVER, driver_opts={_SIZE: str(_PROBE_BYTES)})
    except APIError as error:
        if has_no_quota(error):
            return False
        raise
    _remove(client, name)
    return True


def _remove(client: DockerClient, name: str) -> None:
    with suppress(NotFound):
        client.volumes.get(name).remove()
