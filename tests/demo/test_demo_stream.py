"""A scripted turn as the provider's bytes."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remote_claude_ext.demo.inline import read_inline
from remote_claude_ext.demo.request import read_request
from remote_claude_ext.demo.stream import Play
from remote_claude_ext.demo.tokens import count_input, to_pieces
from tests.demo.shapes import assistant, request, to_events, to_message, user

SCRIPT = '@@ think let me see ;; say Hello there. ;; tool Bash {"command": "ls -l", "n": [1, "ü"]}'
CUT = "Your response above was cut off mid-stream. Resume directly"


def play(script: str, *, attempt: int = 1, body: dict[str, Any] | None = None) -> Play:
    body = body or request(user(script))
    asked = read_request(body)
    turn = read_inline(script).turns[asked.standing.turns_played][0].turn
    return Play(turn=turn, asked=asked, counts=count_input(body), attempt=attempt, ident="x")


def events(played: Play) -> list[dict[str, Any]]:
    return to_events(b"".join(piece.data for piece in played.to_stream()))


def text(played: Play) -> str:
    return "".join(b.get("text", "") for b in to_message(events(played))["content"])


def test_a_stream_adds_up_to_the_whole_answer() -> None:
    played = play(SCRIPT)
    assert to_message(events(played)) == played.to_whole()


def test_a_stream_has_the_events_of_the_api_in_their_order() -> None:
    kinds = [event["type"] for event in events(play("@@ ping 1 ;; say hi"))]
    assert kinds == [
        "message_start",
        "ping",
        "content_block_start",
        "content_block_delta",
        "content_block_stop",
        "message_delta",
        "message_stop",
    ]


def test_a_tool_call_arrives_in_pieces_and_ends_the_answer_with_tool_use() -> None:
    message = play(SCRIPT).to_whole()
    assert message["stop_reason"] == "tool_use"
    deltas = [event for event in events(play(SCRIPT)) if event["type"] == "content_block_delta"]
    assert sum(d["delta"]["type"] == "input_json_delta" for d in deltas) > 2


@given(st.text())
def test_pieces_add_up_to_the_text(whole: str) -> None:
    assert "".join(to_pieces(whole)) == whole


def test_lorem_gives_exactly_as_many_deltas_as_asked() -> None:
    kinds = [event["type"] for event in events(play("@@ lorem 2000"))]
    assert kinds.count("content_block_delta") == 2000


def test_the_first_delta_comes_at_once_and_the_others_at_the_pace() -> None:
    waits = [p.wait_seconds for p in play("@@ lorem 5 50").to_stream() if b"text_delta" in p.data]
    assert waits == pytest.approx([0, 0.02, 0.02, 0.02, 0.02])


@pytest.mark.parametrize("after", [0, 1, 4, 100])
def test_a_drop_closes_after_so_many_events_and_not_on_the_retry(after: int) -> None:
    script = f"@@ lorem 20 ;; drop {after}"
    first = list(play(script).to_stream())
    assert first[-1].drops
    assert len(first) - 1 == min(after, 25)
    assert text(play(script, attempt=2)) == text(play("@@ lorem 20"))


def test_a_cut_answer_is_resumed_where_it_stopped() -> None:
    script = "@@ say One. ;; lorem 20 ;; drop 8"
    body = request(user(script), assistant("One."), user(CUT))
    assert text(play(script, body=body, attempt=2)) == text(play("@@ lorem 20"))


def test_a_text_cut_in_the_middle_is_resumed_in_the_middle() -> None:
    body = request(user("@@ say One two three."), assistant("One t"), user(CUT))
    assert text(play("@@ say One two three.", body=body)) == "wo three."


def test_an_error_first_is_an_http_error_and_later_an_event() -> None:
    first = play('@@ error 429 {"message": "slow down", "headers": {"retry-after": "2"}}')
    assert first.problem is not None
    assert first.problem.headers == {"retry-after": "2"}
    later = play("@@ say half ;; error 529")
    assert later.problem is None
    assert events(later)[-1]["error"]["type"] == "overloaded_error"


def test_an_error_may_hit_only_the_first_attempts() -> None:
    script = "@@ error 529 1 ;; error 500 2 ;; say ok"
    problems = [play(script, attempt=n).problem for n in (1, 2, 3)]
    assert [problem and problem.status for problem in problems] == [529, 500, None]


def test_the_safety_check_is_answered_when_it_is_asked_for() -> None:
    body = request(user(SCRIPT), safeguards=[{"type": "dangerous_tool_use"}])
    ending = play(SCRIPT, body=body).to_whole()
    (verdict,) = ending["safeguard_results"]  # type: ignore[misc]
    assert [v["outcome"] for v in verdict["status"]["tool_uses"].values()] == ["not_flagged"]
    assert "safeguard_results" not in play(SCRIPT).to_whole()
    flagged = play(f"{SCRIPT} ;; safeguards flagged", body=body).to_whole()
    assert "'outcome': 'flagged'" in str(flagged["safeguard_results"])
    assert "safeguard_results" not in play(f"{SCRIPT} ;; safeguards off", body=body).to_whole()


def test_usage_can_be_told() -> None:
    usage = events(play('@@ say hi ;; usage {"input_tokens": 7, "output_tokens": 9}'))
    assert usage[0]["message"]["usage"]["input_tokens"] == 7
    assert usage[0]["message"]["usage"]["output_tokens"] == 1
    assert usage[-2]["usage"]["output_tokens"] == 9


def test_what_was_sent_before_is_counted_as_read_from_the_cache() -> None:
    first = count_input(request(user("a" * 400)))
    second = count_input(request(user("a" * 400), assistant("b" * 40), user("c" * 40)))
    assert first.cache_written >= 100
    assert second.cache_read >= first.cache_read + 100
    assert second.total > first.total
