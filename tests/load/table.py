"""A figure, what it is compared with in the same run, and the table of all of them."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line of the table; `than` is what `base` was measured on."""

    name: str
    value: float
    unit: str
    base: float | None = None
    than: str = ""

    @property
    def ratio(self) -> str:
        """How many times the base; empty where there is none."""
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
