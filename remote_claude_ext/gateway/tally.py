"""What is counted for each request, in plain numbers: Prometheus gets them when it asks."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate
from time import time

from prometheus_client.core import HistogramMetricFamily
from prometheus_client.registry import Collector
from prometheus_client.utils import floatToGoString

from ..core.money import ZERO
from ..ledger.model import UsageEnd


@dataclass(slots=True)
class Sums:
    """What requests have come to since Prometheus asked last."""

    requests: int = 0
    usd: Decimal = ZERO
    input: int = 0
    output: int = 0
    cache_read: int = 0
    cache_write_5m: int = 0
    cache_write_1h: int = 0
    web_searches: int = 0

    def add(self, end: UsageEnd) -> None:
        """One more is over."""
        tokens = end.tokens
        self.requests += 1
        self.usd += end.cost_usd
        self.input += tokens.input
        self.output += tokens.output
        self.cache_read += tokens.cache_read
        self.cache_write_5m += tokens.cache_write_5m
        self.cache_write_1h += tokens.cache_write_1h
        self.web_searches += tokens.web_searches


class Distribution(Collector):
    """A histogram that one thread alone adds to, so that nothing has to be locked."""

    def __init__(self, name: str, documentation: str, bounds: Sequence[float]) -> None:
        """`bounds` are the upper ones of its buckets, in order; what is above them counts too."""
        self._name = name
        self._documentation = documentation
        self._bounds = bounds
        self._counts = [0] * (len(bounds) + 1)
        self._sum = 0.0
        self._created = time()

    def observe(self, value: float) -> None:
        """One more of this value."""
        self._counts[bisect_left(self._bounds, value)] += 1
        self._sum += value

    def collect(self) -> Iterable[HistogramMetricFamily]:
        """It as Prometheus takes it."""
        names = [*map(floatToGoString, self._bounds), "+Inf"]
        buckets = list(zip(names, accumulate(self._counts), strict=True))
        family = HistogramMetricFamily(self._name, self._documentation)
        family.add_metric([], buckets, self._sum)
        family.add_sample(f"{self._name}_created", {}, self._created)
        yield family
