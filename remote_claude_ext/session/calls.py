"""One request to hub or hub service with this session's token; the answer, whatever it says."""

# mypy: disallow-untyped-calls=False
# Tornado's client has partial types.

from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPResponse

NO_ANSWER = (OSError, HTTPClientError)
"""What is raised where there is no answer, and by its `rethrow` where it is a refusal."""


async def call(
    method: str, url: str, token: str, body: bytes | None = None, *, patience_seconds: float = 5.0
) -> HTTPResponse:
    """Send a JSON body, or none; nobody is followed who answers from elsewhere."""
    return await AsyncHTTPClient().fetch(
        url,
        method=method,
        body=body,
        headers={"Authorization": f"token {token}", "Content-Type": "application/json"},
        connect_timeout=patience_seconds,
        request_timeout=patience_seconds,
        follow_redirects=False,
        raise_error=False,
    )
