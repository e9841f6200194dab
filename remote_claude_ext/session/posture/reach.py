"""Who answers at addresses of the network: all asked at once, for a short time."""

import errno
import selectors
import socket
import time
from collections.abc import Iterable
from contextlib import ExitStack, suppress
from ipaddress import IPv4Interface

import psutil

from .rules import Address

_SECONDS = 0.8
_WAITS = {errno.EINPROGRESS, errno.EAGAIN}
_ANSWERS = {0, errno.ECONNREFUSED}
"""A machine that refuses a connection can be reached, too."""


def find_reachable(addresses: Iterable[Address], seconds: float = _SECONDS) -> set[Address]:
    """Those of some IPv4 addresses and ports from which an answer came, be it a refusal."""
    reached: set[Address] = set()
    with ExitStack() as opened:
        waiting = opened.enter_context(selectors.DefaultSelector())
        for address in addresses:
            connection = opened.enter_context(socket.socket())
            connection.setblocking(False)  # noqa: FBT003 (the only way)
            code = connection.connect_ex(address)
            if code in _ANSWERS:
                reached.add(address)
            elif code in _WAITS:
                waiting.register(connection, selectors.EVENT_WRITE, address)
        deadline = time.monotonic() + seconds
        while waiting.get_map() and (left := deadline - time.monotonic()) > 0:
            for key, _ in waiting.select(left):
                waiting.unregister(key.fileobj)
                if _to_code(key.fileobj) in _ANSWERS:
                    reached.add(key.data)
    return reached


def knows_name(host: str) -> bool:
    """Whether somebody tells the address of a name."""
    with suppress(OSError):
        return bool(socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM))
    return False


def own_interfaces() -> list[IPv4Interface]:
    """Where this machine is on its networks, without loopback."""
    return [
        found
        for addresses in psutil.net_if_addrs().values()
        for each in addresses
        if each.family is socket.AF_INET and each.netmask
        if not (found := IPv4Interface(f"{each.address}/{each.netmask}")).is_loopback
    ]


def _to_code(connection: object) -> int:
    if not isinstance(connection, socket.socket):
        return errno.EBADF
    return connection.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
