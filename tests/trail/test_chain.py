"""The chain: what is hashed, whoever reads it, and what a walk along it finds."""

import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from remote_claude_ext.core.errors import MalformedError
from remote_claude_ext.trail.chain import START, Link, Walk, chain
from remote_claude_ext.trail.export import check_lines, to_csv, to_jsonl
from remote_claude_ext.trail.model import Event, Head, NewEvent
from remote_claude_ext.wire.audit import AuditKind, AuditSource

NOW = datetime(2026, 11, 30, 12, 0, 0, 123456, tzinfo=UTC)
PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "prove-what-was-done.md"
SAID = '{"text":"Grüße \\u0000 \\"x\\" \U0001f980","bytes":12,"cost_usd":"0.000001"}'
COLUMNS = (
    "number id source kind at recorded_at user session conversation turn claude_session by data"
)


def event(ident: str, **given: Any) -> NewEvent:
    return NewEvent(
        id=ident,
        source=AuditSource.SESSION,
        kind=AuditKind.PROMPT,
        **{"at": NOW, "user": "ada", "data": SAID, **given},
    )


def rows(count: int) -> list[Event]:
    return list(chain(Link(0, START), [event(f"e{n}") for n in range(count)], NOW))


def walk(found: list[Event], start: Link | None = None) -> Walk:
    walked = Walk(start or Link(0, START))
    walked.go(found)
    return walked


def head(number: int, digest: str) -> Head:
    given = dict.fromkeys(Head.__struct_fields__)
    return Head(**{**given, "number": number, "hash": digest})  # type: ignore[arg-type]


def test_the_program_of_the_documentation_proves_an_export() -> None:
    found = re.search(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    assert found is not None
    command = [sys.executable, "-I", "-c", found[1]]
    lines = to_jsonl(rows(3))
    for given, status in ((lines, 0), (lines.replace(b'"ada"', b'"bob"', 1), 1)):
        assert subprocess.run(command, input=given, check=False).returncode == status


def test_an_event_from_the_future_happened_when_it_was_recorded() -> None:
    moments = [NOW + timedelta(days=1), NOW - timedelta(days=1), datetime.min.replace(tzinfo=UTC)]
    told = [event(str(at), at=at) for at in moments]
    (late, early, first) = chain(Link(0, START), told, NOW)
    assert (late.at, early.at) == (NOW, NOW - timedelta(days=1))
    assert first.at == datetime(1970, 1, 1, tzinfo=UTC)


def test_a_walk_goes_to_the_end_in_pieces_of_any_size() -> None:
    found = rows(7)
    for size in (1, 2, 7):
        walked = Walk(Link(0, START))
        for start in range(0, 7, size):
            walked.go(found[start : start + size])
        walked.end(head(7, found[-1].hash))
        assert walked.broken is None
        assert walked.last == Link(7, found[-1].hash)


@pytest.mark.parametrize("name", COLUMNS.split()[1:])
def test_whatever_is_changed_in_a_row_that_row_is_named(name: str) -> None:
    found = rows(4)
    changed = {
        "at": NOW - timedelta(microseconds=1),
        "recorded_at": NOW + timedelta(seconds=1),
        "data": SAID.replace("12", "13"),
    }
    found[1] = replace(found[1], **{name: changed.get(name, "x")})
    broken = walk(found).broken
    assert broken is not None
    assert broken.number == 2
    assert "changed" in broken.why


def test_a_row_that_was_made_anew_breaks_the_next_one() -> None:
    found = rows(4)
    found[1] = next(iter(chain(Link(1, found[0].hash), [event("other")], NOW)))
    broken = walk(found).broken
    assert broken is not None
    assert broken.number == 3


def test_rows_that_are_missing_are_named() -> None:
    found = rows(5)
    assert "Row 3 is missing." in str(walk([*found[:2], *found[3:]]).broken)
    assert "Rows 1 to 2 are missing." in str(walk(found[2:]).broken)
    cut = walk(found[:3])
    cut.end(head(5, found[-1].hash))
    assert "Rows 4 to 5 are missing." in str(cut.broken)
    other = walk(found)
    other.end(head(5, START))
    assert "The end of the chain" in str(other.broken)


def test_an_export_is_checked_without_the_database() -> None:
    found = rows(5)
    lines = to_jsonl(found).splitlines()
    checked = check_lines(lines)
    assert (checked.count, checked.broken) == (5, None)
    some = check_lines([lines[1], lines[4]])
    assert (some.count, some.broken) == (2, None)
    changed = lines[2].replace(b'"ada"', b'"bob"')
    broken = check_lines([*lines[:2], changed]).broken
    assert broken is not None
    assert broken.number == 3
    again = check_lines([lines[3], lines[1]]).broken
    assert again is not None
    assert again.number == 2
    with pytest.raises(MalformedError, match="Line 1"):
        check_lines([b"{}"])


def test_a_file_for_spreadsheets_has_no_formula() -> None:
    (row,) = chain(Link(0, START), [event("=1+1", data='{"a":1}')], NOW)
    names, line = to_csv([row], begins=True).decode().splitlines()
    assert names.split(",") == [*COLUMNS.split(), "previous", "hash"]
    assert line.startswith("1,'=1+1,session,prompt,2026-11-30T12:00:00.123456Z")
