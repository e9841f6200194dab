"""What an edit would change, as lines that go and lines that come. No I/O."""

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher

_MOST_COMPARISONS = 250_000
"""Past that the exact answer is not worth the wait: all lines go, and all lines come."""


def to_change(tool: str, given: Mapping[str, object]) -> list[str] | None:
    """For each place one text of lines that begin with a sign: `-` goes, `+` comes, ` ` stays.

    None where the tool changes no file, or was given what such a text would not show.
    """
    match tool, given:
        case "Write", {"content": str(content)}:
            lines = _split(content)
            return [_join(("+", line) for line in (lines if lines[-1:] != [""] else lines[:-1]))]
        case "Edit", {"old_string": str(before), "new_string": str(after)}:
            return [_compare(before, after)]
        case "MultiEdit", {"edits": [*edits]} if edits:
            places = [_compare_at(each) for each in edits]
            found = [place for place in places if place is not None]
            return found if len(found) == len(edits) else None
    return None


def _compare_at(edit: object) -> str | None:
    match edit:
        case {"old_string": str(before), "new_string": str(after), **others} if others in (
            {},
            {"replace_all": False},
        ):
            return _compare(before, after)
    return None


def _compare(before: str, after: str) -> str:
    gone, come = _split(before), _split(after)
    if gone[-1:] == come[-1:] == [""]:
        # Both end with the sign for a new line: there is no empty line behind it.
        gone, come = gone[:-1], come[:-1]
    return _join(_to_lines(gone, come))


def _to_lines(before: list[str], after: list[str]) -> Iterator[tuple[str, str]]:
    if len(before) * len(after) > _MOST_COMPARISONS:
        steps = [("replace", 0, len(before), 0, len(after))]
    else:
        steps = list(SequenceMatcher(None, before, after).get_opcodes())
    for kind, gone, gone_end, come, come_end in steps:
        if kind == "equal":
            yield from ((" ", line) for line in after[come:come_end])
        else:
            yield from (("-", line) for line in before[gone:gone_end])
            yield from (("+", line) for line in after[come:come_end])


def _split(text: str) -> list[str]:
    # Claude Code counts lines by this sign alone.
    return text.split("\n") if text else []


def _join(lines: Iterator[tuple[str, str]]) -> str:
    return "\n".join(sign + line for sign, line in lines)
