"""Asks the providers of a model one after the other, until one begins to answer."""

import logging
from collections.abc import Sequence

from msgspec import Struct

from ..core.calls import current_call
from ..core.clock import Clock
from ..core.spans import Span
from .breaker import Breaker
from .errors import NoProviderError, ProviderSilentError, ProviderUnreachableError
from .headers import Pairs
from .http.answer import Answer as HttpAnswer
from .keys import KeyRing
from .metrics import Metrics
from .order import is_no_answer, serves, to_order
from .settings import UpstreamSettings
from .upstream import Upstream

_log = logging.getLogger(__name__)


class Question(Struct, frozen=True, kw_only=True):
    """A request as it goes to a provider; `target` is path and query."""

    method: str
    target: str
    headers: Pairs
    body: bytes | None


class Answer(Struct, frozen=True, kw_only=True):
    """An answer as it begins, who gave it, and who was asked before in vain."""

    response: HttpAnswer
    upstream: Upstream
    span: Span
    failed: tuple[str, ...] = ()

    def close(self) -> None:
        """Nobody reads more of it; where it has not ended, the connection is closed."""
        self.response.close()
        self.span.end({})


class Providers:
    """Every provider of an installation, in the order of the configuration."""

    def __init__(
        self, settings: Sequence[UpstreamSettings], ring: KeyRing, clock: Clock, metrics: Metrics
    ) -> None:
        self._upstreams = tuple(Upstream(one, ring.take(one.key, one.key_hint)) for one in settings)
        self._breakers = {upstream.name: Breaker() for upstream in self._upstreams}
        self._clock = clock
        self._metrics = metrics

    @property
    def states(self) -> dict[str, bool]:
        """Whether each provider is asked as usual; false for one that is left alone for a while."""
        now = self._clock.monotonic()
        return {name: not breaker.is_open(now) for name, breaker in self._breakers.items()}

    def for_model(self, model: str) -> tuple[Upstream, ...]:
        """The providers that have a model; NoProviderError where none has."""
        found = tuple(one for one in self._upstreams if serves(one.models, model))
        if not found:
            raise NoProviderError(model)
        return found

    @property
    def all(self) -> tuple[Upstream, ...]:
        """Every provider, for what concerns no model."""
        return self._upstreams

    async def send(self, question: Question, candidates: Sequence[Upstream]) -> Answer:
        """Ask, and give the answer as it begins.

        One that cannot be reached, breaks off before it answers, or answers with a status of 5xx is
        followed by the next; the last one's answer or error counts, whatever it is. Whoever gets it
        closes it: before it has ended that stops the provider.
        """
        order = [0]
        if len(candidates) > 1:
            breakers = [self._breakers[one.name] for one in candidates]
            order = to_order(breakers, self._clock.monotonic())
        failed: list[str] = []
        for place in order[:-1]:
            upstream = candidates[place]
            try:
                response, span = await self._try(question, upstream)
            except (ProviderUnreachableError, ProviderSilentError) as error:
                _log.warning("%s Another provider is asked.", error.message)
            else:
                if not is_no_answer(response.status):
                    return Answer(
                        response=response, upstream=upstream, span=span, failed=tuple(failed)
                    )
                response.close()
                span.end({}, error=str(response.status))
                _log.warning("%s answered %d; another is asked.", upstream.name, response.status)
            failed.append(upstream.name)
        upstream = candidates[order[-1]]
        response, span = await self._try(question, upstream)
        return Answer(response=response, upstream=upstream, span=span, failed=tuple(failed))

    async def aclose(self) -> None:
        """Close every connection that is kept."""
        for upstream in self._upstreams:
            await upstream.aclose()

    async def _try(self, question: Question, upstream: Upstream) -> tuple[HttpAnswer, Span]:
        name = upstream.name
        self._breakers[name] = self._breakers[name].trying(self._clock.monotonic())
        about = {"http.request.method": question.method, "remote_claude.upstream": name}
        span = current_call().span.begin(f"{question.method} {name}", about)
        try:
            response = await upstream.ask(
                question.method,
                question.target,
                question.headers,
                question.body,
                # Where nobody here records the request, its trace passes as it came.
                trace=span.trace if span.is_recorded or span.trace.is_new else None,
            )
        except (ProviderUnreachableError, ProviderSilentError) as error:
            self._note_failure(name, error.code)
            span.end({}, error=error.code)
            raise
        except BaseException as error:
            span.end({}, error=type(error).__name__)
            raise
        span.set({"http.response.status_code": response.status})
        if is_no_answer(response.status):
            self._note_failure(name, str(response.status))
        else:
            self._note_answer(name)
        return response, span

    def _note_failure(self, name: str, reason: str) -> None:
        before = self._breakers[name]
        after = self._breakers[name] = before.failed(self._clock.monotonic())
        self._metrics.upstream_failed(name, reason)
        if after.is_broken and not before.is_broken:
            self._metrics.upstream_open(name, is_open=True)
            _log.error("%s fails; where another has the model, that one is asked.", name)

    def _note_answer(self, name: str) -> None:
        before = self._breakers[name]
        self._breakers[name] = before.answered()
        if before.is_broken:
            self._metrics.upstream_open(name, is_open=False)
            _log.warning("%s answers again.", name)
