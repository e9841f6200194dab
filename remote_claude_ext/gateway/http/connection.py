"""One connection of a caller: requests come in order, are answered in order, one at a time."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from typing import cast

from .deadline import Deadline
from .errors import BodyBrokenError, BodySilentError
from .fields import Headers
from .framing import MalformedError, reset
from .incoming import Incoming
from .limits import Limits
from .outgoing import Outgoing
from .reply import Reply, has_body, to_bytes, to_head
from .request import Request

_log = logging.getLogger(__name__)
_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"

Handler = Callable[[Request], Awaitable[Reply]]


class Connection(asyncio.Protocol):
    """The server's side. A caller that goes away cancels what answers it, at once."""

    def __init__(
        self, handler: Handler, malformed: Reply, limits: Limits, opened: "set[Connection]"
    ) -> None:
        """`malformed` is the answer to what is no request; `opened` has every open connection."""
        loop = self._loop = asyncio.get_running_loop()
        self._handler = handler
        self._malformed = malformed
        self._limits = limits
        self._opened = opened
        self._incoming = Incoming(self, limits)
        self._deadline = Deadline(loop, self._late)
        self._task: asyncio.Task[None] | None = None
        self._answering: Request | None = None
        self._waiting: deque[Request] = deque()
        self._is_deaf = False
        self._is_garbled = False
        self._is_paused = False
        self._is_full = False
        self._is_stopping = False

    # What the transport says

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A caller has connected."""
        self._transport = cast("asyncio.Transport", transport)
        self._opened.add(self)
        self._deadline.set(self._limits.idle_seconds)

    def connection_lost(self, exc: Exception | None) -> None:
        """The caller is gone: nobody waits for an answer any more."""
        self._opened.discard(self)
        self._deadline.stop()
        self._is_deaf = True
        self._incoming.close()
        self._waiting.clear()
        if self._task is not None:
            self._task.cancel()

    def eof_received(self) -> None:
        """The caller has closed its side, which is how most of them go."""
        if self._task is not None:
            self._transport.abort()

    def data_received(self, data: bytes) -> None:
        """Bytes of a caller."""
        if self._is_deaf:
            return
        try:
            self._incoming.feed(data)
        except MalformedError:
            self._give_up()

    def pause_writing(self) -> None:
        """The caller does not read as fast as it is answered."""
        self._is_full = True
        self._deadline.set(self._limits.stalled_seconds)
        if self._answering is not None and self._answering.outgoing is not None:
            self._answering.outgoing.hold()

    def resume_writing(self) -> None:
        """It has caught up."""
        self._is_full = False
        if self._answering is not None:
            self._deadline.clear()
            if self._answering.outgoing is not None:
                self._answering.outgoing.go_on()

    # What is read

    def head_began(self) -> None:
        """A request begins."""
        if self._answering is None:
            self._deadline.set(self._limits.head_seconds)

    def take(self, request: Request) -> None:
        """The head of a request has come; MalformedError where too many wait already."""
        if self._answering is None:
            self._start(request)
        elif len(self._waiting) < self._limits.pipelined:
            self._waiting.append(request)
            self._pause()
        else:
            raise MalformedError

    def body_came(self, request: Request) -> None:
        """More of the body of a request has come."""
        if request.is_wanted:
            self._deadline.set(self._limits.body_seconds)
        elif request.held > self._limits.unwanted_bytes:
            self._pause()

    def body_ended(self, request: Request) -> None:
        """All of it has come."""
        if request is self._answering:
            self._deadline.clear()

    # What a request asks for

    def want(self, request: Request) -> None:
        """Somebody reads the body of a request from now on."""
        if request.headers.get("expect").lower() == "100-continue" and not request.held:
            self._transport.write(_CONTINUE)
        self._deadline.set(self._limits.body_seconds)
        self._resume()

    def begin(self, request: Request, status: int, reason: bytes, headers: Headers) -> Outgoing:
        """Write the head of an answer that comes piece by piece."""
        is_silent = not has_body(request.method, status)
        is_counted = bool(headers.get("content-length"))
        chunks = not (is_silent or is_counted or request.is_old)
        keeps = self._keeps(request) and (chunks or is_silent or is_counted)
        head = to_head(status, reason, headers.pairs, chunks=chunks, keeps=keeps)
        out = Outgoing(self._transport, head, chunks=chunks, is_silent=is_silent, keeps=keeps)
        self._loop.call_soon(out.flush)
        if self._is_full:
            out.hold()
        request.outgoing = out
        return out

    def stop(self) -> None:
        """Take no further request: end now, or after the answer that is under way."""
        self._is_stopping = True
        if self._task is None:
            self._transport.close()

    async def end(self) -> None:
        """End now, whatever is under way."""
        task = self._task
        if task is not None:
            task.cancel()
            await asyncio.wait({task})
        self._transport.abort()

    def _start(self, request: Request) -> None:
        self._answering = request
        self._deadline.clear()
        self._task = self._loop.create_task(self._answer(request))

    async def _answer(self, request: Request) -> None:
        try:
            reply = await self._handler(request)
            if not reply.is_sent:
                self._send(request, reply)
        except asyncio.CancelledError:
            self._transport.abort()
            raise
        except ConnectionError:
            pass  # the answer had begun, and cannot be taken back
        except Exception:  # noqa: BLE001 (the edge of a request)
            _log.exception("A request could not be answered")
        finally:
            self._task = self._answering = None
        self._go_on(request)

    def _send(self, request: Request, reply: Reply) -> None:
        if request.outgoing is not None:
            return
        keeps = self._keeps(request)
        self._transport.write(to_bytes(reply, request.method, keeps=keeps))
        out = Outgoing(self._transport, chunks=False, is_silent=True, keeps=keeps)
        out.end()
        request.outgoing = out

    def _keeps(self, request: Request) -> bool:
        return request.keeps and request.is_whole and not self._is_stopping

    def _go_on(self, request: Request) -> None:
        """An answer is over: the next request, or the end."""
        out = request.outgoing
        if self._transport.is_closing():
            return
        if out is None or not out.is_ended:
            self._break(request)
        elif not out.keeps:
            self._close()
        elif self._waiting:
            self._start(self._waiting.popleft())
            if not self._waiting:
                self._resume()
        elif self._is_garbled:
            self._refuse()
        else:
            seconds = (
                self._limits.head_seconds if self._incoming.in_head else self._limits.idle_seconds
            )
            self._deadline.set(seconds)
            self._resume()

    def _give_up(self) -> None:
        """What comes is no HTTP: nothing that follows can be understood."""
        self._is_deaf = True
        if self._incoming.reading is not None:
            self._incoming.reading.fail(BodyBrokenError())
        elif not self._incoming.is_last:
            self._is_garbled = True
            _log.info("A caller sent what cannot be read.")
            if self._answering is None:
                self._refuse()

    def _refuse(self) -> None:
        self._transport.write(to_bytes(self._malformed, "GET", keeps=False))
        self._close()

    def _close(self) -> None:
        """End it so that the caller still reads what was said last."""
        self._is_deaf = True
        if self._incoming.reading is None and not self._is_garbled:
            self._deadline.set(self._limits.stalled_seconds)
            self._transport.close()
            return
        self._deadline.set(self._limits.linger_seconds)
        self._resume()
        if self._transport.can_write_eof():
            self._transport.write_eof()

    def _break(self, request: Request) -> None:
        """End it so that the caller sees that an answer is not whole."""
        self._is_deaf = True
        if request.is_old:
            reset(self._transport)  # only this tells it from the end of an answer
        else:
            self._deadline.set(self._limits.linger_seconds)
            self._transport.close()

    def _late(self) -> None:
        """Something took too long."""
        if (
            self._incoming.reading is not None
            and self._incoming.reading.is_wanted
            and not self._is_deaf
        ):
            self._incoming.reading.fail(BodySilentError())
        else:
            self._transport.abort()

    def _pause(self) -> None:
        if not self._is_paused:
            self._is_paused = True
            self._transport.pause_reading()

    def _resume(self) -> None:
        if self._is_paused and not self._transport.is_closing():
            self._is_paused = False
            self._transport.resume_reading()
