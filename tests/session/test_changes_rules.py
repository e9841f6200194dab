"""Texts before and after an edit, worked out from patch and words; pure."""

import pytest

from remote_claude_ext.session.changes.model import to_hunks
from remote_claude_ext.session.changes.patches import apply, count, undo
from remote_claude_ext.session.changes.rules import take_back
from remote_claude_ext.wire.changes import Hunk, Place


def hunk(old_start: int, new_start: int, *lines: str) -> Hunk:
    return Hunk(
        old_start=old_start,
        old_lines=sum(line[0] in " -" for line in lines),
        new_start=new_start,
        new_lines=sum(line[0] in " +" for line in lines),
        lines=list(lines),
    )


CASES = [
    ("a\nb\nc\n", "a\nB\nc\n", "b", "B", hunk(1, 1, " a", "-b", "+B", " c")),
    ("a\nb\nc\n", "a\nc\n", "b\n", "", hunk(1, 1, " a", "-b", " c")),
    ("a\nb\nc\n", "a\nc\n", "b", "", hunk(1, 1, " a", "-b", " c")),
    (
        "\tb = 1\n\tc\n",
        "\tb = 2\n\tc\n",
        "b = 1",
        "b = 2",
        hunk(1, 1, "-  b = 1", "+  b = 2", "   c"),
    ),
    ("x\nx\nx", "x\ny\nx", "x", "y", hunk(1, 1, " x", "-x", "+y", " x")),
    ("a", "b", "a", "b", hunk(1, 1, "-a", "\\ No newline at end of file", "+b")),
]


@pytest.mark.parametrize(("before", "after", "old", "new", "patch"), CASES)
def test_an_edit_is_applied_and_undone(
    before: str, after: str, old: str, new: str, patch: Hunk
) -> None:
    assert apply(before, [patch], old=old, new=new) == after
    assert undo(after, [patch], old=old, new=new) == before


def test_an_edit_that_does_not_fit_is_not_applied() -> None:
    patch = hunk(1, 1, " a", "-b", "+B")
    assert apply("other\ntext", [patch], old="b", new="B") is None
    assert undo("", [patch], old="b", new="B") is None
    assert apply("a\nb", [], old="b", new="B") is None


def test_lines_are_counted_as_a_person_would() -> None:
    assert count("", "a\nb\n") == (2, 0)
    assert count("a\nb\nc\n", "a\nX\nc\nd\n") == (2, 1)
    assert count("same\n", "same\n") == (0, 0)


def test_a_place_that_is_not_there_takes_nothing_back() -> None:
    place = Place(before_start=0, before_end=1, after_start=5, after_end=6)
    assert take_back("a\nb", "a\nc", place) is None


def test_a_patch_of_another_shape_is_no_patch() -> None:
    assert to_hunks("nonsense") == []
    assert to_hunks([{"oldStart": 1}]) == []
