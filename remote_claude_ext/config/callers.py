"""Where a request to the hub came from, whatever it says of itself."""

from typing import Any


def to_address(request: Any) -> str:
    """The address that wrong passwords are counted for, from a request of Tornado's.

    Only this machine itself, which is the proxy, may say for whom it asks: sessions in containers
    reach the hub past the proxy, and could name another address each time.
    """
    peer = str(request.connection.context.address[0])
    own = str(request.connection.stream.socket.getsockname()[0])
    return str(request.remote_ip) if peer == own else peer
