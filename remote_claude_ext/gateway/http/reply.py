"""Answers of our own, and the heads of all answers, as bytes; pure but for the date."""

import time
from collections.abc import Iterable, Mapping
from email.utils import formatdate
from http import HTTPStatus

from msgspec import Struct, field

from .fields import Pair, to_block

JSON = "application/json"
_NO_BODY = (204, 304)
_CLOSE: Pair = (b"Connection", b"close")
_CHUNKED: Pair = (b"Transfer-Encoding", b"chunked")


class Reply(Struct, frozen=True, kw_only=True):
    """A whole answer."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = JSON
    body: bytes = b""
    is_sent: bool = False
    """Whether it has gone out already, piece by piece."""


def has_body(method: str, status: int) -> bool:
    """Whether an answer to a request is followed by a body."""
    return method != "HEAD" and status not in _NO_BODY


def to_bytes(reply: Reply, method: str, *, keeps: bool) -> bytes:
    """An answer of our own; `keeps` says whether the connection goes on after it."""
    pairs = [(name.encode("latin-1"), text.encode("latin-1")) for name, text in _to_lines(reply)]
    if not keeps:
        pairs.append(_CLOSE)
    head = to_block(_to_first(reply.status, _to_reason(reply.status)), pairs)
    return head + reply.body if has_body(method, reply.status) else head


def to_head(
    status: int, reason: bytes, pairs: Iterable[Pair], *, chunks: bool, keeps: bool
) -> bytes:
    """The head of an answer that comes piece by piece."""
    lines = [*pairs]
    if chunks:
        lines.append(_CHUNKED)
    if not keeps:
        lines.append(_CLOSE)
    return to_block(_to_first(status, reason), lines)


def _to_lines(reply: Reply) -> Iterable[tuple[str, str]]:
    yield "Date", formatdate(time.time(), usegmt=True)
    yield "Content-Type", reply.content_type
    if reply.status not in _NO_BODY:
        yield "Content-Length", str(len(reply.body))
    yield from reply.headers.items()


def _to_first(status: int, reason: bytes) -> bytes:
    return b"HTTP/1.1 %d %b" % (status, reason)


def _to_reason(status: int) -> bytes:
    try:
        return HTTPStatus(status).phrase.encode()
    except ValueError:
        return b""
