"""Header lines as the bytes that they are; pure."""

from collections.abc import Iterable, Sequence

Pair = tuple[bytes, bytes]


class Headers:
    """The header lines of one message: as they came, and by name in any case."""

    __slots__ = ("_found", "pairs")

    def __init__(self, pairs: Sequence[Pair]) -> None:
        self.pairs = pairs
        self._found = {name.lower(): value for name, value in reversed(pairs)}

    def get(self, name: str, default: str = "") -> str:
        """The value of the first line of this name."""
        value = self._found.get(name.lower().encode())
        return default if value is None else value.decode("latin-1")

    def get_all(self, name: str) -> list[str]:
        """The values of all lines of this name."""
        wanted, found = name.lower().encode(), self._found
        if wanted not in found:
            return []
        if len(found) == len(self.pairs):  # no name is there twice
            return [found[wanted].decode("latin-1")]
        return [value.decode("latin-1") for name, value in self.pairs if name.lower() == wanted]


def to_block(first: bytes, pairs: Iterable[Pair]) -> bytes:
    """A first line and header lines as the head of a message.

    Raises:
        ValueError: One of them holds the end of a line.
    """
    lines = [first, *[b": ".join(pair) for pair in pairs], b"", b""]
    block = b"\r\n".join(lines)
    ends = len(lines) - 1
    if block.count(b"\n") != ends or block.count(b"\r") != ends:
        raise ValueError("a header holds the end of a line")
    return block
