"""`guard`: stands in front of the container engine, and passes on what sessions need."""

from collections.abc import Mapping
from pathlib import Path

from ..config.check import check
from ..config.docker_box import MOUNT, to_host_config
from ..config.docker_names import (
    LABEL,
    SESSION_LABEL,
    SHARED,
    USER_LABEL,
    WAITING,
    bridge_name,
    network_name,
    to_installation,
)
from ..config.load import load_settings
from ..config.problems import ConfigurationError
from ..config.settings import Settings
from ..core.logs import set_up_logs
from ..guard.app import serve
from ..guard.settings import Allowed, GuardSettings


def guard(
    data: Path, config: Path | None, environ: Mapping[str, str], *, engine: Path, listen: Path
) -> None:
    """Serve until a signal ends it. Of the data folder only the name counts.

    Raises:
        ConfigurationError: With every mistake in the configuration.
    """
    # Keys are not its business: it need not be able to read them.
    settings = load_settings(config, environ)
    if problems := check(settings):
        raise ConfigurationError(settings.file, problems)
    set_up_logs(settings.logging.format, settings.logging.level)
    serve(GuardSettings(engine=engine, listen=listen, allowed=to_allowed(data, settings)))


def to_allowed(data: Path, settings: Settings) -> Allowed:
    """What the hub of this installation may ask for."""
    installation, containers = to_installation(data.absolute()), settings.containers
    name = network_name(installation)
    return Allowed(
        name=name,
        bridge=bridge_name(installation),
        network=containers.network,
        gateway=containers.gateway,
        label=LABEL,
        installation=installation,
        owner_labels=frozenset({USER_LABEL, SESSION_LABEL}),
        waiting=WAITING,
        shared=SHARED,
        image=containers.image,
        may_pull=containers.pull != "never",
        mount=MOUNT,
        most_memory_bytes=max(size.memory_bytes for size in containers.sizes),
        most_processes=max(size.processes for size in containers.sizes),
        most_disk_bytes=containers.most_disk_bytes,
        host=to_host_config(name, containers.runtime, auto_mode=settings.claude.auto_mode),
    )
