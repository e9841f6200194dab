"""One POST to a server of this installation, past any proxy: what status came back."""

from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

_SECONDS = 5


def post(url: str, body: bytes, authorization: str) -> int | None:
    """The status of a JSON body sent there; None without an answer."""
    parts = urlsplit(url)
    headers = {"Authorization": authorization, "Content-Type": "application/json"}
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=_SECONDS)
    try:
        connection.request("POST", parts.path, body, headers)
        return connection.getresponse().status
    except (OSError, HTTPException):
        return None
    finally:
        connection.close()
