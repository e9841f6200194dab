"""What is counted for Prometheus."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.process_collector import ProcessCollector

from ..ledger.model import Tokens, UsageEnd
from .prices import PRICES

_SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300)


class Metrics:
    """The counters of one gateway process."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._requests = Counter(
            "remote_claude_gateway_requests_total",
            "Requests forwarded to the provider, by how they ended.",
            ["outcome"],
            registry=self._registry,
        )
        self._tokens = Counter(
            "remote_claude_gateway_tokens_total",
            "Tokens, by model and kind.",
            ["model", "kind"],
            registry=self._registry,
        )
        self._cost = Counter(
            "remote_claude_gateway_cost_usd_total",
            "Cost in US dollars, by model.",
            ["model"],
            registry=self._registry,
        )
        self._first_byte = Histogram(
            "remote_claude_gateway_first_byte_seconds",
            "From forwarding a request to the first byte of its answer.",
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._running = Gauge(
            "remote_claude_gateway_running",
            "Requests that are being answered now.",
            registry=self._registry,
        )

    def start(self) -> None:
        """A request is being forwarded."""
        self._running.inc()

    def end(self, end: UsageEnd) -> None:
        """A request is over."""
        self._running.dec()
        # A caller chooses the name: only known ones become labels.
        label = end.model if end.model in PRICES else "other"
        self._requests.labels(end.outcome).inc()
        self._cost.labels(label).inc(float(end.cost_usd))
        if end.first_byte is not None:
            self._first_byte.observe(end.first_byte.total_seconds())
        for kind in Tokens.__dataclass_fields__:
            self._tokens.labels(label, kind).inc(getattr(end.tokens, kind))

    def to_text(self) -> bytes:
        """Everything in Prometheus's text format."""
        return generate_latest(self._registry)
