"""Models by user and group, and aliases: what a caller may use, what the provider is asked."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remote_claude_ext.core.models import ModelAccess, ModelGrant
from remote_claude_ext.gateway.request import to_head, with_model
from tests.gateway.hub import RealHub
from tests.gateway.provider import STREAM, Asked, Provider, Script, Wire
from tests.gateway.running import BODY, Running, running, to_settings
from tests.gateway.test_gateway_refusals import read_error

ACCESS = ModelAccess(
    models=("claude-haiku-5-5",),
    aliases=(("fast", "claude-haiku-5-5"),),
    grants=(
        ModelGrant(
            whose="group",
            name="data",
            models=("claude-sonnet-5-5",),
            aliases=(("best", "claude-sonnet-5-5"),),
        ),
        ModelGrant(whose="user", name="alice", models=("*",)),
    ),
)


async def listed(gateway: Running, token: str) -> list[tuple[str, str]]:
    headers = {"Authorization": f"Bearer {token}"}
    async with gateway.client.get(gateway.url("/v1/models"), headers=headers) as answer:
        assert answer.status == 200
        return [(one["id"], one["display_name"]) for one in (await answer.json())["data"]]


@pytest.mark.asyncio
async def test_each_caller_has_the_nearest_list(
    tmp_path: Path, hub: RealHub, upstream: Provider
) -> None:
    async with running(to_settings(tmp_path, hub, upstream.url, access=ACCESS)) as gateway:
        gina, carl, alice = hub.token("gina"), hub.token("carl"), hub.token("alice")
        assert await listed(gateway, gina) == [
            ("claude-sonnet-5-5", "claude-sonnet-5-5"),
            ("best", "best (claude-sonnet-5-5)"),
        ]
        assert await listed(gateway, carl) == [
            ("claude-haiku-5-5", "claude-haiku-5-5"),
            ("fast", "fast (claude-haiku-5-5)"),
        ]
        for path in ("/v1/messages", "/v1/messages/count_tokens"):
            async with gateway.post(gina, path=path) as answer:
                assert await answer.read() == STREAM
            async with gateway.post(carl, path=path) as answer:
                told = await read_error(answer, 400, "invalid_request_error")
            assert "Allowed: claude-haiku-5-5, fast." in told
        assert len(upstream.asked) == 2
        async with gateway.post(alice) as answer:
            assert answer.status == 200
        headers = {"Authorization": f"Bearer {alice}"}
        async with gateway.client.get(gateway.url("/v1/models"), headers=headers) as answer:
            assert await answer.read() == STREAM
        assert upstream.asked[-1].target == "/v1/models"


PROVIDERS = {
    "data": [{"type": "model", "id": "claude-opus-5-5", "display_name": "Opus", "new": [1]}],
    "first_id": "claude-opus-5-5",
    "last_id": "claude-opus-5-5",
    "has_more": False,
}


def saying(body: bytes, *lines: str, status: str = "200 OK") -> Script:
    """A provider that answers with this body."""

    async def answer(wire: Wire, _: Asked) -> None:
        await wire.head(status, f"Content-Length: {len(body)}", "X-Kept: 1", *lines)
        await wire.send(body)

    return answer


@pytest.mark.asyncio
async def test_without_a_list_aliases_stand_behind_the_providers_models(
    tmp_path: Path, hub: RealHub, upstream: Provider
) -> None:
    async with running(to_settings(tmp_path, hub, upstream.url, access=ACCESS)) as gateway:
        headers = {"Authorization": f"Bearer {hub.token('alice')}", "Accept-Encoding": "gzip"}

        async def asked(query: str = "") -> tuple[int, bytes]:
            url = f"{gateway.url('/v1/models')}{query}"
            async with gateway.client.get(url, headers=headers) as answer:
                assert answer.headers["X-Kept"] == "1"
                return answer.status, await answer.read()

        whole = json.dumps(PROVIDERS).encode()
        upstream.script = saying(whole)
        status, body = await asked("?limit=9")
        told = json.loads(body)
        assert (status, told["data"][0], told["has_more"]) == (200, PROVIDERS["data"][0], False)
        assert [(one["id"], one["display_name"]) for one in told["data"][1:]] == [
            ("fast", "fast (claude-haiku-5-5)")
        ]
        assert (told["first_id"], told["last_id"]) == ("claude-opus-5-5", "fast")
        assert upstream.asked[-1].target == "/v1/models?limit=9"
        assert "gzip" not in upstream.asked[-1].headers.get("Accept-Encoding", "")
        assert await asked("?before_id=x") == (200, whole)
        for other in (
            {**PROVIDERS, "has_more": True},
            {**PROVIDERS, "data": [{"id": "fast"}]},
            {"data": "?"},
            [],
        ):
            upstream.script = saying(json.dumps(other).encode())
            assert await asked() == (200, json.dumps(other).encode())
        for odd in (b"not JSON", b'{"data": "\xff"}', b"[" * 100_000):
            upstream.script = saying(odd)
            assert await asked() == (200, odd)
        upstream.script = saying(b'{"data": [{"id": ["x"]}, 7]}')
        assert [one["id"] for one in json.loads((await asked())[1])["data"][2:]] == ["fast"]
        upstream.script = saying(whole, status="404 Not Found")
        assert await asked() == (404, whole)
        packed = gzip.compress(whole)
        upstream.script = saying(packed, "Content-Encoding: gzip")
        assert await asked() == (200, packed)


@pytest.mark.asyncio
async def test_an_alias_is_asked_for_by_its_real_name_and_nothing_else_is_touched(
    tmp_path: Path, hub: RealHub, upstream: Provider
) -> None:
    spelled = BODY.replace(b'"model":"claude-sonnet-5-5"', b'"model" :\n"be\\u0073t" ')
    async with running(to_settings(tmp_path, hub, upstream.url, access=ACCESS)) as gateway:
        for path in ("/v1/messages", "/v1/messages/count_tokens"):
            async with gateway.post(hub.token("gina"), spelled, path=path) as answer:
                assert await answer.read() == STREAM
            sent = upstream.asked[-1]
            assert sent.body == spelled.replace(b'"be\\u0073t"', b'"claude-sonnet-5-5"')
            assert sent.headers["content-length"] == str(len(sent.body))
        [record] = await gateway.closed()
    assert record.entry.model == "claude-sonnet-5-5"


NESTED = st.recursive(
    st.none() | st.integers() | st.text(max_size=8) | st.just('a "model": "alias" b\\'),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["model", "a", "}", '{"']), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(
    pairs=st.lists(st.tuples(st.sampled_from(["x", "messages", "]", '"']), NESTED), max_size=4),
    place=st.integers(0, 4),
    indent=st.sampled_from([None, 2]),
    ascii_only=st.booleans(),
)
def test_only_the_name_of_the_model_changes_whatever_stands_around_it(
    pairs: list[tuple[str, Any]], place: int, indent: int | None, *, ascii_only: bool
) -> None:
    fields = dict(pairs)
    items = list(fields.items())
    items.insert(place, ("model", "alias"))
    body = json.dumps(dict(items), indent=indent, ensure_ascii=ascii_only).encode(
        "utf-8", "surrogatepass"
    )
    try:
        to_head(body)
    except Exception:  # noqa: BLE001 (lone surrogates are no JSON for the reader)
        return
    changed = with_model(body, "claude-haiku-5-5")
    assert to_head(changed).model == "claude-haiku-5-5"
    assert json.loads(changed) == {**json.loads(body), "model": "claude-haiku-5-5"}
    cut = len(body) - len(b'"alias"')
    assert len(changed) == cut + len(b'"claude-haiku-5-5"')
