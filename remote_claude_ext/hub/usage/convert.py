"""Reports and entries of the ledger as bodies of the API, and as CSV; pure."""

import csv
import io
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import msgspec

from ...ledger.model import Tokens, UsageRecord
from ...ledger.rollup import FAILED, Line, Report, Totals, UsageQuery
from ...wire.usage import UsageCounts, UsageItem, UsageLine, UsageReport

_COUNTS = UsageCounts.__struct_fields__
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def to_body(report: Report, query: UsageQuery, zone: str) -> UsageReport:
    """A report as JSON has it."""
    return UsageReport(
        first=query.first.isoformat(),
        last=query.last.isoformat(),
        time_zone=zone,
        by=[by.value for by in query.by],
        items=[_to_line(line) for line in report.lines],
        total=_to_counts(report.total),
    )


def to_item(record: UsageRecord) -> UsageItem:
    """One request."""
    entry, end = record.entry, record.end
    return UsageItem(
        id=entry.id,
        started_at=entry.started_at,
        user=entry.user,
        groups=list(entry.groups),
        session=entry.session,
        claude_session=entry.claude_session,
        agent=entry.agent,
        client=entry.client,
        model=entry.model if end is None else end.model,
        outcome=record.outcome,
        status=None if end is None else end.status,
        counts=_to_counts(_to_totals(record)),
        first_byte_ms=None if end is None else _to_ms(end.first_byte),
        latency_ms=None if end is None else _to_ms(end.latency),
        note=None if end is None else end.note,
    )


def to_csv(report: UsageReport) -> str:
    """A line per item under a line of names, for spreadsheets."""
    rows = ([getattr(line, name) or "" for name in report.by] for line in report.items)
    counts = ([getattr(line.counts, name) for name in _COUNTS] for line in report.items)
    return _write([*report.by, *_COUNTS], ([*row, *c] for row, c in zip(rows, counts, strict=True)))


def to_entries_csv(items: Iterable[UsageItem]) -> str:
    """A line per request under a line of names."""
    names = [name for name in UsageItem.__struct_fields__ if name != "counts"]

    def row(item: UsageItem) -> list[object]:
        told = msgspec.to_builtins(item)
        told["groups"] = " ".join(item.groups)
        return [*(told[name] for name in names), *(getattr(item.counts, name) for name in _COUNTS)]

    return _write([*names, *_COUNTS], map(row, items))


def _write(names: list[str], rows: Iterable[list[object]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(names)
    for row in rows:
        writer.writerow(["" if cell is None else _plain(cell) for cell in row])
    return text.getvalue()


def _plain(cell: object) -> object:
    """A text that no spreadsheet takes for a formula: callers choose the names of models."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def _to_line(line: Line) -> UsageLine:
    return UsageLine(
        day=None if line.day is None else line.day.isoformat(),
        user=line.user,
        group=line.group,
        model=line.model,
        session=line.session,
        client=line.client,
        counts=_to_counts(line.totals),
    )


def _to_totals(record: UsageRecord) -> Totals:
    counts = Totals(requests=1, failed=int(record.outcome in FAILED))
    end = record.end
    return counts if end is None else replace(counts, tokens=end.tokens, cost_usd=end.cost_usd)


def _to_counts(totals: Totals) -> UsageCounts:
    tokens = {name: getattr(totals.tokens, name) for name in Tokens.__struct_fields__}
    return UsageCounts(
        requests=totals.requests, failed=totals.failed, cost_usd=totals.cost_usd, **tokens
    )


def _to_ms(duration: timedelta | None) -> int | None:
    return None if duration is None else duration // timedelta(milliseconds=1)
