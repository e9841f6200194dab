"""Money, time, ids, retry delays, cursors and redaction."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from itertools import islice
from uuid import RFC_4122, UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remote_claude_ext.core.backoff import delays
from remote_claude_ext.core.clock import SystemClock, to_rfc3339
from remote_claude_ext.core.errors import MalformedError
from remote_claude_ext.core.ids import new_ordered_id
from remote_claude_ext.core.money import round_usd, to_text
from remote_claude_ext.core.paging import from_cursor, to_cursor
from remote_claude_ext.core.redact import MASK, redact
from remote_claude_ext.core.secret import SecretRef


def test_money_is_rounded_half_up_to_the_micro_dollar() -> None:
    assert round_usd(Decimal("0.0000005")) == Decimal("0.000001")


def test_money_is_never_written_with_an_exponent() -> None:
    assert to_text(Decimal("0E-6")) == "0.000000"


def test_moments_are_written_in_utc() -> None:
    moment = datetime(2026, 1, 2, 3, 4, 5, 678900, tzinfo=timezone(timedelta(hours=2)))
    assert to_rfc3339(moment) == "2026-01-02T01:04:05.678Z"


def test_the_system_clock_is_aware_and_utc() -> None:
    assert SystemClock().now().tzinfo is UTC


def test_delays_grow_up_to_their_limit_and_stay_there() -> None:
    assert list(islice(delays(first_seconds=1, most_seconds=5), 5)) == [1, 2, 4, 5, 5]


@given(st.text())
def test_a_cursor_leads_back_to_its_position(position: str) -> None:
    assert from_cursor(to_cursor(position)) == position


@pytest.mark.parametrize("cursor", ["é", "*", "a", "////"])
def test_a_foreign_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(MalformedError):
        from_cursor(cursor)


@pytest.mark.parametrize(
    "text",
    ["key sk-ant-api03-abcdef", "Authorization: Bearer abcdefgh1234", "X-Api-Key: abcdefgh1234"],
)
def test_what_looks_like_a_credential_is_masked(text: str) -> None:
    assert MASK in redact(text)
    assert "abcdef" not in redact(text)


def test_known_secrets_are_masked_wherever_they_stand() -> None:
    assert redact("a hunter2 b", "hunter2", "") == f"a {MASK} b"


def test_a_secret_in_the_configuration_does_not_show_in_a_repr() -> None:
    assert "hunter2" not in repr(SecretRef("literal", "hunter2"))
    assert "/etc/key" in repr(SecretRef("file", "/etc/key"))


def test_ordered_ids_are_uuids_that_sort_by_their_moment() -> None:
    at = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)
    moments = [at + timedelta(milliseconds=number) for number in range(300)]
    made = [new_ordered_id(moment) for moment in moments for _ in range(5)]
    parsed = [UUID(one) for one in made]
    assert {(one.version, one.variant) for one in parsed} == {(7, RFC_4122)}
    assert [str(one) for one in parsed] == made
    assert len({*made}) == len(made)
    assert [one[:13] for one in made] == sorted(one[:13] for one in made)
    assert int(made[0].replace("-", "")[:12], 16) == int(at.timestamp()) * 1000
