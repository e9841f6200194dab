"""What the container engine says of itself; nothing is changed by asking."""

# mypy: disallow-untyped-calls=False
# The engine's client has no types.

from contextlib import closing
from dataclasses import dataclass

from docker.client import DockerClient
from docker.errors import NotFound

from .docker_engine import told
from .docker_volumes import can_bound


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineFacts:
    """An engine that answers. `security` names what it confines containers with, as `seccomp`.

    `can_bound` is whether it can bound a volume.
    """

    version: str
    runtimes: frozenset[str]
    security: frozenset[str]
    has_image: bool
    can_bound: bool | None


@told
def find_facts(image: str, *, bounded_for: str = "") -> EngineFacts:
    """Ask the engine.

    With `bounded_for`, an installation, an empty volume is made and removed, to see whether it can
    be bounded; else `can_bound` is None.

    Raises:
        EngineError: It does not answer.
    """
    with closing(DockerClient.from_env()) as client:
        info = client.info()
        return EngineFacts(
            version=str(info["ServerVersion"]),
            runtimes=frozenset(info.get("Runtimes", {})),
            security=frozenset(_to_name(each) for each in info.get("SecurityOptions") or ()),
            has_image=_has(client, image),
            can_bound=can_bound(client, bounded_for) if bounded_for else None,
        )


def _has(client: DockerClient, image: str) -> bool:
    try:
        client.images.get(image)
    except NotFound:
        return False
    return True


def _to_name(option: str) -> str:
    """`seccomp` of `name=seccomp,profile=default`."""
    return option.partition(",")[0].removeprefix("name=")
