"""Takes apart what is compressed, within a bound on what comes out; pure."""

import zlib
from collections.abc import Iterator

from .errors import BadRequestError, BodyTooLargeError

_GZIP = zlib.MAX_WBITS | 16
_WINDOWS = {"gzip": _GZIP, "x-gzip": _GZIP, "deflate": zlib.MAX_WBITS}
_PIECE_BYTES = 256 * 1024
_MOST_BYTES = 256 * 1024 * 1024
"""More than any answer has; a few kilobytes could be made into more."""


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


class PackedError(Exception):
    """What came is not packed as was said, or becomes too much."""


class Unpacking:
    """Takes an answer apart while it comes: one piece of gzip or deflate, or several in a row."""

    def __init__(self, windows: int) -> None:
        self._windows = windows
        self._opened = zlib.decompressobj(windows)
        self._left = _MOST_BYTES

    def feed(self, piece: bytes) -> Iterator[bytes]:
        """What a piece becomes, a bounded part at a time.

        Raises:
            PackedError: Nothing can be read from here on.
        """
        is_full = False
        while piece or is_full:
            try:
                part = self._opened.decompress(piece, _PIECE_BYTES)
            except zlib.error:
                raise PackedError from None
            self._left -= len(part)
            if self._left < 0:
                raise PackedError
            yield part
            piece, is_full = self._opened.unconsumed_tail, len(part) == _PIECE_BYTES
            if self._opened.eof:
                piece, is_full = self._opened.unused_data, False
                self._opened = zlib.decompressobj(self._windows)


def to_unpacking(content_encoding: str) -> Unpacking | None:
    """What takes an answer with this content coding apart; None for one that is plain."""
    windows = _WINDOWS.get(content_encoding.strip().lower())
    return None if windows is None else Unpacking(windows)
