"""Frames on the wire."""

import json
from datetime import UTC, datetime
from decimal import Decimal

import msgspec
import pytest

from remote_claude_ext.core.errors import MalformedError, NotFoundError
from remote_claude_ext.wire import frames, framing
from remote_claude_ext.wire.chat import NewMessage
from remote_claude_ext.wire.codec import decode, encode
from remote_claude_ext.wire.errors import to_error_body
from remote_claude_ext.wire.schema import to_schema

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def test_a_frame_is_one_flat_object_with_the_header_first() -> None:
    header = framing.Header(seq=7, at=AT, conversation="c1", turn="t1")
    frame = framing.to_frame(header, frames.Text(block="b1", text="hello"))
    assert list(json.loads(frame)) == ["seq", "at", "conversation", "turn", "kind", "block", "text"]


def test_a_transient_frame_says_that_it_has_no_number() -> None:
    header = framing.Header(seq=None, at=AT, conversation="c1")
    assert json.loads(framing.to_frame(header, frames.Presence(viewers=2)))["seq"] is None


def test_a_frame_reads_back_as_header_and_body() -> None:
    header = framing.Header(seq=1, at=AT, conversation="c1", recovered=True)
    body = frames.TurnFinished(outcome="lost", reason="Killed.", cost_usd=Decimal("0.10"))
    frame = framing.to_frame(header, body)
    assert msgspec.json.decode(frame, type=framing.Header) == header
    assert msgspec.json.decode(frame, type=frames.DurableBody) == body


def test_money_travels_as_a_string() -> None:
    body = frames.TurnFinished(outcome="completed", cost_usd=Decimal("0.10"))
    assert json.loads(encode(body))["cost_usd"] == "0.100000"


def test_a_wrong_field_is_named() -> None:
    with pytest.raises(MalformedError, match="client_id"):
        decode(b'{"text": "hello"}', NewMessage)


@pytest.mark.parametrize("data", [b"", b"{", b"\xff", b"null", b"[]"])
def test_garbage_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(MalformedError, match=r"\.$"):
        decode(data, NewMessage)


def test_fields_of_a_newer_client_are_ignored() -> None:
    assert decode(b'{"text": "a", "client_id": "1", "new": 1}', NewMessage).text == "a"


def test_an_error_has_the_shape_of_the_contract() -> None:
    body = json.loads(to_error_body(NotFoundError("conversation", "x")))
    assert body["error"]["code"] == "not_found"
    assert set(body["error"]) <= {"code", "message", "remedy", "details"}


def test_the_schema_has_every_kind_of_frame_once() -> None:
    shapes = to_schema()["definitions"]
    durable = {ref["$ref"].rsplit("/")[-1] for ref in shapes["DurableFrame"]["anyOf"]}
    kinds = [shapes[name]["properties"]["kind"]["enum"][0] for name in durable]
    assert len(set(kinds)) == len(kinds) == 20
