"""An answer on its way to a caller, piece by piece."""

import asyncio
from typing import Protocol


class Flow(Protocol):
    """Where the pieces come from: it stops when the caller does not read."""

    def pause(self) -> None:
        """Send nothing for now."""

    def resume(self) -> None:
        """Go on."""


class Outgoing:
    """Pieces are written as they come; `end` says that there are no more."""

    __slots__ = (
        "_chunks",
        "_flow",
        "_held",
        "_is_end_held",
        "_is_held",
        "_is_silent",
        "_transport",
        "is_ended",
        "keeps",
    )

    def __init__(
        self,
        transport: asyncio.WriteTransport,
        head: bytes = b"",
        *,
        chunks: bool,
        is_silent: bool,
        keeps: bool,
    ) -> None:
        """`head` goes out with the first piece, or by `flush`."""
        self._transport = transport
        self._held = head
        self._chunks = chunks
        self._is_silent = is_silent
        self.keeps = keeps
        """Whether the connection goes on after it."""
        self.is_ended = False
        self._is_held = False
        self._is_end_held = False
        self._flow: Flow | None = None

    def follow(self, flow: Flow) -> None:
        """From now on the pieces come from there."""
        self._flow = flow
        if self._is_held:
            flow.pause()

    def hold(self) -> None:
        """The caller does not read."""
        self._is_held = True
        if self._flow is not None:
            self._flow.pause()

    def go_on(self) -> None:
        """It reads again."""
        self._is_held = False
        if self._flow is not None:
            self._flow.resume()

    def write(self, piece: bytes) -> None:
        """The next piece; an empty one is none."""
        if piece and not self._is_silent:
            self._transport.write(self._take(piece))

    def hold_back(self, piece: bytes) -> None:
        """The last piece; it goes out with the end, or by `flush` where the end is told apart."""
        if piece and not self._is_silent:
            self._held = self._take(piece)
            self._is_end_held = not self.is_end_apart

    @property
    def is_end_apart(self) -> bool:
        """Whether the end is told after the last piece; else who has that piece has the end."""
        return self._chunks

    def flush(self) -> None:
        """Write what is held back: the head, if no piece has taken it along, or the last piece."""
        if self._is_end_held:
            return
        held, self._held = self._held, b""
        if held and not self._transport.is_closing():
            self._transport.write(held)

    def end(self) -> None:
        """It is complete."""
        self.is_ended, self._is_end_held = True, False
        if self._chunks:
            self._held += b"0\r\n\r\n"
        self.flush()

    def _take(self, piece: bytes) -> bytes:
        """A piece as it is sent, behind what is held back."""
        held, self._held = self._held, b""
        if self._chunks:
            return b"%b%x\r\n%b\r\n" % (held, len(piece), piece)
        return held + piece
