"""W3C trace context: what is understood, what is begun anew."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remote_claude_ext.core.trace import Trace

TRACE, SPAN = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"


@pytest.mark.parametrize(
    ("text", "is_sampled"),
    [
        (f"00-{TRACE}-{SPAN}-01", True),
        (f"00-{TRACE}-{SPAN}-00", False),
        (f" 00-{TRACE}-{SPAN}-03 ", True),
        (f"cc-{TRACE}-{SPAN}-01-what-a-later-version-says", True),
    ],
)
def test_a_trace_is_taken_as_its_caller_names_it(text: str, *, is_sampled: bool) -> None:
    assert Trace.read([text]) == Trace(TRACE, SPAN, is_sampled)


@pytest.mark.parametrize(
    "given_",
    [
        [],
        [""],
        [f"00-{TRACE}-{SPAN}-01", f"00-{TRACE}-{SPAN}-01"],
        [f"00-{'0' * 32}-{SPAN}-01"],
        [f"00-{TRACE}-{'0' * 16}-01"],
        [f"ff-{TRACE}-{SPAN}-01"],
        [f"00-{TRACE}-{SPAN}-01-more"],
        [f"00-{TRACE.upper()}-{SPAN}-01"],
        [f"00-{TRACE}-{SPAN}"],
    ],
)
def test_what_is_no_trace_is_begun_anew(given_: list[str]) -> None:
    trace = Trace.read(given_)
    assert trace.is_new
    assert trace.trace_id != TRACE
    assert Trace.read([trace.parent]) == Trace(trace.trace_id, trace.span_id)


@given(st.lists(st.text()))
def test_anything_gives_a_trace_that_can_be_read_again(given_: list[str]) -> None:
    parent = Trace.read(given_).parent
    assert Trace.read([parent]).parent == parent
