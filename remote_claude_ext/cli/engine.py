"""The container engine of an installation, where its sessions are containers."""

from typing import TYPE_CHECKING

from ..config.places import Places
from ..config.settings import Settings
from .problems import CannotStartError

if TYPE_CHECKING:
    from ..config.docker_engine import Engine

UNBOUNDED = (
    "The container engine cannot bound a volume: sessions are told how much disk they may take, and"
    " can take more."
)
UNBOUNDED_REMEDY = (
    "Put the engine's folder (docker info: Docker Root Dir) on XFS mounted with pquota, or on ext4"
    " mounted with prjquota."
)


def find_engine(settings: Settings, places: Places) -> "Engine | None":
    """The engine; None where sessions are local processes.

    Raises:
        MissingPackageError: Its package is missing.
    """
    if settings.sessions.spawner != "docker":
        return None
    try:
        from ..config.docker_engine import Engine  # noqa: PLC0415 (only where sessions are containers)
    except ImportError as error:
        raise MissingPackageError(error.name) from None
    return Engine(places, settings.containers, auto_mode=settings.claude.auto_mode)


class MissingPackageError(CannotStartError):
    """The engine's client is not installed."""

    def __init__(self, name: str | None) -> None:
        super().__init__(
            f"Sessions in containers need a package that is not installed: {name}.",
            remedy="pip install 'remote-claude[hub,docker]'",
        )
