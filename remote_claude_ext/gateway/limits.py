"""Reads a request's body within its limits: refused before it is read, bounded while it is."""

import asyncio

from .errors import BadRequestError, BodyTimeoutError, BodyTooLargeError
from .http.errors import BodyBrokenError, BodySilentError, BodyTooLongError
from .http.limits import Limits
from .http.request import Request
from .inflate import inflate

LIMITS = Limits()


async def read_body(request: Request, *, limit_bytes: int, takes_gzip: bool = False) -> bytes:
    """The body of a request, as it was sent; where gzip is taken, as it was before that.

    BodyTooLargeError comes before a byte is read where the length is announced.
    """
    coding = ", ".join(request.headers.get_all("content-encoding")).lower()
    if takes_gzip and coding == "gzip":
        body = await _read(request, limit_bytes)
        return await asyncio.to_thread(inflate, body, limit_bytes=limit_bytes)
    if coding not in ("", "identity"):
        raise BadRequestError("content-encoding: a compressed request cannot be read here.")
    return await _read(request, limit_bytes)


async def _read(request: Request, limit_bytes: int) -> bytes:
    try:
        return await request.read(limit_bytes)
    except BodyTooLongError:
        raise BodyTooLargeError(limit_bytes=limit_bytes) from None
    except BodySilentError:
        raise BodyTimeoutError(seconds=LIMITS.body_seconds) from None
    except BodyBrokenError:
        raise BadRequestError("The body of the request is cut or not well formed.") from None
