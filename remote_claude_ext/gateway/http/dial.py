"""Opens connections: names, several addresses of one name, TLS, tunnels through a proxy."""

import asyncio
import os
import socket
import ssl
from collections.abc import Callable
from typing import cast

import aiohappyeyeballs

from .address import Address
from .channel import Channel
from .errors import UnreachableError
from .fields import to_block

_EYEBALLS_SECONDS = 0.25
_MOST_HEAD_BYTES = 16 * 1024
_OK = b"200"
_ABSENT = "no connection within {:g} seconds"


async def dial(
    address: Address,
    make: Callable[[], Channel],
    context: ssl.SSLContext | None,
    *,
    seconds: float,
) -> Channel:
    """A connection to a server; UnreachableError where there is none within so many seconds."""
    try:
        async with asyncio.timeout(seconds):
            return await _dial(address, make, context)
    except TimeoutError:
        raise UnreachableError(_ABSENT.format(seconds), is_absent=True) from None
    except OSError as error:
        raise UnreachableError(_to_reason(error), is_absent=True) from None


async def _dial(
    address: Address, make: Callable[[], Channel], context: ssl.SSLContext | None
) -> Channel:
    if address.proxy is not None and address.proxy.scheme != "http":
        raise UnreachableError(
            f"its proxy is reached by {address.proxy.scheme}, and only http is known here",
            is_absent=True,
        )
    plain = await _connect(address.proxy or address)
    if address.is_tunnelled and address.proxy is not None:
        try:
            await _tunnel(plain, address.proxy, address)
        except BaseException:
            plain.close()
            raise
    # From here on the transport owns the socket.
    _, channel = await asyncio.get_running_loop().create_connection(
        make,
        sock=plain,
        ssl=context,
        server_hostname=address.host if context is not None else None,
    )
    return channel


async def _connect(address: Address) -> socket.socket:
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
    infos = [cast("aiohappyeyeballs.AddrInfoType", info) for info in found]
    connected = await aiohappyeyeballs.start_connection(
        infos, happy_eyeballs_delay=_EYEBALLS_SECONDS
    )
    connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connected


async def _tunnel(plain: socket.socket, proxy: Address, address: Address) -> None:
    """Have a proxy pass on everything that follows."""
    loop = asyncio.get_running_loop()
    host = f"{address.host}:{address.port}".encode()
    pairs = [(b"Host", host)]
    if proxy.authorization:
        pairs.append((b"Proxy-Authorization", proxy.authorization.encode()))
    await loop.sock_sendall(plain, to_block(b"CONNECT %b HTTP/1.1" % host, pairs))
    said = b""
    while not said.endswith(b"\r\n\r\n"):
        # A byte at a time: whatever follows the head belongs to TLS.
        byte = await loop.sock_recv(plain, 1)
        said += byte
        if not byte or len(said) > _MOST_HEAD_BYTES:
            raise UnreachableError("its proxy closed the connection", is_absent=True)
    status = said.split(b" ", 2)[1:2]
    if status != [_OK]:
        shown = b"".join(status).decode("latin-1")
        raise UnreachableError(f"its proxy answered with status {shown}", is_absent=True)


def _to_reason(error: OSError) -> str:
    if isinstance(error, ssl.SSLError):
        return "its certificate is not trusted"
    if isinstance(error, socket.gaierror):
        return "its name is not known"
    return os.strerror(error.errno).lower() if error.errno else type(error).__name__
