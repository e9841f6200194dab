"""Models, bodies, headers, tokens and refusals, decided without input or output."""

import gzip
import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remote_claude_ext.core.models import ModelAccess
from remote_claude_ext.gateway.errors import BadRequestError, ModelNotAllowedError
from remote_claude_ext.gateway.headers import to_caller, to_provider
from remote_claude_ext.gateway.identity import Identity, to_client, to_identity
from remote_claude_ext.gateway.models import ModelRules
from remote_claude_ext.gateway.refusal import explain, to_message
from remote_claude_ext.gateway.request import to_head
from remote_claude_ext.gateway.tokens import to_tokens
from remote_claude_ext.ledger.model import Client

CARL = Identity(kind="user", name="carl", session=None, scopes=frozenset())


def test_without_a_list_every_model_is_allowed() -> None:
    for access in (ModelAccess(), ModelAccess(default="claude-opus-5-5")):
        rules = ModelRules(access)
        assert rules.resolve("anything", CARL) == "anything"
        assert rules.to_list(CARL) is None


def test_with_a_list_only_its_models_their_dated_names_and_the_default_are_allowed() -> None:
    rules = ModelRules(ModelAccess(models=("claude-sonnet-4-5",), default="claude-opus-5-5"))
    for model in ("claude-sonnet-4-5", "claude-sonnet-4-5-20250929", "claude-opus-5-5"):
        assert rules.resolve(model, CARL) == model
    for model in ("claude-sonnet-4-50", "claude-sonnet-4-5-fast", "claude-sonnet", "", "*"):
        with pytest.raises(ModelNotAllowedError, match="claude-opus-5-5, claude-sonnet-4-5"):
            rules.resolve(model, CARL)


def test_the_model_is_read_and_nothing_else_minded() -> None:
    body = {"model": "m", "safeguards": [{"x": None}], "messages": 7, "stream": "odd"}
    assert to_head(json.dumps(body).encode()).model == "m"


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
        to_head(body)


@pytest.mark.parametrize("second", [b'"model"', b'"\\u006dodel"', b'"mo\\u0064\\u0065l"'])
def test_a_body_that_names_two_models_is_refused(second: bytes) -> None:
    with pytest.raises(BadRequestError, match="more than once"):
        to_head(b'{"model":"allowed","tools":[], ' + second + b' : "denied"}')


@given(
    st.lists(st.sampled_from(['"a"', '"é"', '"speed"', '"model"', '"mo\\u0064el"', '"a b"'])),
    st.sampled_from([":", " : "]),
    st.sampled_from([",", ", "]),
    st.sampled_from(["", "\n"]),
)
def test_however_a_body_is_written_two_names_of_the_model_are_found(
    names: list[str], colon: str, comma: str, end: str
) -> None:
    pairs = comma.join(f'{name}{colon}"m"' for name in ('"model"', *names))
    body = f"{{{pairs}}}{end}".encode()
    if {'"model"', '"mo\\u0064el"'}.isdisjoint(names):
        assert to_head(body).model == "m"
    else:
        with pytest.raises(BadRequestError, match="more than once"):
            to_head(body)


def test_a_model_further_inside_is_no_second_one() -> None:
    inside = {"properties": {"model": {"type": "string"}}, "text": '{"model": "x"}'}
    body = {"model": "m", "tools": [inside, inside]}
    assert to_head(json.dumps(body).encode()).model == "m"


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    with suppress(BadRequestError):
        to_head(body)


def test_what_a_caller_sends_goes_on_but_for_credentials_and_hops() -> None:
    sent = to_provider(
        [
            (b"Host", b"gateway"),
            (b"Authorization", b"Bearer hub"),
            (b"X-API-Key", b"hub"),
            (b"cookie", b"jupyterhub-session-id=1"),
            (b"Connection", b"keep-alive, X-Hop"),
            (b"X-Hop", b"1"),
            (b"Keep-Alive", b"5"),
            (b"Transfer-Encoding", b"chunked"),
            (b"TE", b"trailers"),
            (b"Trailer", b"x"),
            (b"Upgrade", b"h2c"),
            (b"Proxy-Authorization", b"x"),
            (b"Content-Length", b"5"),
            (b"Expect", b"100-continue"),
            (b"X-Forwarded-For", b"10.0.0.1"),
            (b"x-forwarded-anything", b"x"),
            (b"Forwarded", b"for=10.0.0.1"),
            (b"X-Real-IP", b"10.0.0.1"),
            (b"Anthropic-Beta", b"one"),
            (b"anthropic-beta", b"two"),
            (b"X-New-Header", b"kept"),
        ],
        {"x-api-key": "provider"},
    )
    assert sent == [
        (b"Anthropic-Beta", b"one"),
        (b"anthropic-beta", b"two"),
        (b"X-New-Header", b"kept"),
        (b"x-api-key", b"provider"),
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
    sent = to_provider([(b"accept-encoding", offered.encode())], {})
    assert sent == [(b"Accept-Encoding", passed.encode())]


def test_what_the_provider_sends_comes_back_but_for_limits_cookies_and_hops() -> None:
    back = to_caller(
        [
            (b"Content-Type", b"text/event-stream"),
            (b"Content-Encoding", b"gzip"),
            (b"Content-Length", b"12"),
            (b"anthropic-ratelimit-requests-limit", b"50"),
            (b"Anthropic-RateLimit-Unified-Status", b"allowed"),
            (b"anthropic-organization-id", b"org"),
            (b"Set-Cookie", b"a=b"),
            (b"Connection", b"close"),
            (b"Transfer-Encoding", b"chunked"),
            (b"retry-after", b"2"),
            (b"x-should-retry", b"true"),
            (b"request-id", b"req"),
        ]
    )
    assert [name.decode() for name, _ in back.pairs] == [
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


@pytest.mark.parametrize(
    ("session", "program", "client"),
    [
        ("one", "claude-cli/2.1.330 (external, sdk-py, agent-sdk/0.2.187)", Client.PANEL),
        ("one", "claude-cli/2.1.330 (external, cli)", Client.TERMINAL),
        ("one", "claude-cli/2.1.330 (external, sdk-cli)", Client.TERMINAL),
        ("one", "python-httpx/0.28", Client.OTHER),
        ("one", "", Client.OTHER),
        (None, "claude-cli/2.1.330 (external, cli)", Client.LAPTOP),
    ],
)
def test_a_client_is_told_by_its_session_and_name(
    session: str | None, program: str, client: Client
) -> None:
    caller = Identity(kind="user", name="ada", session=session, scopes=frozenset())
    assert to_client(caller, program) is client
