"""What of a frame is reported: the beginning without secrets, the whole as a hash, never more."""

from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256

import pytest

from remote_claude_ext.session.audit.event import MOST_CHARACTERS, Teller
from remote_claude_ext.wire.audit import AuditKind, ToldEvent, ToldEvents
from remote_claude_ext.wire.chat import ApprovalType, Attachment, Suggestion
from remote_claude_ext.wire.codec import decode, encode
from remote_claude_ext.wire.frames import (
    ApprovalAsked,
    ApprovalSettled,
    DurableBody,
    Message,
    Text,
    ToolFinished,
    ToolStarted,
    TurnFinished,
)
from remote_claude_ext.wire.framing import Header, to_frame
from remote_claude_ext.wire.output import Preview
from remote_claude_ext.wire.rewinding import RewindCounts, RewindUndone, Rewound

AT = datetime(2026, 11, 30, 12, tzinfo=UTC)
HEADER = Header(seq=7, at=AT, conversation="c1", turn="t1")


def told(body: DurableBody, teller: Teller | None = None) -> ToldEvent:
    frame = to_frame(HEADER, body)
    event = (teller or Teller()).to_told(HEADER, body, frame, "s1")
    assert event is not None
    report = encode(event)
    # The hub service takes it, whatever is in it.
    assert decode(b'{"events":[' + report + b"]}", ToldEvents).events == [event]
    assert len(report) < 8 * 1024
    assert event.data.frame_sha256 == sha256(frame).hexdigest()
    return event


def prompt(text: str) -> Message:
    file = Attachment(type="file", name="notes.txt", path="notes.txt")
    return Message(message="m1", client_id="x", text=text, attachments=[file], by="ada")


def test_a_prompt_is_told_with_who_wrote_it_and_its_hash() -> None:
    event = told(prompt("Tidy up"))
    assert (event.id, event.kind, event.by) == ("c1:7", AuditKind.PROMPT, "ada")
    assert (event.turn, event.claude_session, event.at) == ("t1", "s1", AT)
    data = event.data
    assert (data.text, data.bytes, data.attachments) == ("Tidy up", 7, ["notes.txt"])
    assert data.sha256 == sha256(b"Tidy up").hexdigest()


@pytest.mark.parametrize("before", [0, 3, MOST_CHARACTERS - 12, MOST_CHARACTERS - 1])
def test_what_looks_like_a_key_is_masked_wherever_the_text_is_cut(before: int) -> None:
    secret = "sk-ant-" + "abcdef0123456789" * 8
    data = told(prompt("x" * before + " " + secret + " and more" * 2000)).data
    assert "abcdef0123456789" not in data.text
    assert len(data.text) <= MOST_CHARACTERS
    assert data.bytes > 10_000


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({"command": "ls -l", "description": "List"}, "ls -l"),
        ({"file_path": "/w/a.py", "content": "secret plum" * 9000}, "/w/a.py"),
        ({"url": "https://example.org/?token=hunter2hunter2"}, "token=[redacted]"),
        ({"anything": ["else", 7]}, '{"anything":["else",7]}'),
        ({"command": ["no", "text"]}, '{"command":["no","text"]}'),
        ({}, "{}"),
        ({"k" * 90_000: "ä" * 90_000}, "k" * 400),
    ],
)
def test_of_an_input_what_it_is_about_is_told(given: dict[str, object], text: str) -> None:
    data = told(ToolStarted(tool_use="u1", name="Bash", input=given)).data
    assert text in data.text
    assert "secret plum" not in data.text
    assert (data.sha256, data.bytes) == (sha256(encode(given)).hexdigest(), len(encode(given)))


def test_of_an_output_the_hash_alone_is_told() -> None:
    output = Preview(preview="secret plum", truncated=True)
    event = told(ToolFinished(tool_use="u1", status="ok", output=output))
    assert b"plum" not in encode(event)
    data = event.data
    assert (data.tool_use, data.status, data.truncated, data.bytes) == ("u1", "ok", True, 11)
    assert data.sha256 == sha256(b"secret plum").hexdigest()


def test_a_question_is_told_with_the_rules_that_would_answer_it_and_who_did() -> None:
    rule = Suggestion(id="r1", label="Always allow ls", scope="session", rule="Bash(ls:*)")
    asked = ApprovalAsked(
        approval="a1",
        type=ApprovalType.PERMISSION,
        tool_use="u1",
        tool="Bash",
        input={"command": "ls"},
        cwd="/w",
        suggestions=[rule] * 90,
        asked_at=AT,
    )
    teller = Teller()
    data = told(asked, teller).data
    assert (data.offers[0].id, data.offers[0].rule, len(data.offers)) == ("r1", "Bash(ls:*)", 50)
    settled = ApprovalSettled(
        approval="a1", outcome="denied", by="bob", suggestion="r1", feedback="Not today"
    )
    for who, about in ((teller, ("Bash", "ls", "Bash(ls:*)")), (Teller(), ("", "", ""))):
        event = told(settled, who)
        assert (event.by, event.data.outcome) == ("bob", "denied")
        assert (event.data.suggestion, event.data.reason) == ("r1", "Not today")
        assert (event.data.tool, event.data.text, event.data.rule) == about
    end = told(TurnFinished(outcome="completed", cost_usd=Decimal("0.012")))
    assert (end.data.outcome, Decimal(end.data.cost_usd)) == ("completed", Decimal("0.012"))


def test_a_rewind_is_told_with_who_made_it_and_what_it_undid() -> None:
    counts = RewindCounts(returns=1, goes=2, changes=3, by_hand=0, failed=0)
    rewound = Rewound(
        rewind="r1", to="t0", what="both", undone=["t0", "t1"], files=counts, by="ada"
    )
    event = told(rewound)
    assert (event.kind, event.by) == (AuditKind.REWOUND, "ada")
    data = event.data
    assert (data.to, data.type, data.undone, data.files) == ("t0", "both", ["t0", "t1"], 6)
    alone = Rewound(rewind="r1", to="t0", what="conversation", undone=[], by="ada")
    assert told(alone).data.files == 0
    undone = told(RewindUndone(rewind="r1", by="bob"))
    assert (undone.kind, undone.by, undone.data.rewind) == ("rewind.undone", "bob", "r1")


def test_what_claude_writes_is_not_told() -> None:
    body = Text(block="b", text="Done.")
    assert Teller().to_report(HEADER, body, to_frame(HEADER, body), None) is None
