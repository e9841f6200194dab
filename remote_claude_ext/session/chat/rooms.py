"""Listeners of one conversation: numbered frames in order and once, deltas as they come."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from msgspec import UNSET, Raw

from ...core.clock import Clock
from ...wire.chat import Conversation
from ...wire.frames import (
    Activity,
    Delta,
    Hello,
    Notice,
    Partial,
    Presence,
    Text,
    Thinking,
    TransientBody,
)
from ...wire.framing import Header, to_frame
from ..journal.store import Stored
from .listener import Listener, Waiting
from .ports import Active, Progressed, Streamed

_COALESCE_SECONDS = 0.033
"""Thirty times a second, as pages draw it: an eye sees no more, and each frame has its cost."""
_PER_LISTENER_SECONDS = 0.002
"""Each frame is written once per listener: a crowd gets fewer of them, each with more in it."""


@dataclass(slots=True)
class _Block:
    """A block that is being written: all of it, and how much of it was sent."""

    streamed: Streamed
    text: str
    sent: int


@dataclass(frozen=True, slots=True)
class Tail:
    """The end of a conversation: the number before it, and the frames up to it that still hold."""

    after: int
    standing: Sequence[bytes]


class Room:
    """Who listens to a conversation. Everything happens on the event loop, without awaiting."""

    def __init__(self, conversation: str, *, last: int, clock: Clock) -> None:
        self.conversation = conversation
        self.last = last
        """The highest number that was published."""
        self.turn: str | None = None
        self._clock = clock
        self._listeners: set[Listener] = set()
        self._blocks: dict[str, _Block] = {}
        self._activity: tuple[str, datetime] | None = None
        self._flush: asyncio.TimerHandle | None = None
        self._flushed_at = float("-inf")

    @property
    def is_watched(self) -> bool:
        """Whether anybody listens."""
        return bool(self._listeners)

    def join(self, listener: Listener) -> None:
        """From now on the listener hears everything."""
        self._listeners.add(listener)
        self._tell_presence()

    def leave(self, listener: Listener) -> None:
        """The listener is gone."""
        self._listeners.discard(listener)
        self._tell_presence()

    def hello(
        self, conversation: Conversation, *, reset: bool = False, tail: Tail | None = None
    ) -> bytes:
        """The first frame of a stream, with what a newcomer has missed of unfinished blocks."""
        partial = [
            Partial(
                block=name,
                of="thinking" if block.streamed.thinking else "text",
                text=block.text[: block.sent],
                parent=block.streamed.parent or UNSET,
            )
            for name, block in self._blocks.items()
        ]
        body = Hello(
            last=self.last,
            reset=reset or UNSET,
            after=UNSET if tail is None else tail.after,
            standing=[Raw(frame) for frame in tail.standing] if tail and tail.standing else UNSET,
            conversation=conversation,
            partial=partial or UNSET,
        )
        header = Header(seq=None, at=self._clock.now(), turn=self.turn or UNSET)
        return to_frame(header, body)

    def told(self) -> dict[str, int]:
        """How many characters of each unfinished block a `hello` of now tells."""
        return {name: block.sent for name, block in self._blocks.items()}

    def missing(self, known: dict[str, int]) -> list[Waiting]:
        """What a listener lacks of blocks that are being written."""
        return [
            Waiting(
                self._delta(block.streamed, block.text[known.get(name, 0) : block.sent]),
                block=name,
                end=block.sent,
            )
            for name, block in self._blocks.items()
            if block.sent > known.get(name, 0)
        ]

    def doing(self) -> bytes | None:
        """What Claude does now, for one listener."""
        if self._activity is None:
            return None
        text, since = self._activity
        return self._transient(Activity(text=text, since=since))

    def notice(self, code: str, message: str) -> bytes:
        """A transient warning, for one listener."""
        return self._transient(Notice(level="warning", code=code, message=message))

    def warn(self, code: str, message: str) -> None:
        """A transient warning, for everybody."""
        self._tell(Notice(level="warning", code=code, message=message))

    def publish(self, frames: Sequence[Stored]) -> None:
        """Durable frames, now on disk, to everybody; deltas that came before them go first."""
        self._send_deltas()
        for frame in frames:
            self.last = frame.seq
            if isinstance(frame.body, Text | Thinking):
                self._blocks.pop(frame.body.block, None)
            for listener in self._listeners:
                listener.offer(frame.seq, frame.frame)

    def hear(self, event: Streamed | Active | Progressed) -> None:
        """What is told in passing and never stored."""
        match event:
            case Streamed():
                self.stream(event)
            case Active(text=text):
                self.act(text)
            case Progressed(body=body):
                self._tell(body)

    def stream(self, streamed: Streamed) -> None:
        """More of a block: the first piece at once, then one delta per 33 ms at most.

        With more than sixteen listeners less often: every 200 ms for a hundred of them.
        """
        block = self._blocks.get(streamed.block)
        if block is None:
            block = self._blocks[streamed.block] = _Block(streamed, "", 0)
        block.text += streamed.text
        loop = asyncio.get_running_loop()
        if self._flush is None:
            crowd_seconds = _PER_LISTENER_SECONDS * len(self._listeners)
            due = max(loop.time(), self._flushed_at + max(_COALESCE_SECONDS, crowd_seconds))
            if due <= loop.time():
                self._send_deltas()
            else:
                self._flush = loop.call_at(due, self._send_deltas)

    def act(self, text: str) -> None:
        """What Claude does now; an empty text when nothing."""
        now = self._clock.now()
        self._activity = (text, now) if text else None
        self._tell(Activity(text=text, since=now))

    def rest(self) -> None:
        """The turn is over: nothing is half written any more."""
        self._send_deltas()
        self._blocks.clear()
        if self._activity is not None:
            self.act("")

    def close(self) -> None:
        """The conversation is deleted: every stream ends."""
        if self._flush is not None:
            self._flush.cancel()
        for listener in self._listeners:
            listener.stop()

    def _send_deltas(self) -> None:
        if self._flush is not None:
            self._flush.cancel()
            self._flush = None
        for name, block in self._blocks.items():
            if len(block.text) > block.sent:
                frame = self._delta(block.streamed, block.text[block.sent :])
                block.sent = len(block.text)
                for listener in self._listeners:
                    listener.offer_delta(name, block.sent, frame)
                self._flushed_at = asyncio.get_running_loop().time()

    def _delta(self, streamed: Streamed, text: str) -> bytes:
        return self._transient(
            Delta(
                block=streamed.block,
                of="thinking" if streamed.thinking else "text",
                text=text,
                parent=streamed.parent or UNSET,
            )
        )

    def _tell_presence(self) -> None:
        self._tell(Presence(viewers=len(self._listeners)))

    def _tell(self, body: TransientBody) -> None:
        frame = self._transient(body)
        for listener in self._listeners:
            listener.offer(None, frame)

    def _transient(self, body: TransientBody) -> bytes:
        now = self._clock.now()
        header = Header(
            seq=None,
            # Digits that nobody reads are most of what a compressed delta has beside its text.
            at=now.replace(microsecond=now.microsecond // 1000 * 1000),
            conversation=self.conversation,
            turn=self.turn or UNSET,
        )
        return to_frame(header, body)
