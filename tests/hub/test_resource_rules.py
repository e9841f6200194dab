"""How the figures of sessions are ordered and worded."""

from datetime import UTC, datetime, timedelta

import pytest

from remote_claude_ext.hub.resources.rules import Shown, to_bytes, to_shown
from remote_claude_ext.wire.resources import Resources

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
MIB, GIB = 2**20, 2**30


def told(session: str, *, minutes: int = 0, **more: float | bool) -> Resources:
    given = {
        "memory_bytes": 100 * MIB,
        "processor_seconds": 9.0,
        "processes": 4,
        "disk_free_bytes": 30 * GIB,
        **more,
    }
    at = NOW - timedelta(minutes=minutes)
    return Resources(user="ada", session=session, at=at, **given)  # type: ignore[arg-type]


ITEMS = [
    told("small", processors=0.5, disk_bytes=5 * GIB),
    told("silent", minutes=9, memory_bytes=9 * GIB, disk_bytes=8 * GIB, processes=99),
    told("large", memory_bytes=3 * GIB, disk_bytes=GIB, processes=5),
]


def names(shown: Shown) -> list[str]:
    return [row.session for row in shown.rows]


@pytest.mark.parametrize(
    ("by", "order"),
    [
        ("memory", ["large", "small", "silent"]),
        ("processors", ["small", "large", "silent"]),
        ("processes", ["large", "small", "silent"]),
        ("disk", ["silent", "small", "large"]),
        ("<b>", ["large", "small", "silent"]),
    ],
)
def test_what_takes_most_comes_first(by: str, order: list[str]) -> None:
    assert names(to_shown(ITEMS, by=by, now=NOW, most=9)) == order


def test_who_is_silent_takes_only_disk() -> None:
    shown = to_shown(ITEMS, by="memory", now=NOW, most=9)
    assert shown.running == 2
    assert shown.totals == {
        "memory": "3.1 GiB",
        "processors": "0.5",
        "processes": "9",
        "disk": "14 GiB",
    }
    silent = shown.rows[-1]
    assert silent.is_silent
    assert [name for name, figure in silent.figures.items() if figure] == ["disk"]


def test_figures_have_units_bounds_and_shares() -> None:
    item = told(
        "one",
        memory_bytes=1536 * MIB,
        memory_limit_bytes=2 * GIB,
        processors=1.25,
        processors_limit=2.0,
        disk_bytes=21 * GIB,
        disk_limit_bytes=20 * GIB,
        disk_at_least=True,
    )
    (row,) = to_shown([item], by="disk", now=NOW, most=9).rows
    memory, processors, disk = (row.figures[name] for name in ("memory", "processors", "disk"))
    assert memory
    assert processors
    assert disk
    assert (memory.text, memory.limit, memory.percent) == ("1.5 GiB", "2 GiB", 75)
    assert (processors.text, processors.limit, processors.percent) == ("1.25", "2", 62)
    assert (disk.text, disk.limit, disk.percent) == ("≥ 21 GiB", "20 GiB", 100)
    assert (memory.is_near, disk.is_near) == (False, True)
    assert row.free == "30 GiB"
    assert row.figures["processes"]
    assert row.figures["processes"].percent is None


def test_a_bound_next_to_nothing_is_met() -> None:
    item = told("forged", processors=1e12, processors_limit=1e-300)
    (row,) = to_shown([item], by="memory", now=NOW, most=9).rows
    assert row.figures["processors"]
    assert row.figures["processors"].percent == 100


def test_a_volume_that_sessions_of_a_user_share_counts_once() -> None:
    shared = [
        told("older", minutes=1, disk_bytes=7 * GIB, disk_shared=True),
        told("newer", disk_bytes=5 * GIB, disk_shared=True),
        told("own", disk_bytes=GIB),
    ]
    shown = to_shown(shared, by="disk", now=NOW, most=9)
    assert shown.totals["disk"] == "6 GiB"
    assert [row.is_shared for row in shown.rows] == [True, True, False]


def test_nobody_yet() -> None:
    shown = to_shown([], by="memory", now=NOW, most=9)
    assert (shown.rows, shown.running) == ([], 0)


@pytest.mark.parametrize(
    ("count", "text"), [(0, "0 B"), (1023, "1023 B"), (1024, "1 KiB"), (2**62, "4194304 TiB")]
)
def test_sizes(count: int, text: str) -> None:
    assert to_bytes(count) == text


def test_those_that_take_least_give_way_and_are_counted() -> None:
    shown = to_shown(ITEMS, by="memory", now=NOW, most=1)
    assert (names(shown), shown.rest, shown.running) == (["large"], 2, 2)
    assert shown.totals == to_shown(ITEMS, by="memory", now=NOW, most=9).totals
