"""Token counts out of an answer, streamed or whole; bytes in, numbers out; pure."""

from typing import Protocol

import msgspec

from ..ledger.model import Tokens
from ..wire.messages import CacheCreation, Message, ServerToolUse, StreamEvent, Usage
from .inflate import PackedError, to_unpacking
from .pricing import Consumption

_events = msgspec.json.Decoder(StreamEvent)
_messages = msgspec.json.Decoder(Message)
_MOST_LINE_BYTES = 256 * 1024
_MOST_JSON_BYTES = 32 * 1024 * 1024
_NOT_WRITTEN, _NOT_USED = CacheCreation(), ServerToolUse()
_MOST_MODEL_CHARACTERS = 128
_MOST_TOKENS = 100_000_000
"""Far more than any model takes or gives: a larger count is a mistake, and would spend a budget."""
_MOST_USES = 10_000
"""The same for what the provider's own tools did."""


class Meter:
    """Reads along with one answer. It never fails: what it does not understand it passes over."""

    def __init__(self, *, content_type: str, content_encoding: str) -> None:
        self._reading = Reading()
        streamed = content_type.partition(";")[0].strip().lower() == "text/event-stream"
        self._reader: _Reader = _Events(self._reading) if streamed else _Whole(self._reading)
        self._unpacking = to_unpacking(content_encoding)
        self._is_lost = False

    @property
    def reading(self) -> "Reading":
        """What is known so far."""
        return self._reading

    def feed(self, piece: bytes) -> None:
        """Take the next bytes, cut anywhere."""
        if self._unpacking is None:
            self._reader.feed(piece)
            return
        if self._is_lost:
            return
        try:
            for part in self._unpacking.feed(piece):
                self._reader.feed(part)
        except PackedError:
            self._is_lost = self._reading.garbled = True

    def finish(self) -> None:
        """The answer is over."""
        self._reader.finish()


class Reading:
    """What the meter has read. Counts are running totals: a later one replaces an earlier one."""

    def __init__(self) -> None:
        self.model: str | None = None
        self.ended = False
        """Whether the answer came to its own end."""
        self.failed = False
        """Whether the provider reported an error inside the stream."""
        self.garbled = False
        """Whether something that may count could not be read, or cannot be so."""
        self.counted = False
        """Whether it named any counts."""
        self._counts: dict[str, int] = {}
        self._fast = self._us_only = False

    def name(self, model: str | None) -> None:
        """Who answers, as the provider says; what is no name changes nothing."""
        if model and len(model) <= _MOST_MODEL_CHARACTERS and model.isprintable():
            self.model = model

    def take(self, usage: Usage) -> None:
        """Replace what a later usage names, keep what it does not, or names impossibly."""
        self.counted = True
        written, uses = usage.cache_creation or _NOT_WRITTEN, usage.server_tool_use or _NOT_USED
        for name, value, most in (
            ("input", usage.input_tokens, _MOST_TOKENS),
            ("output", usage.output_tokens, _MOST_TOKENS),
            ("cache_read", usage.cache_read_input_tokens, _MOST_TOKENS),
            ("written", usage.cache_creation_input_tokens, _MOST_TOKENS),
            ("hour", written.ephemeral_1h_input_tokens, _MOST_TOKENS),
            ("web_searches", uses.web_search_requests, _MOST_USES),
            ("web_fetches", uses.web_fetch_requests, _MOST_USES),
        ):
            if value is None:
                continue
            if type(value) is int and 0 <= value <= most:
                self._counts[name] = value
            elif isinstance(value, float) and 0 <= value <= most:
                self._counts[name] = int(value)
            else:
                self.garbled = True
        self._fast = self._fast if usage.speed is None else usage.speed == "fast"
        geo = usage.inference_geo
        self._us_only = self._us_only if geo is None else geo == "us"

    @property
    def consumption(self) -> Consumption:
        """The counts as they stand."""
        counts = self._counts
        written, hour = counts.get("written", 0), counts.get("hour", 0)
        return Consumption(
            tokens=Tokens(
                input=counts.get("input", 0),
                output=counts.get("output", 0),
                cache_read=counts.get("cache_read", 0),
                cache_write_5m=max(0, written - hour),
                cache_write_1h=min(hour, written),
                web_searches=counts.get("web_searches", 0),
            ),
            web_fetches=counts.get("web_fetches", 0),
            fast=self._fast,
            us_only=self._us_only,
        )


class _Reader(Protocol):
    def feed(self, piece: bytes) -> None: ...
    def finish(self) -> None: ...


class _Events:
    """Server-sent events, cut anywhere, with any of the three line ends."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._rest = b""
        self._data: list[bytes] = []
        self._data_bytes = 0
        self._skipping = False

    def feed(self, piece: bytes) -> None:
        text = self._rest + piece
        if not self._data and not self._skipping and b"\r" not in text:
            text = self._take_whole(text)
        # A carriage return at the end may be half of a line end.
        held = b"\r" if text.endswith(b"\r") else b""
        if b"\r" in text:
            text = text[: len(text) - len(held)].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        lines = text.split(b"\n")
        self._rest = lines.pop() + held
        for line in lines:
            self._line(line)
        if len(self._rest) > _MOST_LINE_BYTES:
            # Nothing that counts is that long: forget it up to its end.
            self._skipping, self._rest = True, b""

    def finish(self) -> None:
        self._line(self._rest.rstrip(b"\r"))
        self._line(b"")

    def _take_whole(self, text: bytes) -> bytes:
        """Take the events that are there to their end; give what follows the last of them.

        The text begins at the beginning of an event.
        """
        end = text.rfind(b"\n\n")
        if end < 0:
            return text
        if _may_tell(text):
            for event in text[:end].split(b"\n\n"):
                if _may_tell(event):
                    self._take_event(event.split(b"\n"))
        return text[end + 2 :]

    def _take_event(self, lines: list[bytes]) -> None:
        data = b"\n".join([line[5:] for line in lines if line.startswith(b"data:")])
        if len(data) <= _MOST_LINE_BYTES:
            if _may_tell(data):
                self._event(data)
            return
        for line in [*lines, b""]:
            self._line(line)

    def _line(self, line: bytes) -> None:
        if self._skipping:
            self._skipping = False
        elif line.startswith(b"data:"):
            self._data.append(line[5:])
            self._data_bytes += len(line)
            if self._data_bytes > _MOST_LINE_BYTES:
                self._forget()
        elif not line and self._data:
            data = b"\n".join(self._data)
            self._forget()
            if _may_tell(data):
                self._event(data)

    def _forget(self) -> None:
        self._data.clear()
        self._data_bytes = 0

    def _event(self, data: bytes) -> None:
        reading = self._reading
        try:
            event = _events.decode(data)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            reading.garbled = True
            return
        if event.type == "message_start" and event.message is not None:
            reading.name(event.message.model)
            if event.message.usage is not None:
                reading.take(event.message.usage)
        elif event.type == "message_delta" and event.usage is not None:
            reading.take(event.usage)
        elif event.type == "message_stop":
            reading.ended = True
        elif event.type == "error":
            reading.failed = True


class _Whole:
    """One JSON body."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._body = bytearray()

    def feed(self, piece: bytes) -> None:
        if len(self._body) + len(piece) > _MOST_JSON_BYTES:
            self._reading.garbled = True
        else:
            self._body += piece

    def finish(self) -> None:
        try:
            message = _messages.decode(self._body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return
        if message.usage is not None:
            self._reading.name(message.model)
            self._reading.take(message.usage)
            self._reading.ended = True


def _may_tell(text: bytes) -> bool:
    """Whether one of the words is there that stand in what tells something: most have none."""
    return b"usage" in text or b"message_stop" in text or b"error" in text
