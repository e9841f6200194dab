"""Spans for a collector, by OpenTelemetry's own library; imported only where there is one."""

import asyncio
import logging
import threading
from collections.abc import Mapping
from contextlib import suppress

from opentelemetry import trace as api
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ALWAYS_ON, ParentBased

from .._version import __version__
from ..core.spans import Attributes, SilentSpan, Span, Tracer
from ..core.trace import Trace

_NAME = "remote-claude-gateway"
_EXPORT_SECONDS = 5.0
_QUIET_SECONDS = 60.0
_CLOSE_SECONDS = 2.0
_DELAY_MS = 2000.0
_MOST_WAITING = 4096
"""So many spans wait for a slow collector; older ones are lost then, and nobody waits for it."""


class _Sparse(logging.Filter):
    """One line a minute: a collector that is away would fill the log."""

    _said_at: float | None = None

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether this line is written."""
        if self._said_at is not None and record.created - self._said_at < _QUIET_SECONDS:
            return False
        self._said_at = record.created
        return True


class OtelSpan(Span):
    """A span of OpenTelemetry's library."""

    def __init__(self, tracer: api.Tracer, span: api.Span, *, is_new: bool) -> None:
        self._tracer = tracer
        self._span = span
        known = span.get_span_context()
        self._trace = Trace(
            api.format_trace_id(known.trace_id),
            api.format_span_id(known.span_id),
            is_sampled=known.trace_flags.sampled,
            is_new=is_new,
        )

    @property
    def trace(self) -> Trace:
        """The trace, with this span as the one that asks."""
        return self._trace

    def begin(self, name: str, attributes: Attributes) -> Span:
        """A request to somebody else."""
        within = api.set_span_in_context(self._span)
        span = self._tracer.start_span(name, within, api.SpanKind.CLIENT, attributes)
        return OtelSpan(self._tracer, span, is_new=self._trace.is_new)

    def set(self, attributes: Attributes) -> None:
        """Say more about it."""
        self._span.set_attributes(attributes)

    def end(self, attributes: Attributes, *, error: str | None = None) -> None:
        """It is over; a second end changes nothing."""
        if not self._span.is_recording():
            return
        self._span.set_attributes(attributes)
        if error is not None:
            self._span.set_attribute("error.type", error)
            self._span.set_status(api.StatusCode.ERROR)
        self._span.end()


class OtelTracer(Tracer):
    """Hands spans to a collector from a thread of its own; what it cannot take is lost."""

    def __init__(self, endpoint: str, headers: Mapping[str, str]) -> None:
        logging.getLogger(OTLPSpanExporter.__module__).addFilter(_Sparse())
        exporter = OTLPSpanExporter(
            endpoint=f"{endpoint}/v1/traces", headers=dict(headers), timeout=_EXPORT_SECONDS
        )
        self._provider = TracerProvider(
            resource=Resource({"service.name": _NAME, "service.version": __version__}),
            # A caller that says that nobody records its trace is believed.
            sampler=ParentBased(ALWAYS_ON),
            shutdown_on_exit=False,
        )
        self._provider.add_span_processor(
            BatchSpanProcessor(
                exporter, max_queue_size=_MOST_WAITING, schedule_delay_millis=_DELAY_MS
            )
        )
        self._tracer = self._provider.get_tracer("remote_claude_ext.gateway", __version__)

    def begin(self, name: str, trace: Trace, attributes: Attributes) -> Span:
        """The span of a request; the first of its trace where that began here."""
        within = None if trace.is_new else _to_context(trace)
        span = self._tracer.start_span(name, within, api.SpanKind.SERVER, attributes)
        if not span.is_recording():
            return SilentSpan(trace)
        return OtelSpan(self._tracer, span, is_new=trace.is_new)

    async def aclose(self) -> None:
        """Hand over what waits; a collector that hangs is not waited for."""
        loop, done = asyncio.get_running_loop(), asyncio.Event()

        def shut_down() -> None:
            self._provider.shutdown()
            with suppress(RuntimeError):  # the loop is closed: nobody waits any more
                loop.call_soon_threadsafe(done.set)

        threading.Thread(target=shut_down, daemon=True).start()
        with suppress(TimeoutError):
            await asyncio.wait_for(done.wait(), _CLOSE_SECONDS)


def _to_context(trace: Trace) -> Context:
    flags = api.TraceFlags(api.TraceFlags.SAMPLED if trace.is_sampled else api.TraceFlags.DEFAULT)
    known = api.SpanContext(
        int(trace.trace_id, 16), int(trace.span_id, 16), is_remote=True, trace_flags=flags
    )
    return api.set_span_in_context(api.NonRecordingSpan(known), Context())
