"""All that was said in a conversation, for whoever cuts it."""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from msgspec import UNSET

from ...wire.frames import DurableBody, Text
from ..journal.store import Journal
from .forking import Line, Turns
from .model import to_last_line

_PAGE = 1000


@dataclass(frozen=True, slots=True)
class Past:
    """Its turns, and its frames by number."""

    turns: Turns
    frames: Sequence[tuple[int, bytes]]

    def bodies(self, upto: int) -> list[DurableBody]:
        """What the frames up to a number say."""
        return [
            body
            for seq, frame in self.frames
            if seq <= upto and (body := to_body(frame)) is not None
        ]

    def last_line(self, upto: int) -> str:
        """The last line that Claude said up to a number, of what counts."""
        for seq, frame in reversed(self.frames):
            if seq > upto or self.turns.is_undone(msgspec.json.decode(frame, type=Line).turn or ""):
                continue
            body = to_body(frame)
            line = (
                to_last_line(body.text) if isinstance(body, Text) and body.parent is UNSET else ""
            )
            if line:
                return line
        return ""


async def read_past(journal: Journal, conversation: str) -> Past:
    """From the first frame to the last."""
    turns, frames, after = Turns(), list[tuple[int, bytes]](), 0
    while page := await journal.read(conversation, after=after, limit=_PAGE):
        for _, frame in page:
            turns.read(frame)
        frames += page
        after = page[-1][0]
    return Past(turns, frames)


def to_body(frame: bytes) -> DurableBody | None:
    """What a frame says; None where a newer version wrote it."""
    body: DurableBody | None = None
    with contextlib.suppress(msgspec.ValidationError):
        body = msgspec.json.decode(frame, type=DurableBody)
    return body
