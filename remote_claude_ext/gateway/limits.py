"""Reads a request's body within its limits: refused before it is read, bounded while it is."""

import asyncio

from aiohttp import hdrs, web
from aiohttp.web_protocol import RequestPayloadError

from .errors import BadRequestError, BodyTimeoutError, BodyTooLargeError

_IDLE_SECONDS = 60.0


async def defer_expectation(_: web.Request) -> None:
    """Leave `Expect: 100-continue` unanswered until the caller is known and the body is wanted."""


async def read_body(request: web.Request, *, limit_bytes: int) -> bytes:
    """The body of a request, as it was sent.

    BodyTooLargeError comes before a byte is read where the length is announced.
    """
    if request.headers.get(hdrs.CONTENT_ENCODING, "identity").lower() != "identity":
        raise BadRequestError("content-encoding: a compressed request cannot be read here.")
    if request.content_length is not None and request.content_length > limit_bytes:
        raise BodyTooLargeError(limit_bytes=limit_bytes)
    if request.headers.get(hdrs.EXPECT, "").lower() == "100-continue":
        await request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        request.writer.output_size = 0
    body = bytearray()
    while piece := await _read_piece(request):
        body += piece
        if len(body) > limit_bytes:
            raise BodyTooLargeError(limit_bytes=limit_bytes)
    return bytes(body)


async def _read_piece(request: web.Request) -> bytes:
    try:
        async with asyncio.timeout(_IDLE_SECONDS):
            return await request.content.readany()
    except TimeoutError:
        raise BodyTimeoutError(seconds=_IDLE_SECONDS) from None
    except RequestPayloadError:
        raise BadRequestError("The body of the request is cut or not well formed.") from None
