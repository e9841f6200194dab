"""What is counted for Prometheus."""

import re

from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest
from prometheus_client.process_collector import ProcessCollector

from ..core.errors import RemoteClaudeError
from ..ledger.model import Tokens, UsageEnd
from .pricing import OTHER, PriceList
from .tally import Distribution, Sums

_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")
_MOST_UNPRICED = 20
"""So many models without a price are told by name; callers and providers choose the names."""
_ADDED_SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2)
_KINDS = Tokens.__struct_fields__
_SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300)


class Metrics:
    """The counters of one gateway process."""

    def __init__(self, prices: PriceList) -> None:
        self._prices = prices
        self._unpriced_models: set[str] = set()
        self._ended: dict[tuple[str, str], Sums] = {}
        """What is not among the counters yet, by outcome and model."""
        self._count_running = 0
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
        self._unpriced = Counter(
            "remote_claude_gateway_unpriced_requests_total",
            "Requests to models without a price, by model: they are counted at another price.",
            ["model"],
            registry=self._registry,
        )
        self._first_byte = Distribution(
            "remote_claude_gateway_first_byte_seconds",
            "From forwarding a request to the first byte of its answer.",
            _SECONDS,
        )
        self._registry.register(self._first_byte)
        self._added = Distribution(
            "remote_claude_gateway_added_seconds",
            "From a whole request to asking the provider: checks, limits, reservation, record.",
            _ADDED_SECONDS,
        )
        self._registry.register(self._added)
        self._refusals = Counter(
            "remote_claude_gateway_refusals_total",
            "Requests that the gateway itself answered with an error, by what was wrong.",
            ["reason"],
            registry=self._registry,
        )
        self._running = Gauge(
            "remote_claude_gateway_running",
            "Requests that are being answered now.",
            registry=self._registry,
        )
        self._upstream_failures = Counter(
            "remote_claude_gateway_upstream_failures_total",
            "Requests that a provider did not answer, by provider and status or error.",
            ["upstream", "reason"],
            registry=self._registry,
        )
        self._upstream_open = Gauge(
            "remote_claude_gateway_upstream_open",
            "1 while a provider fails and is left alone where another has the model.",
            ["upstream"],
            registry=self._registry,
        )

    def upstream_failed(self, name: str, reason: str) -> None:
        """A provider did not answer a request."""
        self._upstream_failures.labels(name, reason).inc()

    def upstream_open(self, name: str, *, is_open: bool) -> None:
        """A provider is left alone from now on, or asked as usual."""
        self._upstream_open.labels(name).set(int(is_open))

    def start(self) -> None:
        """A request is being forwarded."""
        self._count_running += 1

    def end(self, end: UsageEnd) -> None:
        """A request is over."""
        self._count_running -= 1
        # Callers and providers choose the name: only what a price list has becomes a label.
        key = (end.outcome, self._prices.find(end.model).name)
        sums = self._ended.get(key)
        if sums is None:
            sums = self._ended[key] = Sums()
        sums.add(end)
        if end.first_byte is not None:
            self._first_byte.observe(end.first_byte.total_seconds())

    def added(self, seconds: float) -> None:
        """A request was kept for so long before its provider was asked."""
        self._added.observe(seconds)

    def count_refusal(self, error: RemoteClaudeError) -> None:
        """A request was answered with this error."""
        name = type(error).__name__.removesuffix("Error")
        self._refusals.labels(_CAPITAL.sub("_", name).lower()).inc()

    def count_unpriced(self, model: str) -> bool:
        """A request cost something at a price that is not its model's; say whether it is the first.

        Of more than a few models nobody is told each: they count together as others.
        """
        is_new = model not in self._unpriced_models
        if is_new and len(self._unpriced_models) >= _MOST_UNPRICED:
            self._unpriced.labels(OTHER).inc()
            return False
        self._unpriced_models.add(model)
        self._unpriced.labels(model).inc()
        return is_new

    def to_text(self) -> bytes:
        """Everything in Prometheus's text format."""
        self._hand_over()
        return generate_latest(self._registry)

    def _hand_over(self) -> None:
        """Add to the counters what was added up: that takes longer than to add it up."""
        self._running.set(self._count_running)
        for (outcome, model), sums in self._ended.items():
            self._requests.labels(outcome).inc(sums.requests)
            self._cost.labels(model).inc(float(sums.usd))
            for kind in _KINDS:
                self._tokens.labels(model, kind).inc(getattr(sums, kind))
        self._ended.clear()
