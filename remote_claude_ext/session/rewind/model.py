"""A rewind on its way: what is kept of it until it is done; frozen values."""

import msgspec

from ...wire.rewinding import What


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One that was begun. `undoes`: the rewind that it takes back; `to` is then that one.

    `session` is Claude's copy of the past that stays, None where nothing of it does.
    """

    rewind: str
    conversation: str
    to: str
    what: What
    by: str
    undoes: bool = False
    session: str | None = None

    @property
    def mark(self) -> str:
        """Under which the files of just before are kept; an undo goes back to the rewind's own."""
        return f"{self.rewind}.undo" if self.undoes else self.rewind

    @property
    def has_files(self) -> bool:
        """Whether files go back."""
        return self.what != "conversation"

    @property
    def has_conversation(self) -> bool:
        """Whether what was said does not count any more."""
        return self.what != "files"
