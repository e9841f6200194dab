"""Reads a request's body within its limits: refused before it is read, bounded while it is."""

from .errors import BadRequestError, BodyTimeoutError, BodyTooLargeError
from .http.errors import BodyBrokenError, BodySilentError, BodyTooLongError
from .http.limits import Limits
from .http.request import Request

LIMITS = Limits()


async def read_body(request: Request, *, limit_bytes: int) -> bytes:
    """The body of a request, as it was sent.

    BodyTooLargeError comes before a byte is read where the length is announced.
    """
    coding = ", ".join(request.headers.get_all("content-encoding"))
    if coding.lower() not in ("", "identity"):
        raise BadRequestError("content-encoding: a compressed request cannot be read here.")
    try:
        return await request.read(limit_bytes)
    except BodyTooLongError:
        raise BodyTooLargeError(limit_bytes=limit_bytes) from None
    except BodySilentError:
        raise BodyTimeoutError(seconds=LIMITS.body_seconds) from None
    except BodyBrokenError:
        raise BadRequestError("The body of the request is cut or not well formed.") from None
