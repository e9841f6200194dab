"""One connection to a server: a request, its answer, and perhaps another one after it."""

import asyncio
import select
from collections.abc import Callable
from typing import cast

from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

from .answer import Answer
from .deadline import Deadline
from .errors import BrokenError, SilentError, UnreachableError
from .fields import Headers, Pair

_HEAD_BYTES = 128 * 1024
_COPIED_BYTES = 64 * 1024
_FIRST, _FIRST_FINAL = 100, 200
_SWITCHED = 101
_MOST_INTERIM = 20
"""So many answers before the answer are borne."""
_CLOSED = "it closed the connection without an answer"
_ODD = "what it answered is no HTTP"


class Channel(asyncio.Protocol):
    """The client's side. What breaks before an answer begins is an UnreachableError."""

    def __init__(self, free: "Callable[[Channel], None]", *, silent_seconds: float) -> None:
        """`free` is called when the connection can take another request."""
        loop = self._loop = asyncio.get_running_loop()
        self._free = free
        self._silent_seconds = silent_seconds
        self._deadline = Deadline(loop, self._late)
        self._parser: HttpResponseParser | None = None
        self._asked: asyncio.Future[Answer] | None = None
        self._answer: Answer | None = None
        self._pieces: list[bytes] = []
        self._pairs: list[Pair] = []
        self._reason = b""
        self._head_bytes = 0
        self._interim = 0
        self._in_head = False
        self._is_whole = False
        self._is_paused = False
        self._ends_with_connection = False
        self._keeps = False

    # What the pool asks

    @property
    def is_open(self) -> bool:
        """Whether a request may be sent: nothing has come since an answer, not even an end."""
        # The server may have sent something that the loop has not seen yet, such as its end.
        return not self._transport.is_closing() and not self._poll.poll(0)

    def ask(self, head: bytes, body: bytes | None) -> asyncio.Future[Answer]:
        """Send a request; the future has the answer as it begins."""
        self._parser = HttpResponseParser(self)
        self._asked = self._loop.create_future()
        self._answer, self._is_whole, self._interim = None, False, 0
        if self._transport.is_closing():
            self._asked.set_exception(UnreachableError(_CLOSED))
            return self._asked
        if body is None or len(body) < _COPIED_BYTES:
            self._transport.write(head + (body or b""))  # a call to the system costs more
        else:
            self._transport.write(head)
            self._transport.write(body)
        self._deadline.set(self._silent_seconds)
        return self._asked

    def rest(self, seconds: float) -> None:
        """Nobody asks for now; after so many seconds it closes."""
        self._deadline.set(seconds)

    def abort(self) -> None:
        """End it at once."""
        self._transport.abort()

    def pause(self) -> None:
        """Read nothing for now."""
        if not self._is_paused and not self._transport.is_closing():
            self._is_paused = True
            self._deadline.clear()
            self._transport.pause_reading()

    def resume(self) -> None:
        """Go on."""
        if self._is_paused and not self._transport.is_closing():
            self._is_paused = False
            self._deadline.set(self._silent_seconds)
            self._transport.resume_reading()

    # What the transport says

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """It is open."""
        self._transport = cast("asyncio.Transport", transport)
        self._poll = _to_poll(self._transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """It is closed; some answers end with that."""
        self._deadline.stop()
        answer = self._answer
        if exc is None and answer is not None and self._ends_with_connection:
            answer.finish()
        self._fail(_CLOSED)
        self._parser = None

    def eof_received(self) -> None:
        """The server has closed its side: nothing more will come."""

    def data_received(self, data: bytes) -> None:
        """Bytes of the server."""
        parser = self._parser
        if parser is None or self._is_whole:
            self._transport.abort()
            return
        is_odd = False
        try:
            parser.feed_data(data)
            self._head_bytes += len(data) if self._in_head else 0
            is_odd = self._head_bytes > _HEAD_BYTES
        except (HttpParserError, HttpParserUpgrade):
            is_odd = True
        if self._hand_over():
            self._finish(can_go_on=self._keeps and not is_odd)
        elif is_odd:
            self._fail(_ODD)
            self._transport.abort()
        elif not self._is_paused:
            self._deadline.set(self._silent_seconds)

    # What the parser says

    def on_message_begin(self) -> None:
        """An answer begins, perhaps an interim one."""
        if self._is_whole:
            raise ValueError(_ODD)
        self._pairs, self._reason, self._head_bytes, self._in_head = [], b"", 0, True

    def on_status(self, reason: bytes) -> None:
        """A piece of its reason."""
        self._reason += reason

    def on_header(self, name: bytes, value: bytes) -> None:
        """A line of its head, or one that follows a body and is passed over."""
        if self._in_head:
            self._pairs.append((name, value))

    def on_headers_complete(self) -> None:
        """Its head is complete."""
        parser, asked = self._parser, self._asked
        self._in_head = False
        if parser is None or asked is None:
            raise ValueError(_ODD)
        status = parser.get_status_code()
        if status < _FIRST_FINAL:
            self._interim += 1
            if status < _FIRST or status == _SWITCHED or self._interim > _MOST_INTERIM:
                raise ValueError(_ODD)
            return
        headers = Headers(self._pairs)
        coding = [each.lower() for each in headers.get_all("transfer-encoding")]
        if coding not in ([], ["chunked"]):
            raise ValueError(_ODD)
        is_counted = bool(coding or headers.get("content-length"))
        self._ends_with_connection = not is_counted
        self._keeps = parser.should_keep_alive()
        self._answer = Answer(self, status, self._reason, headers)
        if not asked.done():
            asked.set_result(self._answer)

    def on_body(self, body: bytes) -> None:
        """A piece of its body."""
        self._pieces.append(body)

    def on_message_complete(self) -> None:
        """It has come to its end, where that is not an interim one."""
        self._is_whole = self._answer is not None

    def _hand_over(self) -> bool:
        """Pass on what has come; whether that was the end of the answer."""
        if self._answer is not None and self._pieces:
            self._answer.feed(b"".join(self._pieces), is_last=self._is_whole)
            self._pieces.clear()
        return self._is_whole

    def _finish(self, *, can_go_on: bool) -> None:
        answer, self._answer, self._asked, self._parser = self._answer, None, None, None
        self._deadline.clear()
        if answer is not None:
            answer.finish()
        self.resume()
        # An answer before the whole request was sent: what is left of that must not follow.
        if can_go_on and not self._transport.get_write_buffer_size():
            self._free(self)
        else:
            self._transport.abort()

    def _fail(self, reason: str, error: Exception | None = None) -> None:
        asked, answer = self._asked, self._answer
        self._asked = self._answer = None
        if answer is not None:
            answer.fail(error or BrokenError(reason))
        elif asked is not None and not asked.done():
            asked.set_exception(error or UnreachableError(reason))

    def _late(self) -> None:
        self._fail("", SilentError(self._silent_seconds))
        self._transport.abort()


def _to_poll(transport: asyncio.Transport) -> select.poll:
    poll, socket = select.poll(), transport.get_extra_info("socket")
    if socket is not None:
        poll.register(socket.fileno(), select.POLLIN)
    return poll
