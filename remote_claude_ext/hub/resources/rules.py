"""Which sessions take most, and their figures for people. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ...wire.resources import Resources

SILENT = timedelta(minutes=5)
"""Who has told nothing for so long does not run, or cannot tell."""
_NEAR_PERCENT = 90
_UNITS = ("B", "KiB", "MiB", "GiB", "TiB")
_UNIT = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure: its text and its bound's, with the share in percent where it has a bound."""

    text: str
    limit: str = ""
    percent: int | None = None

    @property
    def is_near(self) -> bool:
        """Whether it is close to its bound."""
        return self.percent is not None and self.percent >= _NEAR_PERCENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A session with its figures; of one that is silent only the disk is still taken."""

    user: str
    session: str
    at: datetime
    is_silent: bool
    figures: dict[str, Figure | None]
    free: str
    is_shared: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The rows of a page, how many more there are, and what all take together."""

    rows: Sequence[Row]
    rest: int
    by: str
    running: int
    totals: dict[str, str]


_BY: dict[str, Callable[[Resources], float]] = {
    "memory": lambda each: each.memory_bytes,
    "processors": lambda each: each.processors or 0,
    "processes": lambda each: each.processes,
    "disk": lambda each: each.disk_bytes or 0,
}
ORDERS = tuple(_BY)
"""What the page can be ordered by."""


def to_shown(items: Sequence[Resources], *, by: str, now: datetime, most: int) -> Shown:
    """So many sessions, those that take most first; the silent ones last, but for their disk."""
    chosen = by if by in _BY else ORDERS[0]
    value = _BY[chosen]
    silent = {id(each): now - each.at > SILENT for each in items}
    ordered = sorted(
        items,
        key=lambda each: (chosen != "disk" and silent[id(each)], -value(each), each.user),
    )
    totals = to_totals(items, now=now)
    return Shown(
        rows=[_to_row(each, is_silent=silent[id(each)]) for each in ordered[:most]],
        rest=len(items[most:]),
        by=chosen,
        running=int(totals["running"]),
        totals={
            "memory": to_bytes(totals["memory_bytes"]),
            "processors": _to_count(totals["processors"]),
            "processes": f"{totals['processes']:.0f}",
            "disk": to_bytes(totals["disk_bytes"]),
        },
    )


def to_totals(items: Sequence[Resources], *, now: datetime) -> dict[str, float]:
    """What all sessions take together; of the silent ones only the disk is still taken."""
    running = [each for each in items if now - each.at <= SILENT]
    return {
        "running": len(running),
        "memory_bytes": sum(each.memory_bytes for each in running),
        "processors": sum(each.processors or 0 for each in running),
        "processes": sum(each.processes for each in running),
        "disk_bytes": _sum_disk(items),
    }


def _sum_disk(items: Sequence[Resources]) -> int:
    """What all files take; those of a volume that a user's sessions share count once."""
    shared: dict[str, Resources] = {}
    for each in sorted(items, key=lambda each: each.at):
        if each.disk_shared:
            shared[each.user] = each
    own = [each for each in items if not each.disk_shared]
    return sum(each.disk_bytes or 0 for each in (*own, *shared.values()))


def to_bytes(count: float) -> str:
    """A size with its unit, as `1.5 GiB`."""
    unit = 0
    while count >= _UNIT and unit < len(_UNITS) - 1:
        count, unit = count / _UNIT, unit + 1
    return f"{count:.1f}".removesuffix(".0") + f" {_UNITS[unit]}"


def _to_row(told: Resources, *, is_silent: bool) -> Row:
    figures: dict[str, Figure | None] = dict.fromkeys(_BY)
    if not is_silent:
        figures["memory"] = _figure(to_bytes, told.memory_bytes, told.memory_limit_bytes)
        figures["processes"] = _figure("{:.0f}".format, told.processes, told.processes_limit)
        if told.processors is not None:
            figures["processors"] = _figure(_to_count, told.processors, told.processors_limit)
    if told.disk_bytes is not None:
        figures["disk"] = _figure(
            to_bytes, told.disk_bytes, told.disk_limit_bytes, "≥ " if told.disk_at_least else ""
        )
    return Row(
        user=told.user,
        session=told.session,
        at=told.at,
        is_silent=is_silent,
        figures=figures,
        free=to_bytes(told.disk_free_bytes),
        is_shared=told.disk_shared,
    )


def _figure(
    words: Callable[[float], str], value: float, limit: float | None, least: str = ""
) -> Figure:
    if not limit:
        return Figure(text=least + words(value))
    percent = round(100 * min(1, value / limit))  # told by a session: it may be infinite
    return Figure(text=least + words(value), limit=words(limit), percent=percent)


def _to_count(processors: float) -> str:
    return f"{processors:.2f}".rstrip("0").rstrip(".")
