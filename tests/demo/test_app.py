"""The scripted model over HTTP."""

import http.client
import json
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.demo.shapes import request, to_events, to_message, user
from tests.support.model import ScriptedModel, scripted_model


def call(
    model: ScriptedModel, method: str, path: str, body: Any = None, **headers: str
) -> tuple[int, http.client.HTTPMessage, bytes]:
    data = json.dumps(body) if not isinstance(body, bytes | None) else body
    with closing(http.client.HTTPConnection("127.0.0.1", model.port, timeout=30)) as connection:
        connection.request(method, path, data, headers)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()


def ask(model: ScriptedModel, prompt: str, **more: Any) -> tuple[int, Any, bytes]:
    return call(model, "POST", "/v1/messages?beta=true", request(user(prompt), **more))


def test_an_answer_is_streamed(model: ScriptedModel) -> None:
    status, headers, body = ask(model, "@@ say Hello there.")
    assert status == 200
    assert headers["content-type"].startswith("text/event-stream")
    assert headers["request-id"].startswith("req_")
    message = to_message(to_events(body))
    assert message["content"] == [{"type": "text", "text": "Hello there."}]
    assert message["model"] == "claude-opus-5-5"


def test_an_answer_can_be_had_whole(model: ScriptedModel) -> None:
    status, headers, body = ask(model, "@@ say Hello there.", stream=False)
    assert (status, headers["content-type"]) == (200, "application/json; charset=UTF-8")
    assert json.loads(body)["content"] == [{"type": "text", "text": "Hello there."}]


def test_tokens_are_counted(model: ScriptedModel) -> None:
    status, _, body = call(model, "POST", "/v1/messages/count_tokens", request(user("x" * 4000)))
    assert status == 200
    assert 1000 < json.loads(body)["input_tokens"] < 1200


def test_models_are_listed(model: ScriptedModel) -> None:
    status, _, body = call(model, "GET", "/v1/models?limit=1000")
    assert status == 200
    assert "claude-opus-5-5" in [one["id"] for one in json.loads(body)["data"]]


@pytest.mark.parametrize(
    ("method", "path"), [("HEAD", "/"), ("HEAD", "/api/hello"), ("GET", "/api/hello")]
)
def test_signs_of_life_need_no_key(model: ScriptedModel, method: str, path: str) -> None:
    model.accept_only()
    assert call(model, method, path)[0] == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/files"),
        ("POST", "/v1/complete"),
        ("PUT", "/"),
        ("GET", "/v1/messages/"),
        ("BREW", "/"),
    ],
)
def test_anything_else_is_refused_in_the_shape_of_the_api(
    model: ScriptedModel, method: str, path: str
) -> None:
    status, _, body = call(model, method, path)
    assert status in {404, 405}
    assert json.loads(body)["type"] == "error"


@pytest.mark.parametrize("body", [b"{", b"[]", b"\xff", b'{"model": "m"}', b'{"messages": []}'])
def test_a_request_that_cannot_be_read_is_refused(model: ScriptedModel, body: bytes) -> None:
    status, _, answer = call(model, "POST", "/v1/messages", body)
    assert status == 400
    assert json.loads(answer)["error"]["type"] == "invalid_request_error"


def test_only_accepted_keys_are_answered(model: ScriptedModel) -> None:
    model.accept_only("good")
    body = request(user("@@ say hi"))
    for headers in ({}, {"x-api-key": "bad"}, {"authorization": "Bearer bad"}):
        status, answered, answer = call(model, "POST", "/v1/messages", body, **headers)
        assert status == 401
        assert json.loads(answer)["error"]["type"] == "authentication_error"
        assert answered["request-id"] == json.loads(answer)["request_id"]
    for headers in ({"x-api-key": "good"}, {"authorization": "Bearer good"}):
        assert call(model, "POST", "/v1/messages", body, **headers)[0] == 200


def test_an_error_comes_with_its_headers_as_often_as_asked(model: ScriptedModel) -> None:
    script = '@@ error 429 2 {"message": "slow", "headers": {"retry-after": "3"}} ;; say ok'
    answers = [ask(model, script) for _ in range(3)]
    assert [status for status, _, _ in answers] == [429, 429, 200]
    assert answers[0][1]["retry-after"] == "3"
    error = json.loads(answers[0][2])["error"]
    assert error == {"type": "rate_limit_error", "message": "slow"}


def test_headers_can_be_told(model: ScriptedModel) -> None:
    script = '@@ headers {"anthropic-ratelimit-requests-remaining": "7"} ;; say ok'
    assert ask(model, script)[1]["anthropic-ratelimit-requests-remaining"] == "7"


def test_a_dropped_stream_ends_early_and_the_retry_is_whole(model: ScriptedModel) -> None:
    script = "@@ lorem 20 ;; drop 8"
    with pytest.raises(http.client.IncompleteRead) as caught:
        ask(model, script)
    assert len(to_events(caught.value.partial)) == 8
    assert len(to_events(ask(model, script)[2])) == 25
    assert [(one.outcome, one.events) for one in model.finished()] == [
        ("dropped", 8),
        ("answered", 25),
    ]


def test_requests_are_kept_as_they_came(model: ScriptedModel) -> None:
    call(model, "POST", "/v1/messages?beta=true", request(user("@@ say x")), **{"X-App": "cli"})
    (seen,) = model.finished()
    assert (seen.method, seen.query, seen.headers["x-app"]) == ("POST", "beta=true", "cli")
    assert json.loads(seen.body)["messages"] == [user("@@ say x")]
    assert (seen.status, seen.outcome, seen.events) == (200, "answered", 6)


@pytest.mark.parametrize("stream", [True, False])
def test_a_client_that_goes_away_is_noticed_at_once(model: ScriptedModel, *, stream: bool) -> None:
    body = json.dumps(request(user("@@ lorem 3 ;; delay 60 ;; say late"), stream=stream)).encode()
    with socket.create_connection(("127.0.0.1", model.port), timeout=10) as client:
        head = f"POST /v1/messages HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n"
        client.sendall(head.encode() + body)
        model.wait_for(lambda seen: bool(seen) and seen[0].events == (6 if stream else 0))
    (seen,) = model.wait_for(lambda seen: seen[0].ended is not None, seconds=5)
    assert (seen.outcome, seen.events) == ("abandoned", 6 if stream else 0)


def test_the_pace_is_kept(model: ScriptedModel) -> None:
    begun = time.monotonic()
    ask(model, "@@ lorem 101 200")
    assert time.monotonic() - begun >= 0.5


def test_streams_run_beside_each_other(model: ScriptedModel) -> None:
    begun = time.monotonic()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda n: ask(model, f"@@ lorem {n} 20"), range(10, 18)))
    assert [len(to_events(body)) - 5 for _, _, body in answers] == list(range(10, 18))
    assert time.monotonic() - begun < 8 * 0.5


def test_scenarios_of_a_test_come_before_the_packaged_ones(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("scenarios: [{name: mine, match: hello, turns: [[{say: Mine.}]]}]")
    with scripted_model(file) as model:
        assert b"Mine." in ask(model, "hello")[2]
        assert b"scripted demo model" in ask(model, "hey", stream=False)[2]


def test_it_serves_until_it_is_told_to_end() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    serve = (
        "from remote_claude_ext.demo.app import serve\n"
        "from remote_claude_ext.demo.settings import DemoSettings\n"
        f"serve(DemoSettings(port={port}))"
    )
    with subprocess.Popen([sys.executable, "-c", serve], stderr=subprocess.PIPE) as process:
        try:
            status, _, body = _when_up(port, request(user("@@ say x")))
        finally:
            process.send_signal(signal.SIGTERM)
        errors = process.communicate(timeout=10)[1]
    assert (process.returncode, errors) == (0, b"")
    assert status == 200
    assert "scripted demo model" in str(to_message(to_events(body))["content"])


def _when_up(port: int, body: Any) -> tuple[int, Any, bytes]:
    deadline = time.monotonic() + 10
    while True:
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
                connection.request("POST", "/v1/messages", json.dumps(body))
                answer = connection.getresponse()
                return answer.status, answer.headers, answer.read()
        except ConnectionRefusedError:
            assert time.monotonic() < deadline, "it did not start within 10 s"
            time.sleep(0.02)
