"""Keeps a secret out of what is passed on, byte for byte as long as it came; pure."""

from collections.abc import Callable

_MASK = b"*"


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
