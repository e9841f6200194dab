"""Counts what the hub service answers, and finds what waits and runs when Prometheus asks."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sized

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.process_collector import ProcessCollector

_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
OTHER = "other"
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)
_TOTALS = {
    "running": "Sessions that told of themselves within the last five minutes.",
    "memory_bytes": "Memory of these sessions.",
    "processors": "Processors that these sessions keep busy.",
    "processes": "Processes of these sessions.",
    "disk_bytes": "What the files of all sessions take that told of themselves in the last month.",
}
_AUDIT = {
    "events": "Events that were ever recorded.",
    "broken": "1 where the record does not hold any more, else 0.",
}
Count = Callable[[], Awaitable[Sized]]
Totals = Callable[[], Awaitable[Mapping[str, float]]]


class Metrics:
    """The counters of one process of the hub service; the gauges are the database's."""

    def __init__(self, *, waiting: Count, freezes: Count, sessions: Totals, audit: Totals) -> None:
        self._find = (waiting, freezes, sessions, audit)
        self._registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        self._requests = Counter(
            "remote_claude_hub_requests_total",
            "Requests, by method, route and status.",
            ["method", "route", "status"],
            registry=registry,
        )
        self._seconds = Histogram(
            "remote_claude_hub_request_seconds",
            "How long requests took, by route.",
            ["route"],
            registry=registry,
            buckets=_SECONDS,
        )
        self._waiting = Gauge(
            "remote_claude_hub_budget_requests_waiting",
            "Requests for more of a budget that wait for an answer.",
            registry=registry,
        )
        self._freezes = Gauge(
            "remote_claude_hub_freezes", "Switches that freeze somebody now.", registry=registry
        )
        self._totals, self._audit = (
            {
                name: Gauge(f"remote_claude_hub_{of}_{name}", about, registry=registry)
                for name, about in told.items()
            }
            for of, told in (("sessions", _TOTALS), ("audit", _AUDIT))
        )

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """A request was answered; a method that callers made up has no name of its own."""
        known = method if method in _METHODS else OTHER
        self._requests.labels(known, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    async def to_text(self) -> bytes:
        """Everything in Prometheus's text format."""
        find_waiting, find_freezes, find_totals, find_audit = self._find
        waiting, freezes, totals, audit = await asyncio.gather(
            find_waiting(), find_freezes(), find_totals(), find_audit()
        )
        self._waiting.set(len(waiting))
        self._freezes.set(len(freezes))
        for name, gauge in self._totals.items():
            gauge.set(totals[name])
        for name, gauge in self._audit.items():
            gauge.set(audit[name])
        return generate_latest(self._registry)
