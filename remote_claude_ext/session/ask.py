"""One request to a server of this installation, past any proxy: what came back."""

from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

_SECONDS = 5


def ask(
    method: str, url: str, authorization: str, body: bytes | None = None
) -> tuple[int, bytes] | None:
    """Status and body of the answer to a JSON body sent there; None without an answer."""
    parts = urlsplit(url)
    headers = {"Authorization": authorization, "Content-Type": "application/json"}
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=_SECONDS)
    try:
        connection.request(method, parts.path, body, headers)
        response = connection.getresponse()
        return response.status, response.read()
    except (OSError, HTTPException):
        return None
    finally:
        connection.close()
