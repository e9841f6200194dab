"""Keeps a secret out of what is passed on, byte for byte as long as it came; pure."""

from collections.abc import Callable, Sequence

from .http.fields import Pair
from .inflate import PackedError, to_unpacking

MOST_ERROR_BYTES = 1024 * 1024
"""Longer than any error is: of a packed one, before or after, nothing is passed on then."""
_MASK = b"*"
_ABOUT_PACKING = (b"content-encoding", b"content-length")


class Veil:
    """Passes pieces on to a sink, with a mask where the secret stood, wherever they are cut."""

    def __init__(self, secret: bytes, sink: Callable[[bytes], None]) -> None:
        """Where the secret is empty, everything is passed on."""
        self._secret = secret
        self._mask = _MASK * len(secret)
        self._sink = sink
        self._rest = b""

    def feed(self, piece: bytes) -> None:
        """Take the next piece; an end that may be the beginning of the secret waits."""
        text, secret = self._rest + piece, self._secret
        if secret:
            text = text.replace(secret, self._mask)
        most = min(len(secret) - 1, len(text))
        held = next((n for n in range(most, 0, -1) if text.endswith(secret[:n])), 0)
        self._rest = text[len(text) - held :]
        self._sink(text[: len(text) - held])

    def finish(self) -> None:
        """Nothing follows."""
        rest, self._rest = self._rest, b""
        if rest:
            self._sink(rest)


def veil_lines(pairs: Sequence[Pair], secret: bytes) -> Sequence[Pair]:
    """Header lines with a mask where the secret stood."""
    if not secret or not any(secret in value for _, value in pairs):
        return pairs
    mask = _MASK * len(secret)
    return [(name, value.replace(secret, mask)) for name, value in pairs]


def veil_packed(
    pairs: Sequence[Pair], body: bytes, content_encoding: str, secret: bytes
) -> tuple[Sequence[Pair], bytes]:
    """The header lines and the whole body of a packed error: as they came, or unpacked and masked.

    Raises:
        PackedError: What is in it cannot be seen.
    """
    unpacking = to_unpacking(content_encoding)
    if unpacking is None or len(body) >= MOST_ERROR_BYTES:
        raise PackedError
    plain = bytearray()
    for part in unpacking.feed(body):
        plain += part
        if len(plain) > MOST_ERROR_BYTES:
            raise PackedError
    if secret not in plain:
        return pairs, body
    masked = bytes(plain.replace(secret, _MASK * len(secret)))
    kept = [pair for pair in pairs if pair[0].lower() not in _ABOUT_PACKING]
    return [*kept, (b"Content-Length", b"%d" % len(masked))], masked
