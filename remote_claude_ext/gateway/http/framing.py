"""What a head must be beyond what the parser sees to, so that nobody can read it differently."""

import asyncio
import struct
from socket import SO_LINGER, SOL_SOCKET

from .fields import Headers

_VERSIONS = ("1.1", "1.0")
_AT_ONCE = struct.pack("ii", 1, 0)


class MalformedError(Exception):
    """A head that parses, and is refused all the same."""


def require_plain(version: str, *, upgrades: bool) -> None:
    """Refuse other versions, tunnels, and who wants to speak something else from here on."""
    if version not in _VERSIONS or upgrades:
        raise MalformedError


def require_one_meaning(headers: Headers, *, is_old: bool) -> None:
    """Refuse a head that somebody before us may have understood differently."""
    coding = headers.get_all("transfer-encoding")
    if coding and (is_old or [each.lower() for each in coding] != ["chunked"]):
        raise MalformedError
    hosts = len(headers.get_all("host"))
    if hosts > 1 or (hosts == 0 and not is_old):
        raise MalformedError


def reset(transport: asyncio.Transport) -> None:
    """End a connection so that the other side is told that it broke."""
    transport.get_extra_info("socket").setsockopt(SOL_SOCKET, SO_LINGER, _AT_ONCE)
    transport.abort()
