"""How much of a question is told: enough to be read, never more than fits."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from remote_claude_ext.session.inbox.rules import (
    MOST_BYTES,
    MOST_ITEMS,
    MOST_STATEMENT_BYTES,
    MOST_SUGGESTIONS,
    Asked,
    shorten,
    to_statement,
)
from remote_claude_ext.wire.chat import Approval, ApprovalType, Suggestion
from remote_claude_ext.wire.codec import encode

START = datetime(2026, 3, 4, 12, tzinfo=UTC)


def asked(
    given: dict[str, object],
    *,
    name: str = "a",
    minutes: int = 0,
    tool: str = "Write",
    rules: Sequence[str] = (),
) -> Asked:
    offers = [
        Suggestion(id=f"s{place}", label="Always", scope="project", rule=rule)
        for place, rule in enumerate(rules)
    ]
    approval = Approval(
        approval=name,
        type=ApprovalType.PERMISSION,
        tool_use="use",
        tool=tool,
        input=given,
        cwd="/workspace",
        suggestions=offers,
        asked_at=START + timedelta(minutes=minutes),
    )
    return Asked(approval, "c1", "A conversation", lost=False)


def test_what_is_short_is_told_as_it_is() -> None:
    given: dict[str, object] = {"command": "ls", "flags": [1, None, {"a": "b"}]}
    [told] = to_statement([asked(given)], 7).items
    assert (told.input, told.cut, told.conversation) == (given, False, "c1")


@pytest.mark.parametrize(
    "given",
    [
        {"file_path": "a.txt", "content": "x" * 1_000_000},
        {"content": "\u0000" * 40_000},
        {"edits": [{"old": "ä" * 9_000, "new": "ö" * 9_000}] * 300},
        {"key" * 90_000: "value"},
        {str(number): "y" * 300 for number in range(5_000)},
        {"deep": {"er": {"still": ["z" * 500_000]}}},
    ],
)
def test_what_is_long_is_shortened_and_said_to_be(given: dict[str, object]) -> None:
    [told] = to_statement([asked(given)], 7).items
    assert told.cut is True
    assert 0 < len(encode(told.input)) <= MOST_BYTES
    assert told.input.keys() <= {key[:8000] for key in given}
    assert shorten(given) == told.input


def test_the_oldest_of_many_are_told_and_all_are_counted() -> None:
    many = [asked({}, name=str(number), minutes=-number) for number in range(MOST_ITEMS + 5)]
    told = to_statement(many, 7)
    assert (told.number, told.total, len(told.items)) == (7, MOST_ITEMS + 5, MOST_ITEMS)
    assert told.items[0].approval == str(MOST_ITEMS + 4)


def test_a_change_is_told_line_by_line_also_of_what_is_shortened() -> None:
    short: dict[str, object] = {"file_path": "a", "old_string": "1", "new_string": "2"}
    [told] = to_statement([asked(short, tool="Edit")], 7).items
    assert (told.input, told.change) == (short, ["-1\n+2"])
    long: dict[str, object] = {"file_path": "a", "content": "a line of text\n" * 100_000}
    [told] = to_statement([asked(long)], 7).items
    assert told.cut is True
    assert told.change is not None
    assert told.change[0].startswith("+a line of text\n+a line of text\n")
    assert told.change[0].endswith("…")


def test_changes_never_make_a_statement_too_long() -> None:
    given: dict[str, object] = {"content": "\n" * 7_900}
    many = [asked(given, name=str(number)) for number in range(MOST_ITEMS)]
    told = to_statement(many, 7)
    assert len(encode(told)) < 1024 * 1024
    assert all(each.change is None or len(encode(each.change)) <= MOST_BYTES for each in told.items)
    assert 0 < len(told.items) <= told.total == MOST_ITEMS
    assert MOST_STATEMENT_BYTES < 1024 * 1024


def test_rules_are_offered_where_they_can_be_read_whole() -> None:
    rules = ["Bash(ls *)", "x" * 5_000, *map(str, range(20))]
    [told] = to_statement([asked({}, rules=rules)], 7).items
    assert [each.rule for each in told.suggestions] == [
        rules[0],
        *map(str, range(MOST_SUGGESTIONS - 1)),
    ]
