"""Takes a gzip body apart, within a bound on what comes out; pure."""

import zlib

from .errors import BadRequestError, BodyTooLargeError

_GZIP = zlib.MAX_WBITS | 16


def inflate(body: bytes, *, limit_bytes: int) -> bytes:
    """What was compressed; of a small body that would become huge no more than the limit is made.

    Raises:
        BodyTooLargeError: It is longer than that.
        BadRequestError: It is not gzip, or not all of it.
    """
    opened = zlib.decompressobj(_GZIP)
    try:
        found = opened.decompress(body, limit_bytes + 1)
    except zlib.error:
        raise BadRequestError("The body of the request is not gzip, as its head says.") from None
    if len(found) > limit_bytes:
        raise BodyTooLargeError(limit_bytes=limit_bytes)
    if not opened.eof or opened.unused_data:
        raise BadRequestError("The body of the request is not one whole piece of gzip.")
    return found
