"""What the egress proxy asks and reports, as values; what proves nothing is nobody's."""

import json
from pathlib import Path

import pytest

from remote_claude_ext.egress.lines import read_question, to_owner, to_record
from remote_claude_ext.egress.record import Record

LINE = b"2026-11-29T06:00:00.000Z {who} 172.31.77.2 CONNECT a.example.org 443 {end} 12 3400"


def line(end: str, who: str = "ada.box-abcd") -> bytes:
    return LINE.replace(b"{end}", end.encode()).replace(b"{who}", who.encode())


def test_words_of_a_question_are_decoded_and_its_number_answered() -> None:
    question = read_question(b"7 ada.box a%20b%25\n")
    assert question.words == ("ada.box", "a b%")
    assert question.answer(is_good=True, word="listed") == b"7 OK log=listed\n"
    assert question.answer(is_good=False) == b"7 ERR\n"
    assert to_owner("ada.box-abcd") == ("ada", "box-abcd")


@pytest.mark.parametrize(
    ("end", "outcome", "why"),
    [
        ("200 listed", "allowed", "listed"),
        ("403 not_listed", "refused", "not_listed"),
        ("403 listed", "refused", "private_address"),
        ("403 -", "refused", "not_allowed"),
        ("400 -", "refused", "not_allowed"),
        ("503 listed", "failed", "unreachable"),
    ],
)
def test_a_report_says_who_went_where_and_why_not(end: str, outcome: str, why: str) -> None:
    found = json.loads(to_record(line(end)) or "")
    assert (found["outcome"], found["why"]) == (outcome, why)
    assert (found["user"], found["session"]) == ("ada", "box-abcd")
    assert (found["host"], found["port"]) == ("a.example.org", 443)


def test_who_proves_nothing_is_not_named() -> None:
    found = json.loads(to_record(line("407 -", who="0123456789abcdef.token")) or "")
    assert (found["why"], found["user"], found["session"]) == ("unproved", "", "")
    assert found["address"] == "172.31.77.2"


@pytest.mark.parametrize("wrong", [b"", b"x", b"1 2 3 4 5 6 7 8 9 10 11", line("abc listed")])
def test_what_is_no_report_is_left_out(wrong: bytes) -> None:
    assert to_record(wrong) is None


def test_the_record_is_private_and_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("remote_claude_ext.egress.record._MOST_BYTES", 10)
    record = Record(tmp_path / "egress.jsonl")
    for each in ("first", "second is long", "third"):
        record.add(each)
    assert (tmp_path / "egress.jsonl").read_text() == "third\n"
    assert (tmp_path / "egress.jsonl.1").read_text() == "first\nsecond is long\n"
    assert (tmp_path / "egress.jsonl").stat().st_mode & 0o777 == 0o600
