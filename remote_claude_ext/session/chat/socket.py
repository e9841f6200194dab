"""WebSocket routes: frames out; takes presence only."""

import json
from typing import Any

from ..web import SocketHandler
from .feed import FeedListener
from .listener import Listener
from .routes import ID, MOST_FRAMES
from .service import ChatService

_UNSUPPORTED = 1003


class StreamSocket(SocketHandler):
    """`conversations/{id}/stream?after=N`, or `?tail=N` for the end of it."""

    _listener: Listener | None = None

    def initialize(self, chat: ChatService) -> None:
        """Keep the service."""
        self.chat = chat

    async def check(self, *args: str) -> None:
        """The conversation must exist, and `after` be a number."""
        self.chat.get(args[0])
        self.number("after", 0, least=0, most=2**53)
        self.number("tail", 0, least=0, most=MOST_FRAMES)

    async def follow(self, *args: str) -> None:
        """`hello`, what is missing, then what happens."""
        (conversation,) = args
        after = self.number("after", 0, least=0, most=2**53)
        tail = self.number("tail", 0, least=0, most=MOST_FRAMES)
        listener = self._listener = await self.chat.listen(
            conversation, self.send, after=after, tail=tail
        )
        try:
            await listener.run()
        finally:
            self.chat.leave(conversation, listener)

    async def on_message(self, message: str | bytes) -> None:
        """Presence, and nothing else."""
        if _is_presence(message):
            return
        conversation = self.path_args[0]
        notice = self.chat.notice(
            conversation, "bad_frame", "This stream takes presence frames only; it is closed."
        )
        await self.send(notice)
        self.close(_UNSUPPORTED, "bad_frame")


class FeedSocket(SocketHandler):
    """`stream`: every conversation as it is, then each change."""

    def initialize(self, chat: ChatService) -> None:
        """Keep the service."""
        self.chat = chat

    async def follow(self, *args: str) -> None:
        """Send changes until the client goes."""
        listener = FeedListener(self.send)
        self.chat.feed.join(listener)
        try:
            await listener.run()
        finally:
            self.chat.feed.leave(listener)

    async def on_message(self, message: str | bytes) -> None:
        """Presence, and nothing else."""
        if not _is_presence(message):
            self.close(_UNSUPPORTED, "bad_frame")


def _is_presence(message: str | bytes) -> bool:
    try:
        frame = json.loads(message)
    except (ValueError, RecursionError):
        return False
    return isinstance(frame, dict) and frame.get("type") == "presence"


def routes(chat: ChatService) -> list[tuple[str, type[SocketHandler], dict[str, Any]]]:
    """Every WebSocket route of conversations, below `api/`."""
    return [
        (rf"conversations/{ID}/stream", StreamSocket, {"chat": chat}),
        ("stream", FeedSocket, {"chat": chat}),
    ]
