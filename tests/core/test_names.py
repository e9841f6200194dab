"""Names of users and sessions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remote_claude_ext.core.names import (
    is_session_name,
    is_user_name,
    new_session_name,
    to_line,
    to_slug,
)


@pytest.mark.parametrize(
    ("display", "slug"),
    [
        ("Billing API", "billing-api"),
        ("  Déjà vu!  ", "deja-vu"),
        ("2026 plans", "plans"),
        ("東京", ""),
        ("a" * 40, "a" * 24),
        ("a" * 23 + " b", "a" * 23),
    ],
)
def test_a_display_name_becomes_a_slug(display: str, slug: str) -> None:
    assert to_slug(display) == slug


@given(st.text(max_size=200))
def test_every_display_name_gives_a_name_that_the_hub_takes(display: str) -> None:
    assert is_session_name(new_session_name(display))


def test_two_sessions_of_one_name_differ() -> None:
    assert new_session_name("docs") != new_session_name("docs")


def test_a_name_without_letters_still_gets_one() -> None:
    name = new_session_name("東京")
    assert name.startswith("s-")
    assert len(name) == len("s-") + 8


@pytest.mark.parametrize("name", ["ada", "ada-l", "a1_b"])
def test_plain_user_names_are_legal(name: str) -> None:
    assert is_user_name(name)


@pytest.mark.parametrize("name", ["", "Ada", "../ada", "a/b", "a b", "a\n", "1a", "a" * 33, "ä"])
def test_other_user_names_are_refused(name: str) -> None:
    assert not is_user_name(name)


@pytest.mark.parametrize(
    ("written", "line"),
    [
        ("  for\n the  demo ", "for the demo"),
        ("a\u202eb\0c\u00a0d", "a b c d"),
        ("\u200b", ""),
        ("Émile 日本 👩", "Émile 日本 👩"),
    ],
)
def test_what_somebody_writes_becomes_one_line_of_what_can_be_seen(written: str, line: str) -> None:
    assert to_line(written) == line
