"""Ports on loopback: the previous ones where they are still free, else free ones."""

import random
import socket
from contextlib import closing
from pathlib import Path

import psutil

from ..config.run import Ports
from .problems import CannotStartError, PortTakenError

LOOPBACK = "127.0.0.1"
_INNER = ("hub", "hub_service", "gateway", "egress")
_RANGE = Path("/proc/sys/net/ipv4/ip_local_port_range")
_LOWEST = 15_000
_HIGHEST_LOWEST = 32_768
_TRIES = 200
_NEEDS_ROOT = 1024


def choose_ports(
    public: int,
    previous: Ports | None,
    *,
    host: str = LOOPBACK,
    inner: str = LOOPBACK,
    demo: bool,
    egress: bool = False,
) -> Ports:
    """Ports for a start; `public` is the one that was asked for, 0 for any.

    `inner` is the address of those that sessions reach.

    Sessions that outlive an `up` know the gateway and the hub by their ports: these are kept.

    Raises:
        PortTakenError: Somebody else listens on the public port.
        CannotStartError: The public port may not be used.
    """
    taken: set[int] = set()
    chosen = {"public": _public(public, previous.public if previous else 0, host)}
    taken.add(chosen["public"])
    optional = (*(("demo",) if demo else ()), *(("egress", "egress_rules") if egress else ()))
    for name in ("proxy_api", "hub", "hub_service", "gateway", *optional):
        before = getattr(previous, name) if previous else 0
        at = inner if name in _INNER else LOOPBACK
        is_kept = before not in taken and is_free(before, at)
        chosen[name] = before if is_kept else _free_port(taken, at)
        taken.add(chosen[name])
    return Ports(**chosen)


def is_free(port: int, host: str = LOOPBACK) -> bool:
    """Whether a server could listen on this port now."""
    return bool(port) and _refusal(port, host) is None


def find_holder(port: int) -> str:
    """Who listens on a port, as far as this user may know."""
    try:
        for connection in psutil.net_connections("tcp"):
            if not connection.laddr or connection.status != psutil.CONN_LISTEN:
                continue
            if connection.laddr.port == port and connection.pid:
                name = psutil.Process(connection.pid).name()
                return f"process {connection.pid} ({name})"
    except (psutil.Error, OSError):
        pass
    return "another program"


def _public(asked: int, previous: int, host: str) -> int:
    if not asked:
        return previous if is_free(previous, host) else _free_port(set())
    refusal = _refusal(asked, host)
    if isinstance(refusal, PermissionError):
        raise CannotStartError(
            f"Port {asked} is one of the first {_NEEDS_ROOT}, which this user may not use.",
            remedy="Choose a higher one: make up PORT=8000",
        )
    if refusal is not None:
        raise PortTakenError(asked, find_holder(asked))
    return asked


def _refusal(port: int, host: str) -> OSError | None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with closing(socket.socket(family)) as server:
        # As servers do: an address that lately had connections is free, one with a listener not.
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            server.bind((host, port))
            server.listen(1)
        except OSError as error:
            return error
    return None


def _free_port(taken: set[int], host: str = LOOPBACK) -> int:
    # Below the ports that outgoing connections take: so none of those has it when a server that
    # ended is started again.
    for _ in range(_TRIES):
        port = random.randrange(_LOWEST, _lowest_outgoing())  # noqa: S311 (no secret)
        if port not in taken and is_free(port, host):
            return port
    raise CannotStartError(
        f"No free port was found on {host}.", remedy="Stop some of the servers on this machine."
    )


def _lowest_outgoing() -> int:
    try:
        lowest = int(_RANGE.read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return _HIGHEST_LOWEST
    return lowest if lowest > _LOWEST + _TRIES else _HIGHEST_LOWEST
