"""Periods of budgets and rollups: day, week, month, in a time zone."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class Period(StrEnum):
    """How long a budget lasts before it begins anew."""

    DAY = "day"
    WEEK = "week"
    """From Monday."""
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time: from `start` on, up to but without `end`; both in UTC."""

    start: datetime
    end: datetime


def to_span(period: Period, moment: datetime, zone: ZoneInfo) -> Span:
    """The day, week or month of a time zone in which an aware moment lies.

    It begins and ends at midnight there, however long its days are when the clocks change.
    """
    day = moment.astimezone(zone).date()
    match period:
        case Period.DAY:
            first, following = day, day + timedelta(days=1)
        case Period.WEEK:
            first = day - timedelta(days=day.weekday())
            following = first + timedelta(days=7)
        case Period.MONTH:
            first = day.replace(day=1)
            following = (first + timedelta(days=31)).replace(day=1)
    return _between(first, following, zone)


def day_span(day: date, zone: ZoneInfo) -> Span:
    """A day of a time zone."""
    return _between(day, day + timedelta(days=1), zone)


def _between(first: date, following: date, zone: ZoneInfo) -> Span:
    start, end = (datetime.combine(one, time(), zone).astimezone(UTC) for one in (first, following))
    return Span(start, end)
