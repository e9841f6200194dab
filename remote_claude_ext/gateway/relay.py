"""One request: record it, forward it, stream the answer through unchanged, close its entry."""

import asyncio
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import NoReturn

import aiohttp
from aiohttp import hdrs, web

from ..ledger.model import Outcome
from .books import Books, Running
from .errors import BrokenAnswerError, GatewayError, KeyRefusedError
from .headers import to_caller
from .identity import Identity
from .meter import Meter
from .refusal import REFUSED, to_message
from .upstream import Upstream

_log = logging.getLogger(__name__)

_MOST_CLAIM_CHARACTERS = 64
_MOST_REFUSAL_BYTES = 1024 * 1024
_FIRST_ERROR = 400


class Relay:
    """Passes requests to the provider. It owns every request that is under way."""

    def __init__(self, upstream: Upstream, books: Books, *, key_hint: str) -> None:
        self._upstream = upstream
        self._books = books
        self._key_hint = key_hint
        self._key_refused = False
        self._stopping = False
        self._tasks: set[asyncio.Task[object]] = set()

    async def answer_recorded(
        self, request: web.Request, path: str, body: bytes, *, caller: Identity, model: str
    ) -> web.StreamResponse:
        """Forward a request that costs money: with a usage entry around it."""
        with self._owned():
            running = await self._books.open(
                caller,
                model,
                claude_session=_to_claim(request.headers, "X-Claude-Code-Session-Id"),
                agent=_to_claim(request.headers, "X-Claude-Code-Agent-Id"),
            )
            try:
                return await self._pass(request, path, body, running)
            except (GatewayError, BrokenAnswerError):
                await self._books.close(running, _to_outcome(running, Outcome.FAILED))
                raise
            except (ConnectionError, asyncio.CancelledError):
                left = Outcome.STOPPED if self._stopping else Outcome.ABANDONED
                self._books.close_soon(running, _to_outcome(running, left))
                raise
            except BaseException:
                self._books.close_soon(running, Outcome.FAILED)
                raise

    async def answer(
        self, request: web.Request, path: str, body: bytes | None
    ) -> web.StreamResponse:
        """Forward a request that costs nothing."""
        with self._owned():
            return await self._pass(request, path, body, None)

    async def stop(self, *, seconds: float) -> None:
        """Let running answers end for so long, then cancel them."""
        self._stopping = True
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    @contextmanager
    def _owned(self) -> Iterator[None]:
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("a request is answered in a task")
        self._tasks.add(task)
        try:
            yield
        finally:
            self._tasks.discard(task)

    async def _pass(
        self, request: web.Request, path: str, body: bytes | None, running: Running | None
    ) -> web.StreamResponse:
        target = path + _to_query(request)
        async with self._upstream.send(
            request.method, target, request.headers.items(), body
        ) as answer:
            meter = _to_meter(answer)
            if running is not None:
                running.reading = meter.reading
                running.status = answer.status
                running.request_id = answer.headers.get("request-id")
            if answer.status in REFUSED:
                await self._refuse(answer)
            self._key_refused = False
            response = web.StreamResponse(
                status=answer.status,
                reason=answer.reason,
                headers=to_caller(answer.headers.items()),
            )
            await response.prepare(request)
            while piece := await _read(answer):
                if running is not None:
                    self._books.first_byte(running)
                    meter.feed(piece)
                await response.write(piece)
            if running is not None:
                meter.finish()
                # Closed before the caller sees the end, so that what it reads next is complete.
                await self._books.close(running, _to_outcome(running, Outcome.FAILED))
        await response.write_eof()
        return response

    async def _refuse(self, answer: aiohttp.ClientResponse) -> NoReturn:
        body = bytearray()
        while (piece := await _read(answer)) and len(body) < _MOST_REFUSAL_BYTES:
            body += piece
        message = to_message(bytes(body), answer.headers.get(hdrs.CONTENT_ENCODING, ""))
        error = KeyRefusedError(message, self._key_hint)
        if not self._key_refused:
            self._key_refused = True
            _log.error("Status %d: %s", answer.status, error.message)
        raise error


async def _read(answer: aiohttp.ClientResponse) -> bytes:
    try:
        return await answer.content.readany()
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        raise BrokenAnswerError(str(error)) from error


def _to_meter(answer: aiohttp.ClientResponse) -> Meter:
    return Meter(
        content_type=answer.headers.get(hdrs.CONTENT_TYPE, ""),
        content_encoding=answer.headers.get(hdrs.CONTENT_ENCODING, ""),
    )


def _to_outcome(running: Running, otherwise: Outcome) -> Outcome:
    """Completed if the answer came to its own end, whatever happened to a connection after it."""
    reading = running.reading
    if running.status is None or running.status >= _FIRST_ERROR or reading is None:
        return otherwise
    return Outcome.COMPLETED if reading.ended and not reading.failed else otherwise


def _to_query(request: web.Request) -> str:
    _, mark, query = request.raw_path.partition("?")
    return mark + query


def _to_claim(headers: Mapping[str, str], name: str) -> str | None:
    """What a caller says of itself, if it can be kept at all."""
    claim = headers.get(name, "")
    fits = 0 < len(claim) <= _MOST_CLAIM_CHARACTERS and claim.isascii() and claim.isprintable()
    return claim if fits else None
