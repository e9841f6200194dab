"""A figure, what it is compared with in the same run, and the table of all of them."""

import statistics
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line of the table; `than` is what `base` was measured on.

    `pairs` are the ratios of what was measured in turns, where one is steadier than the medians'.
    """

    name: str
    value: float
    unit: str
    base: float | None = None
    than: str = ""
    pairs: tuple[float, ...] = ()

    @property
    def ratio(self) -> str:
        """How many times the base, or the pairs' median and quartiles; empty without a base."""
        if self.pairs:
            low, middle, high = statistics.quantiles(self.pairs, n=4)
            return f"{middle:.3f} ({low:.3f} to {high:.3f})"
        return f"{self.value / self.base:.2f}" if self.base else ""


def to_table(figures: Iterable[Figure]) -> str:
    """The figures as a Markdown table."""
    lines = ["| figure | measured | ratio | against |", "|---|---:|---:|---|"]
    for one in figures:
        against = f"{one.than}: {_shown(one.base, one.unit)}" if one.base is not None else ""
        lines.append(f"| {one.name} | {_shown(one.value, one.unit)} | {one.ratio} | {against} |")
    return "\n".join(lines)


def _shown(value: float, unit: str) -> str:
    return f"{value:.0f}" if unit == "" else f"{value:.2f} {unit}"
