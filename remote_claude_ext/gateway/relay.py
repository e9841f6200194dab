"""One request: record it, forward it, stream the answer through unchanged, close its entry."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import NoReturn

from ..ledger.model import Outcome
from ..wire.messages import RequestHead
from .books import Books, Running, to_tokens
from .budgets import Budgets
from .errors import BrokenAnswerError, GatewayError, KeyRefusedError
from .headers import to_caller
from .http.fields import Headers
from .http.outgoing import Outgoing
from .http.reply import Reply
from .http.request import Request
from .identity import Identity, to_client
from .meter import Meter
from .metrics import Metrics
from .passing import FIRST_ERROR, Change, Ours, changed, open_error, pipe, read, without_packing
from .providers import Answer, Providers, Question
from .rates import Rates, Taken
from .refusal import REFUSED, to_message
from .upstream import Upstream

_log = logging.getLogger(__name__)

_MOST_CLAIM_CHARACTERS = 64


class Relay:
    """Passes requests to the provider. It owns every request that is under way."""

    def __init__(
        self,
        providers: Providers,
        books: Books,
        budgets: Budgets,
        metrics: Metrics,
        *,
        rates: Rates,
        counting: Rates,
    ) -> None:
        """`counting` is for questions about the size of a request, which cost nothing."""
        self._providers = providers
        self._books = books
        self._budgets = budgets
        self._rates = rates
        self._counting = counting
        self._metrics = metrics
        self._clock = budgets.clock
        self._key_refused: set[str] = set()
        self._stopping = False
        self._tasks: set[asyncio.Task[object]] = set()

    async def answer_recorded(
        self, request: Request, path: str, body: bytes, *, caller: Identity, head: RequestHead
    ) -> Reply:
        """Forward a request that costs money, within the budgets: with a usage entry around it."""
        whole_at = self._clock.monotonic()
        candidates = self._providers.for_model(head.model)
        task = self._own()
        try:
            taken = await self._rates.take(caller)
            try:
                running = await self._books.open(
                    caller,
                    head.model,
                    self._budgets.reserve(caller, head, body),
                    claude_session=_to_claim(request.headers, "X-Claude-Code-Session-Id"),
                    agent=_to_claim(request.headers, "X-Claude-Code-Agent-Id"),
                    client=to_client(caller, request.headers.get("User-Agent")),
                )
                self._metrics.added(self._clock.monotonic() - whole_at)
                return await self._pass_recorded(
                    request, path, body, running=running, to=candidates, taken=taken
                )
            finally:
                self._rates.leave(taken)
        finally:
            self._tasks.discard(task)

    async def answer_counting(
        self, request: Request, path: str, body: bytes, *, caller: Identity, model: str
    ) -> Reply:
        """Forward a question about the size of a request, within the limits of such questions."""
        taken = await self._counting.take(caller)
        try:
            return await self.answer(request, path, body, model=model, more=taken.headers)
        finally:
            self._counting.leave(taken)

    async def answer(
        self,
        request: Request,
        path: str,
        body: bytes | None,
        *,
        model: str | None,
        more: Mapping[str, str] | None = None,
        change: Change | None = None,
    ) -> Reply:
        """Forward a request that costs nothing; `model` is None where it concerns none.

        `change` makes another body of a good answer, which is then read whole before.
        """
        asked = self._providers.all if model is None else self._providers.for_model(model)
        task = self._own()
        try:
            ours = Ours(lines=more or {}, change=change)
            return await self._pass(request, path, body, running=None, to=asked, ours=ours)
        finally:
            self._tasks.discard(task)

    async def stop(self, *, seconds: float) -> None:
        """Let running answers end for so long, then cancel them."""
        self._stopping = True
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _own(self) -> asyncio.Task[object]:
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("a request is answered in a task")
        self._tasks.add(task)
        return task

    async def _pass_recorded(
        self,
        request: Request,
        path: str,
        body: bytes,
        *,
        running: Running,
        to: Sequence[Upstream],
        taken: Taken,
    ) -> Reply:
        ours = Ours(lines=taken.headers)
        try:
            return await self._pass(request, path, body, running=running, to=to, ours=ours)
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
        finally:
            if taken.windows:
                taken.tokens = to_tokens(running)

    async def _pass(
        self,
        request: Request,
        path: str,
        body: bytes | None,
        *,
        running: Running | None,
        to: Sequence[Upstream],
        ours: Ours,
    ) -> Reply:
        headers, change = request.headers.pairs, ours.change
        question = Question(
            method=request.method,
            target=path + request.query,
            headers=headers if change is None else without_packing(headers),
            body=body,
        )
        given = await self._providers.send(question, to)
        try:
            answer = given.response
            meter = _to_meter(answer.headers)
            if running is not None:
                _note(running, given, meter)
            if answer.status in REFUSED:
                await self._refuse(given)
            self._key_refused.discard(given.upstream.name)
            pairs, whole = await open_error(given)
            if change is not None and answer.status == HTTPStatus.OK:
                pairs, whole = await changed(given, pairs, change)
            out = request.begin(answer.status, answer.reason, to_caller(pairs, ours.lines))
            out.follow(answer)
            sink = out.write if running is None else self._to_sink(out, running, given, meter)
            if whole is None:
                await pipe(given, sink)
            else:
                sink(whole)
            if running is not None:
                meter.finish()
                # Closed before the caller sees the end, so that what it reads next is complete.
                outcome = _to_outcome(running, Outcome.FAILED)
                await self._books.close(running, outcome, waiting=out.flush)
        finally:
            given.close()
        out.end()
        return Reply(status=answer.status, is_sent=True)

    def _to_sink(
        self, out: Outgoing, running: Running, given: Answer, meter: Meter
    ) -> Callable[[bytes], None]:
        """What takes the pieces of an answer that costs money: they go on first.

        The last one goes with the end, which follows at once. One that is also the first does not,
        unless the caller takes it for the end.
        """
        answer = given.response

        def take(piece: bytes) -> None:
            is_first = running.first_byte_seconds is None
            if answer.is_ending and not (is_first and out.is_end_apart):
                out.hold_back(piece)
            else:
                out.write(piece)
            if is_first:
                self._books.first_byte(running)
            meter.feed(piece)

        return take

    async def _refuse(self, given: Answer) -> NoReturn:
        answer, upstream = given.response, given.upstream
        body = await read(answer)
        message = to_message(body, answer.headers.get("content-encoding"))
        error = KeyRefusedError(message, upstream.key_hint)
        if upstream.name not in self._key_refused:
            self._key_refused.add(upstream.name)
            _log.error("Status %d: %s", answer.status, error.message)
        raise error


def _note(running: Running, given: Answer, meter: Meter) -> None:
    """Remember who answers, and where the counts will be."""
    running.reading = meter.reading
    running.status = given.response.status
    running.request_id = given.response.headers.get("request-id")
    running.is_demo = given.upstream.is_demo
    running.asked_before = given.failed


def _to_meter(headers: Headers) -> Meter:
    return Meter(
        content_type=headers.get("content-type"), content_encoding=headers.get("content-encoding")
    )


def _to_outcome(running: Running, otherwise: Outcome) -> Outcome:
    """Completed if the answer came to its own end, whatever happened to a connection after it."""
    reading = running.reading
    if running.status is None or running.status >= FIRST_ERROR or reading is None:
        return otherwise
    return Outcome.COMPLETED if reading.ended and not reading.failed else otherwise


def _to_claim(headers: Headers, name: str) -> str | None:
    """What a caller says of itself, if it can be kept at all."""
    claim = headers.get(name)
    fits = 0 < len(claim) <= _MOST_CLAIM_CHARACTERS and claim.isascii() and claim.isprintable()
    return claim if fits else None
