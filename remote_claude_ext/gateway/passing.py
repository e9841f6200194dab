"""What of a provider's answer is passed on: as it comes, or whole where something in it changes."""

from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct, field

from .errors import BrokenAnswerError, ErrorUnreadableError
from .headers import Pairs
from .http.answer import Answer as HttpAnswer
from .http.errors import BrokenError, SilentError
from .http.fields import Pair
from .inflate import PackedError
from .providers import Answer
from .veil import MOST_ERROR_BYTES, Veil, veil_lines, veil_packed

FIRST_ERROR = 400
Change = Callable[[bytes], bytes]
_MOST_CHANGED_BYTES = 16 * 1024 * 1024
"""Longer than any answer that is changed."""


class Ours(Struct, frozen=True, kw_only=True):
    """What of our own goes with an answer: header lines, and what makes another body of it."""

    lines: Mapping[str, str] = field(default_factory=dict)
    change: Change | None = None


def without_packing(headers: Pairs) -> Sequence[Pair]:
    """A caller's headers for an answer that is read here: it shall not be packed."""
    return [(name, value) for name, value in headers if name.lower() != b"accept-encoding"]


async def changed(
    given: Answer, pairs: Sequence[Pair], change: Change
) -> tuple[Sequence[Pair], bytes | None]:
    """The header lines and the changed body; no body where it is packed all the same."""
    answer = given.response
    if answer.headers.get_all("content-encoding"):
        return pairs, None
    body = await read(answer, limit_bytes=_MOST_CHANGED_BYTES)
    if len(body) >= _MOST_CHANGED_BYTES:
        raise BrokenAnswerError("it is too long to be changed")
    body = change(body)
    kept = [pair for pair in pairs if pair[0].lower() != b"content-length"]
    return [*kept, (b"Content-Length", b"%d" % len(body))], body


async def open_error(given: Answer) -> tuple[Sequence[Pair], bytes | None]:
    """The header lines without the server's own key, and so the body of an error that is packed."""
    answer, secret = given.response, given.upstream.secret
    pairs = veil_lines(answer.headers.pairs, secret)
    if answer.status < FIRST_ERROR or not secret:
        return pairs, None
    coding = ", ".join(answer.headers.get_all("content-encoding"))
    if coding.lower() in ("", "identity"):
        return pairs, None
    body = await read(answer)
    try:
        return veil_packed(pairs, body, coding, secret)
    except PackedError:
        raise ErrorUnreadableError(answer.status) from None


async def pipe(given: Answer, sink: Callable[[bytes], None]) -> None:
    """Pass on what comes; of an error, all but the server's own key, if that is repeated there."""
    answer, veil = given.response, None
    if answer.status >= FIRST_ERROR:
        veil = Veil(given.upstream.secret, sink)
    try:
        await answer.pipe(sink if veil is None else veil.feed)
    except (BrokenError, SilentError) as error:
        raise BrokenAnswerError(str(error)) from None
    if veil is not None:
        veil.finish()


async def read(answer: HttpAnswer, *, limit_bytes: int = MOST_ERROR_BYTES) -> bytes:
    """The body of an answer, or as much of it as fits."""
    try:
        return await answer.read(limit_bytes)
    except (BrokenError, SilentError) as error:
        raise BrokenAnswerError(str(error)) from error
