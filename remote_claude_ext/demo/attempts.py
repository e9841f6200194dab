"""How often the very same request was made; the only thing the scripted model remembers."""

import hashlib
from collections import OrderedDict


class Attempts:
    """Counts requests by their content, so that `fail twice, then answer` can be played.

    Bounded: the least recently seen request is forgotten first.
    """

    def __init__(self, limit: int = 4096) -> None:
        self._limit = limit
        self._seen: OrderedDict[bytes, int] = OrderedDict()

    def count(self, *parts: str) -> int:
        """1 the first time that these parts come, 2 the second time."""
        key = hashlib.sha256("\0".join(parts).encode()).digest()
        number = self._seen.pop(key, 0) + 1
        self._seen[key] = number
        if len(self._seen) > self._limit:
            self._seen.popitem(last=False)
        return number
