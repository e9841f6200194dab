"""Counts do not depend on how an answer is cut, packed or spelled."""

import gzip
import json
import time
import tracemalloc
import zlib
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remote_claude_ext.gateway.meter import Meter, Reading
from remote_claude_ext.ledger.model import Tokens
from tests.gateway.provider import STREAM

TOKENS = Tokens(input=100, output=25, cache_read=1000, cache_write_5m=30, cache_write_1h=10)
SSE = "text/event-stream; charset=utf-8"


def read(pieces: list[bytes], content_type: str = SSE, content_encoding: str = "") -> Reading:
    meter = Meter(content_type=content_type, content_encoding=content_encoding)
    for piece in pieces:
        meter.feed(piece)
    meter.finish()
    return meter.reading


def cut(data: bytes, size: int) -> list[bytes]:
    return [data[at : at + size] for at in range(0, len(data), size)]


@pytest.mark.parametrize("size", [1, 2, 7, 64, len(STREAM)])
@pytest.mark.parametrize("line_end", [b"\n", b"\r\n", b"\r"])
def test_counts_do_not_depend_on_how_bytes_are_cut(size: int, line_end: bytes) -> None:
    reading = read(cut(STREAM.replace(b"\n", line_end), size))
    assert reading.consumption.tokens == TOKENS
    assert reading.model == "claude-sonnet-5-5"
    assert reading.ended
    assert not reading.failed


@given(st.lists(st.integers(0, len(STREAM)), max_size=30))
def test_counts_do_not_depend_on_where_bytes_are_cut(places: list[int]) -> None:
    edges = [0, *sorted(places), len(STREAM)]
    pieces = [STREAM[a:b] for a, b in pairwise(edges)]
    assert read(pieces).consumption.tokens == TOKENS


@pytest.mark.parametrize("size", [1, 7, 1000])
@pytest.mark.parametrize(
    ("coding", "pack"),
    [("gzip", gzip.compress), ("x-gzip", gzip.compress), ("deflate", zlib.compress)],
)
def test_a_packed_stream_is_read_along_too(size: int, coding: str, pack: object) -> None:
    assert callable(pack)
    reading = read(cut(pack(STREAM), size), content_encoding=coding)
    assert reading.consumption.tokens == TOKENS
    assert reading.ended


@given(st.lists(st.binary(max_size=200), max_size=20), st.sampled_from(["", "gzip", "deflate"]))
def test_no_bytes_make_the_meter_fail(pieces: list[bytes], coding: str) -> None:
    for content_type in (SSE, "application/json", ""):
        assert read(pieces, content_type, coding).consumption.tokens == Tokens()


def event(**fields: object) -> bytes:
    return b"data: " + json.dumps(fields).encode() + b"\n\n"


def test_later_counts_replace_earlier_ones() -> None:
    reading = read(
        [
            event(type="message_start", message={"usage": {"input_tokens": 5, "output_tokens": 1}}),
            event(type="message_delta", usage={"output_tokens": 10}),
            event(type="message_delta", usage={"output_tokens": 30, "input_tokens": 6}),
        ]
    )
    assert reading.consumption.tokens == Tokens(input=6, output=30)
    assert not reading.ended


def test_an_error_inside_a_stream_is_noticed() -> None:
    reading = read([STREAM[:400], b"\n\n", event(type="error", error={"type": "overloaded_error"})])
    assert reading.failed
    assert not reading.ended


def test_text_that_looks_like_usage_counts_nothing() -> None:
    trap = event(
        type="content_block_delta",
        usage={"output_tokens": 999},
        delta={"text": 'data: {"type":"message_stop"}\n\n"usage"'},
    )
    reading = read([STREAM[: STREAM.index(b"event: content")], trap])
    assert reading.consumption.tokens.output == 1
    assert not reading.ended


def test_data_over_several_lines_is_one_event() -> None:
    reading = read([b'data: {"type":"message_delta",\ndata: "usage":{"output_tokens":3}}\n\n'])
    assert reading.consumption.tokens.output == 3


def test_a_line_without_end_is_let_go_and_what_follows_is_read() -> None:
    huge = [b"data: " + b"x" * 100_000, *[b"x" * 100_000] * 99, b"\n\n"]
    tracemalloc.start()
    reading = read([*huge, STREAM])
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert reading.consumption.tokens == TOKENS
    assert most < 1_000_000  # a reader that is slow must cost nothing


@pytest.mark.parametrize("size", [1, 50, 10_000])
def test_a_whole_answer_is_read(size: int) -> None:
    body = json.dumps(
        {
            "type": "message",
            "model": "claude-opus-5-5",
            "content": [{"type": "text", "text": "x" * 3000}],
            "usage": {
                "input_tokens": 1,
                "output_tokens": 2,
                "cache_read_input_tokens": None,
                "cache_creation_input_tokens": 7,
                "server_tool_use": {"web_search_requests": 3},
                "speed": "fast",
                "inference_geo": "us",
                "new_field": {"deep": []},
            },
        }
    ).encode()
    reading = read(cut(body, size), "application/json")
    assert reading.model == "claude-opus-5-5"
    assert reading.ended
    consumption = reading.consumption
    assert consumption.tokens == Tokens(input=1, output=2, cache_write_5m=7, web_searches=3)
    assert consumption.fast
    assert consumption.us_only


def test_an_error_as_a_whole_answer_ends_nothing() -> None:
    reading = read([b'{"type":"error","error":{"type":"x","message":"usage"}}'], "application/json")
    assert not reading.ended


def test_negative_counts_are_none() -> None:
    body = b'{"usage":{"input_tokens":-5,"output_tokens":2,"cache_creation_input_tokens":1}}'
    assert read([body], "application/json").consumption.tokens == Tokens(output=2, cache_write_5m=1)


@pytest.mark.parametrize("count", [-5, 10**9, 2**62, 2**64, 1e300, "25", [25], {"n": 25}])
def test_a_count_that_cannot_be_leaves_what_is_known_and_is_told(count: object) -> None:
    reading = read([STREAM, event(type="message_delta", usage={"output_tokens": count})])
    assert reading.consumption.tokens == TOKENS
    assert reading.garbled


def test_an_odd_field_does_not_take_the_others_along() -> None:
    reading = read([event(type="message_delta", usage={"output_tokens": 25.0, "speed": {"x": 1}})])
    assert reading.consumption.tokens == Tokens(output=25)
    assert not reading.garbled


def test_an_event_that_cannot_be_read_is_told() -> None:
    assert read([event(type="message_delta", usage={"server_tool_use": 3})]).garbled


@pytest.mark.parametrize("model", ["a\0b", "a\nb", "", "x" * 129])
def test_what_is_no_name_of_a_model_is_none(model: str) -> None:
    assert read([event(type="message_start", message={"model": model})]).model is None


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_several_packed_pieces_in_a_row_are_one_answer(size: int) -> None:
    packed = gzip.compress(STREAM[:300]) + gzip.compress(STREAM[300:])
    reading = read(cut(packed, size), content_encoding="gzip")
    assert reading.consumption.tokens == TOKENS
    assert reading.ended


@pytest.mark.parametrize(
    "tail",
    [
        pytest.param([b"x" * 65536] * 800, id="what is not packed"),
        pytest.param([gzip.compress(b"0" * 2**29)], id="what would become huge"),
    ],
)
def test_what_follows_a_packed_answer_costs_no_memory_and_no_time(tail: list[bytes]) -> None:
    tracemalloc.start()
    began = time.process_time()
    reading = read([gzip.compress(STREAM), *tail], content_encoding="gzip")
    took = time.process_time() - began
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert reading.consumption.tokens == TOKENS
    assert reading.garbled
    assert most < 3_000_000
    assert took < 3
