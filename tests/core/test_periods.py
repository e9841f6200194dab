"""Days, weeks and months begin at midnight of their time zone, whatever the clocks do."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from remote_claude_ext.core.periods import Period, to_span

BERLIN = ZoneInfo("Europe/Berlin")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_day_is_that_of_the_zone() -> None:
    span = to_span(Period.DAY, at("2026-11-24T23:30"), BERLIN)
    assert (span.start, span.end) == (at("2026-11-24T23:00"), at("2026-11-25T23:00"))


def test_a_week_begins_on_monday_and_a_month_on_its_first() -> None:
    sunday = at("2026-11-29T12:00")
    week = to_span(Period.WEEK, sunday, ZoneInfo("UTC"))
    assert (week.start, week.end) == (at("2026-11-23T00:00"), at("2026-11-30T00:00"))
    month = to_span(Period.MONTH, at("2028-02-29T12:00"), ZoneInfo("UTC"))
    assert (month.start, month.end) == (at("2028-02-01T00:00"), at("2028-03-01T00:00"))
    december = to_span(Period.MONTH, at("2026-12-31T23:59"), ZoneInfo("UTC"))
    assert december.end == at("2027-01-01T00:00")


def test_a_day_on_which_the_clocks_change_is_longer_or_shorter() -> None:
    spring = to_span(Period.DAY, at("2026-03-29T10:00"), BERLIN)
    autumn = to_span(Period.DAY, at("2026-10-25T10:00"), BERLIN)
    assert spring.end - spring.start == timedelta(hours=23)
    assert autumn.end - autumn.start == timedelta(hours=25)


@given(
    st.sampled_from(Period),
    st.integers(631_152_000, 4_102_444_800).map(lambda one: datetime.fromtimestamp(one, UTC)),
    st.sampled_from(["UTC", "Europe/Berlin", "America/St_Johns", "Pacific/Apia", "Asia/Kathmandu"]),
)
def test_a_moment_lies_in_its_span_and_the_next_one_follows(
    period: Period, moment: datetime, zone: str
) -> None:
    span = to_span(period, moment, ZoneInfo(zone))
    assert span.start <= moment < span.end
    assert to_span(period, span.start, ZoneInfo(zone)) == span
    assert to_span(period, span.end, ZoneInfo(zone)).start == span.end
