"""The list of conversations as it changes, for everybody who watches it."""

import asyncio
from collections.abc import Awaitable, Callable

from msgspec import UNSET

from ...wire.chat import Conversation, ConversationChanged
from ...wire.codec import encode

Write = Callable[[bytes], Awaitable[None]]


class FeedListener:
    """One watcher. Of each conversation only the newest state waits: nothing grows unbounded."""

    def __init__(self, write: Write) -> None:
        self._write = write
        self._waiting: dict[str, ConversationChanged] = {}
        self._wake = asyncio.Event()
        self._is_stopped = False

    def offer(self, change: ConversationChanged) -> None:
        """A newer state replaces an older one that was not sent yet."""
        self._waiting.pop(change.conversation.id, None)
        self._waiting[change.conversation.id] = change
        self._wake.set()

    def stop(self) -> None:
        """Send nothing more."""
        self._is_stopped = True
        self._wake.set()

    async def run(self) -> None:
        """Send until stopped; an error of `write` ends it too."""
        while not self._is_stopped:
            while self._waiting:
                await self._write(encode(self._waiting.pop(next(iter(self._waiting)))))
            self._wake.clear()
            await self._wake.wait()


class Feed:
    """Tells every watcher of every change."""

    def __init__(self) -> None:
        self._listeners: set[FeedListener] = set()
        self._watchers: list[Callable[[], None]] = []

    def watch(self, watcher: Callable[[], None]) -> None:
        """Call somebody at each change, for as long as this lives."""
        self._watchers.append(watcher)

    def join(self, listener: FeedListener) -> None:
        """From now on the listener hears of changes."""
        self._listeners.add(listener)

    def leave(self, listener: FeedListener) -> None:
        """The listener is gone."""
        self._listeners.discard(listener)

    def changed(self, conversation: Conversation, *, deleted: bool = False) -> None:
        """Tell everybody."""
        change = ConversationChanged(conversation=conversation, deleted=deleted or UNSET)
        for listener in self._listeners:
            listener.offer(change)
        for watcher in self._watchers:
            watcher()

    def close(self) -> None:
        """End every watch."""
        for listener in self._listeners:
            listener.stop()
