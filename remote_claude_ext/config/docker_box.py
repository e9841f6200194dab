"""What every container of a session has to have of the engine, as the engine's API spells it. Pure.

The spawner asks for it, and the guard in front of the engine (`remote-claude guard`) for nothing
less.
"""

from collections.abc import Mapping

from .containers import Containers

MOUNT = "/data"
"""Where a session in a container has its volume."""
NO_AUTO_MODE = "/etc/claude-code/no-auto-mode"
"""Where the image has the part of the policy by which there is no auto mode."""
COMMAND = "session-init"
CPU_PERIOD = 100_000
TMPFS = {
    "/tmp": "rw,nosuid,nodev,size=256m,mode=1777",  # noqa: S108 (the container's own)
    "/run": "rw,nosuid,nodev,size=16m,mode=755",
}
_NOTHING = "ro,nosuid,nodev,noexec,size=4k,mode=555"
SECURITY = ["no-new-privileges:true"]
FILES = 8192
LOG = {"max-size": "8m", "max-file": "1"}
# There is no way out, so no name leads anywhere: at once instead of after ten seconds.
DNS, DNS_OPTIONS = ["127.0.0.1"], ["timeout:1", "attempts:1"]


def to_tmpfs(*, auto_mode: bool) -> dict[str, str]:
    """What is in memory. Auto mode is let in by nothing where the policy has its ban.

    So only who starts the container can do it: no value of a later file or argument lifts the ban
    (Claude Code 2.1.330), and whoever works in it can neither mount nor unmount.
    """
    return {**TMPFS, NO_AUTO_MODE: _NOTHING} if auto_mode else TMPFS


def to_host_config(network: str, runtime: str, *, auto_mode: bool) -> dict[str, object]:
    """The engine's `HostConfig` of any session, without its volume and its bounds."""
    return {
        "CapDrop": ["ALL"],
        "SecurityOpt": SECURITY,
        "ReadonlyRootfs": True,
        "Init": True,
        "IpcMode": "private",
        "NetworkMode": network,
        "Runtime": runtime,
        "Tmpfs": to_tmpfs(auto_mode=auto_mode),
        "Dns": DNS,
        "DnsOptions": DNS_OPTIONS,
        "Ulimits": [{"Name": "nofile", "Soft": FILES, "Hard": FILES}],
        "LogConfig": {"Type": "json-file", "Config": LOG},
    }


def to_waiting_box(
    containers: Containers,
    network: str,
    *,
    auto_mode: bool,
    volume: str,
    labels: Mapping[str, str],
    environment: Mapping[str, str],
) -> dict[str, object]:
    """A container of the first size that has no session yet, as the engine's API wants it."""
    size = containers.sizes[0]
    return {
        "Image": containers.image,
        "Cmd": [COMMAND],
        "Env": [f"{name}={value}" for name, value in environment.items()],
        "Labels": dict(labels),
        "Volumes": {MOUNT: {}},
        "ExposedPorts": {"8888/tcp": {}},
        "HostConfig": {
            **to_host_config(network, containers.runtime, auto_mode=auto_mode),
            "Binds": [f"{volume}:{MOUNT}:rw"],
            "Memory": size.memory_bytes,
            "MemorySwap": size.memory_bytes,
            "PidsLimit": size.processes,
            "CpuPeriod": CPU_PERIOD,
            "CpuQuota": int(size.cpus * CPU_PERIOD),
        },
    }


def to_options(runtime: str, *, auto_mode: bool) -> dict[str, object]:
    """The same as the engine's client spells it, without the network."""
    return {
        "cap_drop": ["ALL"],
        "security_opt": SECURITY,
        "read_only": True,
        "init": True,
        "ipc_mode": "private",
        "runtime": runtime,
        "tmpfs": to_tmpfs(auto_mode=auto_mode),
        "dns": DNS,
        "dns_opt": DNS_OPTIONS,
        "ulimits": [{"Name": "nofile", "Soft": FILES, "Hard": FILES}],
        "log_config": {"Type": "json-file", "Config": LOG},
    }
