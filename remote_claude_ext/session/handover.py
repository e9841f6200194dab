"""Waits in a container that is nobody's yet until the hub says, once, whose session it is."""

import hmac
import re
import sys
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from socketserver import TCPServer

from ..core.errors import MalformedError
from ..wire.codec import decode
from ..wire.handover import MOST_BYTES, PATH, HandOver

_MOST_WRONG = 3
"""After so many requests with a wrong secret the container ends, and another one is made."""
_SECONDS = 5.0
_LENGTH = re.compile("[0-9]{1,9}")


def receive(secret: str, address: tuple[str, int]) -> dict[str, str]:
    """Wait at an address for the one who knows the secret; the environment that was handed over.

    Nobody can hand over a second time: nothing listens here any more.

    Raises:
        SystemExit: Somebody tried several secrets.
    """
    with _Door(secret, address) as door:
        while door.given is None:
            door.handle_request()
            if door.wrong >= _MOST_WRONG:
                sys.exit("Somebody without the secret asked for this container.")
        return door.given


class _Door(TCPServer):
    allow_reuse_address = True

    def __init__(self, secret: str, address: tuple[str, int]) -> None:
        super().__init__(address, _Visitor)
        self.expected = f"Bearer {secret}".encode()
        self.given: dict[str, str] | None = None
        self.wrong = 0


class _Visitor(BaseHTTPRequestHandler):
    """One request at a time; a slow one is left."""

    server: _Door
    timeout = _SECONDS

    def do_POST(self) -> None:
        """Take the environment where secret and body are in order."""
        self.send_response_only(self._take())
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (its signature)
        """Nothing of a request is written down."""

    def _take(self) -> HTTPStatus:
        given = self.headers.get("Authorization", "").encode()
        if not hmac.compare_digest(given, self.server.expected):
            self.server.wrong += 1
            return HTTPStatus.FORBIDDEN
        if self.path != PATH:
            return HTTPStatus.NOT_FOUND
        length = self.headers.get("Content-Length", "")
        if not _LENGTH.fullmatch(length) or int(length) > MOST_BYTES:
            return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        try:
            environment = decode(self.rfile.read(int(length)), HandOver).environment
        except MalformedError:
            return HTTPStatus.BAD_REQUEST
        if not all(map(_is_variable, environment.items())):
            return HTTPStatus.BAD_REQUEST
        self.server.given = environment
        return HTTPStatus.NO_CONTENT


def _is_variable(pair: tuple[str, str]) -> bool:
    name, value = pair
    return bool(name) and "=" not in name and "\0" not in name + value
