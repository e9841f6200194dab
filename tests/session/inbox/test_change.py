"""What an edit would change, line by line, as the inbox shows it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remote_claude_ext.session.inbox.change import to_change


def edit(before: str, after: str) -> dict[str, object]:
    return {"file_path": "a.py", "old_string": before, "new_string": after}


@pytest.mark.parametrize(
    ("tool", "given", "expected"),
    [
        ("Edit", edit("a\nb\nc", "a\nB\nc\nd"), [" a\n-b\n+B\n c\n+d"]),
        ("Edit", edit("a\n", "b\n"), ["-a\n+b"]),
        ("Edit", edit("\n", "b\n"), ["-\n+b"]),
        ("Edit", edit("a", "a\n"), [" a\n+"]),
        ("Edit", edit("", "new"), ["+new"]),
        ("Edit", edit("gone", ""), ["-gone"]),
        ("Edit", edit("a\r\nb", "a\nb"), ["-a\r\n+a\n b"]),
        ("Write", {"content": "one\n\ntwo\n"}, ["+one\n+\n+two"]),
        ("Write", {"content": ""}, [""]),
        ("MultiEdit", {"edits": [edit("a", "b"), edit("c", "d")]}, None),
        ("Bash", {"command": "ls", "content": "x"}, None),
        ("Edit", {"old_string": "a"}, None),
        ("Edit", {"old_string": 1, "new_string": 2}, None),
        ("Write", {"content": ["a"]}, None),
        ("NotebookEdit", {"new_source": "a"}, None),
    ],
)
def test_lines_go_come_or_stay(
    tool: str, given: dict[str, object], expected: list[str] | None
) -> None:
    assert to_change(tool, given) == expected


def test_each_place_of_several_is_told_unless_one_says_more_than_its_lines() -> None:
    first = {"old_string": "a", "new_string": "b"}
    second = {"old_string": "c", "new_string": "d", "replace_all": False}
    assert to_change("MultiEdit", {"edits": [first, second]}) == ["-a\n+b", "-c\n+d"]
    everywhere = {**second, "replace_all": True}
    for others in ([], [first, everywhere], [first, "x"], [first, {"old_string": "a"}], "ab"):
        assert to_change("MultiEdit", {"edits": others}) is None


LINES = st.lists(st.sampled_from(["", "a", "b", "-", "+", " "]), min_size=1, max_size=8)


@given(before=LINES, after=LINES)
def test_both_texts_can_be_read_from_it(before: list[str], after: list[str]) -> None:
    found = to_change("Edit", edit("\n".join(before), "\n".join(after)))
    assert found is not None
    lines = found[0].split("\n") if found[0] else []
    for text, signs in ((before, " -"), (after, " +")):
        read = [line[1:] for line in lines if line[0] in signs]
        assert "\n".join(read).rstrip("\n") == "\n".join(text).rstrip("\n")


def test_very_many_lines_are_not_compared() -> None:
    before = "\n".join(str(number % 101) for number in range(2700))
    after = "\n".join(str(number * 7 % 101) for number in range(2700))
    [found] = to_change("Edit", edit(before, after)) or []
    signs = [line[0] for line in found.split("\n")]
    assert signs == ["-"] * 2700 + ["+"] * 2700
