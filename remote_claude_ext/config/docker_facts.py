"""What the container engine says of itself, without changing anything."""

# mypy: disallow-untyped-calls=False
# The engine's client has no types.

from contextlib import closing
from dataclasses import dataclass

from docker.client import DockerClient
from docker.errors import NotFound

from .docker_engine import told


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineFacts:
    """An engine that answers. `security` names what it confines containers with, as `seccomp`."""

    version: str
    runtimes: frozenset[str]
    security: frozenset[str]
    has_image: bool


@told
def find_facts(image: str) -> EngineFacts:
    """Ask the engine.

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
