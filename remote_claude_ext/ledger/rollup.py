"""What many usage entries come to, by day, user, group, model, session, client; pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from ..core.money import ZERO
from .model import Outcome, Tokens

FAILED = (Outcome.FAILED, Outcome.UNKNOWN)
"""Without an answer though nobody stopped them."""


class By(StrEnum):
    """What is told apart."""

    DAY = "day"
    USER = "user"
    GROUP = "group"
    MODEL = "model"
    SESSION = "session"
    CLIENT = "client"


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageQuery:
    """Which entries count, from the day `first` to the day `last`, and what is told apart.

    What is None is not asked for. A user of two groups counts in both of them.
    """

    first: date
    last: date
    by: tuple[By, ...] = ()
    user: str | None = None
    group: str | None = None
    model: str | None = None
    session: str | None = None
    client: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """What entries come to; `failed` counts those of `FAILED`."""

    requests: int = 0
    failed: int = 0
    tokens: Tokens = field(default_factory=Tokens)
    cost_usd: Decimal = ZERO

    def __add__(self, other: "Totals") -> "Totals":
        tokens = {
            name: getattr(self.tokens, name) + getattr(other.tokens, name)
            for name in Tokens.__struct_fields__
        }
        return Totals(
            requests=self.requests + other.requests,
            failed=self.failed + other.failed,
            tokens=Tokens(**tokens),
            cost_usd=self.cost_usd + other.cost_usd,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Totals of entries that agree in what is told apart; the rest is None."""

    day: date | None = None
    user: str | None = None
    group: str | None = None
    model: str | None = None
    session: str | None = None
    client: str | None = None
    totals: Totals = field(default_factory=Totals)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """What the database added up: a line, and the groups where the query needs them."""

    line: Line
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """The lines of a query, and what all of its entries come to, each counted once."""

    lines: list[Line]
    total: Totals


def to_report(sums: Iterable[Sum], query: UsageQuery) -> Report:
    """Add up sums of rolled and of live days. The dearest lines come first within a day."""
    total = Totals()
    lines: dict[Line, Totals] = {}
    for each in sums:
        is_other = query.group is not None and query.group not in each.groups
        if is_other or not each.line.totals.requests:  # a sum of nothing has a row, too
            continue
        total += each.line.totals
        for group in _to_groups(each, query):
            key = replace(each.line, group=group, totals=Totals())
            lines[key] = lines.get(key, Totals()) + each.line.totals
    found = [replace(key, totals=totals) for key, totals in lines.items()]
    return Report(sorted(found, key=_to_place), total)


def _to_groups(each: Sum, query: UsageQuery) -> tuple[str | None, ...]:
    if By.GROUP not in query.by:
        return (None,)
    if query.group is not None:
        return (query.group,)
    return each.groups or ("",)


def _to_place(line: Line) -> tuple[object, ...]:
    names = (line.user, line.group, line.model, line.session, line.client)
    return (line.day or date.min, -line.totals.cost_usd, *(name or "" for name in names))
