"""Models, bodies, headers, tokens and refusals, decided without input or output."""

import gzip
import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remote_claude_ext.gateway.errors import BadRequestError, ModelNotAllowedError
from remote_claude_ext.gateway.headers import to_caller, to_provider
from remote_claude_ext.gateway.identity import to_identity
from remote_claude_ext.gateway.models import ModelRules
from remote_claude_ext.gateway.refusal import explain, to_message
from remote_claude_ext.gateway.request import to_model
from remote_claude_ext.gateway.tokens import to_tokens


def test_without_a_list_every_model_is_allowed() -> None:
    ModelRules(()).require("anything")
    ModelRules((), "claude-opus-5-5").require("anything")


def test_with_a_list_only_its_models_their_dated_names_and_the_default_are_allowed() -> None:
    rules = ModelRules(("claude-sonnet-4-5",), "claude-opus-5-5")
    for model in ("claude-sonnet-4-5", "claude-sonnet-4-5-20250929", "claude-opus-5-5"):
        rules.require(model)
    for model in ("claude-sonnet-4-50", "claude-sonnet-4-5-fast", "claude-sonnet", "", "*"):
        with pytest.raises(ModelNotAllowedError, match="claude-opus-5-5, claude-sonnet-4-5"):
            rules.require(model)


def test_the_model_is_read_and_nothing_else_minded() -> None:
    body = {"model": "m", "safeguards": [{"x": None}], "messages": 7, "stream": "odd"}
    assert to_model(json.dumps(body).encode()) == "m"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"{}",
        b'{"model":7}',
        b'{"model":""}',
        b'{"model":"a\\nb"}',
        b'{"model":"\xff"}',
        b'{"model":"' + b"x" * 129 + b'"}',
        b"[" * 100_000,
        b'{"a":' + b"[" * 100_000,
    ],
)
def test_a_body_that_names_no_model_is_malformed(body: bytes) -> None:
    with pytest.raises(BadRequestError):
        to_model(body)


@pytest.mark.parametrize("second", [b'"model"', b'"\\u006dodel"', b'"mo\\u0064\\u0065l"'])
def test_a_body_that_names_two_models_is_refused(second: bytes) -> None:
    with pytest.raises(BadRequestError, match="more than once"):
        to_model(b'{"model":"allowed","tools":[], ' + second + b' : "denied"}')


def test_a_model_further_inside_is_no_second_one() -> None:
    inside = {"properties": {"model": {"type": "string"}}, "text": '{"model": "x"}'}
    body = {"model": "m", "tools": [inside, inside]}
    assert to_model(json.dumps(body).encode()) == "m"


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    with suppress(BadRequestError):
        to_model(body)


def test_what_a_caller_sends_goes_on_but_for_credentials_and_hops() -> None:
    sent = to_provider(
        [
            ("Host", "gateway"),
            ("Authorization", "Bearer hub"),
            ("X-API-Key", "hub"),
            ("cookie", "jupyterhub-session-id=1"),
            ("Connection", "keep-alive, X-Hop"),
            ("X-Hop", "1"),
            ("Keep-Alive", "5"),
            ("Transfer-Encoding", "chunked"),
            ("TE", "trailers"),
            ("Trailer", "x"),
            ("Upgrade", "h2c"),
            ("Proxy-Authorization", "x"),
            ("Content-Length", "5"),
            ("Expect", "100-continue"),
            ("X-Forwarded-For", "10.0.0.1"),
            ("x-forwarded-anything", "x"),
            ("Forwarded", "for=10.0.0.1"),
            ("X-Real-IP", "10.0.0.1"),
            ("Anthropic-Beta", "one"),
            ("anthropic-beta", "two"),
            ("X-New-Header", "kept"),
        ],
        {"x-api-key": "provider"},
    )
    assert list(sent.items()) == [
        ("Anthropic-Beta", "one"),
        ("anthropic-beta", "two"),
        ("X-New-Header", "kept"),
        ("x-api-key", "provider"),
    ]


@pytest.mark.parametrize(
    ("offered", "passed"),
    [
        ("gzip, deflate, br, zstd", "gzip, deflate"),
        ("br", "identity"),
        ("br;q=1.0, gzip;q=0.8, *;q=0.1", "gzip;q=0.8"),
        ("identity", "identity"),
    ],
)
def test_only_codings_that_the_meter_reads_are_offered_on(offered: str, passed: str) -> None:
    sent = to_provider([("accept-encoding", offered)], {})
    assert sent.getall("Accept-Encoding") == [passed]


def test_what_the_provider_sends_comes_back_but_for_limits_cookies_and_hops() -> None:
    back = to_caller(
        [
            ("Content-Type", "text/event-stream"),
            ("Content-Encoding", "gzip"),
            ("Content-Length", "12"),
            ("anthropic-ratelimit-requests-limit", "50"),
            ("Anthropic-RateLimit-Unified-Status", "allowed"),
            ("anthropic-organization-id", "org"),
            ("Set-Cookie", "a=b"),
            ("Connection", "close"),
            ("Transfer-Encoding", "chunked"),
            ("retry-after", "2"),
            ("x-should-retry", "true"),
            ("request-id", "req"),
        ]
    )
    assert list(back) == [
        "Content-Type",
        "Content-Encoding",
        "Content-Length",
        "anthropic-organization-id",
        "retry-after",
        "x-should-retry",
        "request-id",
    ]


@pytest.mark.parametrize(
    ("headers", "tokens"),
    [
        ({}, []),
        ({"Authorization": "Bearer abc"}, ["abc"]),
        ({"Authorization": "token abc"}, ["abc"]),
        ({"X-Api-Key": "abc"}, ["abc"]),
        ({"Authorization": "Bearer abc", "X-Api-Key": "abc"}, ["abc"]),
        ({"Authorization": "Bearer abc", "X-Api-Key": "def"}, ["abc", "def"]),
        ({"Authorization": "Bearer sk-ant-own", "X-Api-Key": "def"}, ["def"]),
        ({"Authorization": "Basic abc"}, []),
        ({"Authorization": "Bearer a b"}, []),
        ({"Authorization": "Bearer ü"}, []),
        ({"Authorization": "Bearer " + "x" * 513}, []),
    ],
)
def test_tokens_come_from_two_headers(headers: dict[str, str], tokens: list[str]) -> None:
    assert to_tokens({"Authorization": "", **headers}) == tokens


@pytest.mark.parametrize(
    ("scopes", "session"),
    [
        (["access:servers!server=alice/one"], "one"),
        (["access:servers!server=alice/one", "users:activity!user=alice"], "one"),
        (["access:servers!user=alice"], None),
        (["access:servers!server=alice/one", "access:servers!server=alice/two"], None),
        (["access:servers!server=bob/one"], None),
        (["access:servers!server=alice/"], None),
        ([], None),
    ],
)
def test_the_session_is_the_one_server_a_token_may_enter(
    scopes: list[str], session: str | None
) -> None:
    answer = {"kind": "user", "name": "alice", "scopes": scopes, "groups": [], "admin": True}
    identity = to_identity(json.dumps(answer).encode())
    assert (identity.name, identity.session) == ("alice", session)


@pytest.mark.parametrize("body", [b"", b"{}", b"<html>", b'{"kind":"user","name":1,"scopes":[]}'])
def test_an_answer_that_is_no_identity_is_none(body: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        to_identity(body)


def test_a_refused_key_is_told_in_the_providers_words_with_what_to_mend() -> None:
    body = json.dumps({"type": "error", "error": {"type": "x", "message": "invalid x-api-key"}})
    for packed, coding in ((body.encode(), ""), (gzip.compress(body.encode()), "gzip")):
        message = to_message(packed, coding)
        assert message == "invalid x-api-key"
    told = explain(message, "claude.apiKey in a.yaml")
    assert told.endswith("Whoever runs this server mends claude.apiKey in a.yaml.")
    assert "invalid x" in told
    assert "x-api-key" not in told


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"error":"x"}', b'{"error":{}}'])
def test_a_refusal_without_words_is_told_without_them(body: bytes) -> None:
    assert to_message(body, "") is None
    assert to_message(body, "gzip") is None
    assert explain(None, "") == "The model provider refused this server's key."
