"""Names of text blocks: the same while a block streams, when it is whole, and in a transcript."""

from dataclasses import dataclass, field


def block_id(message_id: str, index: int) -> str:
    """The id of a block: the provider's message id and the block's place in that message."""
    return f"{message_id}:{index}"


@dataclass(slots=True)
class _Open:
    message_id: str
    index: int = -1


@dataclass(slots=True)
class Blocks:
    """Which block comes now, for the main thread and for each subagent."""

    _open: dict[str | None, _Open] = field(default_factory=dict)
    _count: dict[str, int] = field(default_factory=dict)

    def begin_message(self, parent: str | None, message_id: str) -> None:
        """A message begins to stream."""
        self._open[parent] = _Open(message_id)

    def begin_block(self, parent: str | None, index: int) -> None:
        """A block of the streaming message begins."""
        if parent in self._open:
            self._open[parent].index = index

    def end_message(self, parent: str | None) -> None:
        """The streaming message is whole."""
        self._open.pop(parent, None)

    def streaming(self, parent: str | None) -> str | None:
        """The id of the block that streams now, if any."""
        now = self._open.get(parent)
        return block_id(now.message_id, now.index) if now is not None and now.index >= 0 else None

    def whole(self, parent: str | None, message_id: str) -> str:
        """The id of a block that is told whole.

        It is the one that streams; where nothing streamed (a fallback to a plain request, a
        message of Claude Code's own) blocks are counted.
        """
        counted = self._count.get(message_id, 0)
        now = self._open.get(parent)
        if now is not None and now.message_id == message_id:
            counted = max(counted, now.index)
        self._count[message_id] = counted + 1
        return block_id(message_id, counted)
