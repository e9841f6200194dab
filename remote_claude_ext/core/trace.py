"""W3C trace context: read from a request's headers, or begun here; pure but for its randomness."""

import random
import re
from typing import Self

from msgspec import Struct

PARENT = "traceparent"
STATE = "tracestate"
_PARENT = re.compile(r"(?!ff)([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?")
_SAMPLED = 1


class Trace(Struct, frozen=True):
    """Where a request belongs: its trace, the span that asked, whether somebody records it."""

    trace_id: str
    span_id: str
    is_sampled: bool = False
    is_new: bool = False
    """Whether it begins here, since nobody said to which trace the request belongs."""

    @classmethod
    def read(cls, parents: list[str]) -> Self:
        """The trace that the `traceparent` headers of a request name; a new one where they do not.

        More than one, an id of zeros and an unknown form are as good as none.
        """
        found = _PARENT.fullmatch(parents[0].strip()) if len(parents) == 1 else None
        if found is None or not int(found[2], 16) or not int(found[3], 16):
            return cls.begin()
        if found[1] == "00" and found[5]:
            return cls.begin()
        return cls(found[2], found[3], bool(int(found[4], 16) & _SAMPLED))

    @classmethod
    def begin(cls) -> Self:
        """A trace of which nobody has heard."""
        text = f"{random.getrandbits(192):048x}"
        return cls(text[:32], text[32:], is_new=True)

    @property
    def parent(self) -> str:
        """The `traceparent` of what is asked because of it."""
        return f"00-{self.trace_id}-{self.span_id}-{'01' if self.is_sampled else '00'}"
