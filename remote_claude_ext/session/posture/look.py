"""Looks at the session that it runs in: its process, its files, its network."""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Interface
from pathlib import Path
from urllib.parse import urlsplit

from ...wire.posture import Check
from ..ask import ask
from . import rules
from .reach import find_reachable, knows_name, own_interfaces

_INNER = ("JUPYTERHUB_API_URL", "REMOTE_CLAUDE_HUB_SERVICE_URL", "REMOTE_CLAUDE_GATEWAY_URL")
_OUTSIDE = ("192.0.2.1", 443)
"""An address of the documentation's: nobody has it (RFC 5737)."""
_METADATA = (("169.254.169.254", 80), ("169.254.170.2", 80), ("100.100.100.200", 80))
_NAME = "example.org"
_SERVER_PORT = 8888
_MACHINE_PORTS = (22, 80, 111, 443, 2375, 2376, 3306, 5432, 6443, 8000, 8080, 10250)
_NEAR = 31
"""So many addresses before and after its own are asked: containers get theirs in order."""
_SMALL_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """Where things are; another place in tests."""

    root: Path = Path("/")

    def path(self, name: str) -> Path:
        """A file by its absolute path."""
        return self.root / name.lstrip("/")


def look(environ: Mapping[str, str], system: System | None = None) -> list[Check]:
    """Everything that was promised of a session, one check each; takes about two seconds."""
    return [*look_at_process(environ, system or System()), *look_at_network(environ)]


def look_at_process(environ: Mapping[str, str], system: System) -> Iterator[Check]:
    """What it may do, and what is in its environment and its files."""
    status = _read(system.path("/proc/self/status"))
    version = _read(system.path("/proc/version"))
    yield rules.of_rights(status, version)
    yield rules.of_calls(status, version)
    yield rules.of_system(_read(system.path("/proc/self/mounts")))
    auto_mode = bool(environ.get("REMOTE_CLAUDE_AUTO_MODE"))
    yield rules.of_policy(read_policy(system.path("/etc/claude-code")), auto_mode=auto_mode)
    yield rules.of_keys(_environments(system.path("/proc")), _key_files(environ, system))


def look_at_network(environ: Mapping[str, str]) -> Iterator[Check]:
    """Whom it reaches."""
    interfaces = own_interfaces()
    own = {str(each.ip) for each in interfaces}
    inner = {_to_address(environ.get(name, "")) for name in _INNER}
    machines = {host for host, _ in inner if host} | {str(_first(each)) for each in interfaces}
    neighbours = [(host, _SERVER_PORT) for host in _neighbours(interfaces, machines | own)]
    ports = [(host, port) for host in sorted(machines - own) for port in _MACHINE_PORTS]
    closed = [address for address in ports if address not in inner]
    reached = find_reachable([_OUTSIDE, *_METADATA, *neighbours, *closed])
    yield rules.of_ways(
        "internet",
        reached & {_OUTSIDE},
        "It reaches no address of the internet by itself.",
        "It reaches the internet",
    )
    yield rules.of_ways(
        "metadata",
        reached.intersection(_METADATA),
        "It reaches no metadata service of a cloud.",
        "It reaches the metadata service of a cloud",
    )
    yield rules.of_names(_NAME, is_known=knows_name(_NAME))
    yield rules.of_ways(
        "sessions",
        reached.intersection(neighbours),
        "It reaches no other session.",
        "It reaches other sessions",
    )
    yield rules.of_ways(
        "machine",
        reached.intersection(closed),
        "It reaches nothing of this machine but hub, hub service and gateway.",
        "It reaches what it should not of this machine",
    )
    gateway = environ.get("REMOTE_CLAUDE_GATEWAY_URL", "")
    answer = ask("POST", f"{gateway}/v1/messages", "Bearer made-up", b"{}")
    yield rules.of_gateway(answer and answer[0])


def read_policy(folder: Path) -> Iterator[rules.PolicyPart]:
    """The files that Claude Code reads: the first one, and what is beside it in a folder."""
    beside = folder / "managed-settings.d"
    more = filter(Path.exists, sorted(beside.glob("[!.]*.json")))
    for path in (folder / "managed-settings.json", *more):
        text, owner = None, 0
        with suppress(OSError, UnicodeDecodeError):
            text, owner = path.read_text(), path.stat().st_uid
        places = (path, folder, beside, path.resolve().parent)
        is_writable = any(os.access(each, os.W_OK) for each in places)
        yield rules.PolicyPart(path=str(path), text=text, owner=owner, is_writable=is_writable)


def _environments(processes: Path) -> dict[str, bytes]:
    found = {}
    for place in processes.glob("[0-9]*/environ"):
        with suppress(OSError):  # somebody else's, or over
            found[place.parent.name] = place.read_bytes()
    return found


def _key_files(environ: Mapping[str, str], system: System) -> Iterator[str]:
    """Files with a key of a provider: where tools keep one, and small files of the system."""
    home = environ.get("HOME", "/nonexistent")
    kept = (
        f"{environ.get('CLAUDE_CONFIG_DIR', home)}/.credentials.json",
        f"{home}/.aws/credentials",
        f"{home}/.config/gcloud/application_default_credentials.json",
    )
    yield from (name for name in kept if system.path(name).is_file())
    for name in ("/etc", "/run", "/opt/remote-claude/etc"):
        for folder, _, names in os.walk(system.path(name)):
            yield from (str(Path(folder, each)) for each in names if _has_key(Path(folder, each)))


def _has_key(path: Path) -> bool:
    with suppress(OSError):
        is_small = path.is_file() and path.stat().st_size <= _SMALL_BYTES
        return is_small and rules.KEY_BEGIN in path.read_bytes()
    return False


def _neighbours(interfaces: Iterable[IPv4Interface], known: set[str]) -> Iterator[str]:
    """Those next to it in its networks."""
    for each in interfaces:
        near = range(int(each.ip) - _NEAR, int(each.ip) + _NEAR + 1)
        for host in map(IPv4Address, near):
            if host in each.network and str(host) not in known:
                yield str(host)


def _first(interface: IPv4Interface) -> IPv4Address:
    return interface.network.network_address + 1


def _to_address(url: str) -> rules.Address:
    parts = urlsplit(url)
    return parts.hostname or "", parts.port or 0


def _read(path: Path) -> str:
    with suppress(OSError):
        return path.read_text()
    return ""
