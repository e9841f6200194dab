"""How much memory the bodies of all requests that run may take, and those of one caller; pure."""

from types import TracebackType
from typing import Self

from .errors import BodiesHeldError

_MOST_OF_ALL = 16
_MOST_OF_ONE = 4


class Room:
    """Counts bytes by their owners; in it is room for so many bodies of the largest size."""

    def __init__(self, largest_bytes: int) -> None:
        """One owner has room for four of the largest, all together for sixteen."""
        self.largest_bytes = largest_bytes
        """What one body may have."""
        self._taken: dict[str, int] = {}
        self._sum = 0

    def open(self, owner: str, announced: str, *, limit_bytes: int) -> "Held":
        """Room for a body whose length is announced; for as much as it may have, where it is not.

        Raises:
            BodiesHeldError: There is none now.
        """
        size = min(int(announced), limit_bytes) if announced else limit_bytes
        for taken, most in ((self._taken.get(owner, 0), _MOST_OF_ONE), (self._sum, _MOST_OF_ALL)):
            if taken + size > most * self.largest_bytes:
                raise BodiesHeldError(
                    most_bytes=most * self.largest_bytes, is_of_one=most == _MOST_OF_ONE
                )
        held = Held(self, owner)
        held.settle(size)
        return held

    def change(self, owner: str, by: int) -> None:
        """An owner takes so much more, or less."""
        self._sum += by
        taken = self._taken.get(owner, 0) + by
        if taken:
            self._taken[owner] = taken
        else:
            self._taken.pop(owner, None)


class Held:
    """What one body takes, until the block ends."""

    __slots__ = ("_owner", "_room", "_size")

    def __init__(self, room: Room, owner: str) -> None:
        self._room = room
        self._owner = owner
        self._size = 0

    def settle(self, size: int) -> None:
        """It takes so much."""
        if size != self._size:
            self._room.change(self._owner, size - self._size)
            self._size = size

    def __enter__(self) -> Self:
        """It is counted already."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """It takes nothing any more."""
        self.settle(0)
