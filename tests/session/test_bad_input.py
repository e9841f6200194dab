"""What does not belong is refused with a sentence, and the session goes on."""

import io
import json

import aiohttp
import pytest

from tests.support.session import TOKEN, SessionServer
from tests.support.stream import RefusedError

pytestmark = pytest.mark.asyncio
ROUTES = [
    ("GET", "conversations"),
    ("POST", "conversations"),
    ("GET", "conversations/x"),
    ("PATCH", "conversations/x"),
    ("DELETE", "conversations/x"),
    ("POST", "conversations/x/messages"),
    ("DELETE", "conversations/x/messages/y"),
    ("PATCH", "conversations/x/messages/y"),
    ("POST", "conversations/x/interrupt"),
    ("POST", "conversations/x/approvals/y"),
    ("GET", "conversations/x/frames"),
    ("GET", "conversations/x/stream"),
    ("GET", "stream"),
    ("GET", "commands"),
    ("GET", "suggestions"),
    ("GET", "health"),
    ("GET", "usage"),
    ("GET", "nothing"),
    ("POST", "nothing"),
]


@pytest.mark.parametrize(("verb", "path"), ROUTES)
async def test_nobody_gets_anything_without_a_login(
    session: SessionServer, verb: str, path: str
) -> None:
    async with session.client(token=None) as client:
        with pytest.raises(RefusedError) as refused:
            await client.call(verb, path)
    assert refused.value.status in {401, 403}
    assert refused.value.error["code"] == "forbidden"


@pytest.mark.parametrize(("verb", "path"), ROUTES)
async def test_a_wrong_token_is_as_good_as_none(
    session: SessionServer, verb: str, path: str
) -> None:
    async with session.client(token="wrong") as client:
        with pytest.raises(RefusedError) as refused:
            await client.call(verb, path)
    assert refused.value.status in {401, 403}


@pytest.mark.parametrize("path", ["health", "conversations", "stream"])
async def test_a_token_in_the_address_is_refused(session: SessionServer, path: str) -> None:
    async with session.client(token=None) as client:
        with pytest.raises(RefusedError) as refused:
            await client.call("GET", f"{path}?token={TOKEN}")
    assert refused.value.status == 403
    assert "header" in refused.value.error["remedy"]


@pytest.mark.parametrize("limit", ["0", "-1", "x", "1" + "0" * 5000])
async def test_a_number_out_of_range_is_told(session: SessionServer, limit: str) -> None:
    async with session.client() as client:
        with pytest.raises(RefusedError) as refused:
            await client.call("GET", f"conversations?limit={limit}")
    assert (refused.value.status, refused.value.error["code"]) == (400, "malformed")


@pytest.mark.parametrize("path", ["stream", "conversations/{id}/stream"])
async def test_a_foreign_page_cannot_open_a_stream(session: SessionServer, path: str) -> None:
    async with session.client() as client:
        conversation = await client.create(title="T")
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as browser:
        form = {"password": TOKEN, "_xsrf": ""}
        async with browser.get(f"{session.url}/login"):
            form["_xsrf"] = next(each.value for each in jar if each.key == "_xsrf")
        async with browser.post(f"{session.url}/login", data=form) as answer:
            assert answer.ok
        url = client.url + path.format(id=conversation)
        async with browser.ws_connect(url, headers={"Origin": session.url}) as socket:
            assert not socket.closed
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await browser.ws_connect(url, headers={"Origin": "https://evil.example"})
    assert refused.value.status == 403


@pytest.mark.parametrize(("verb", "path"), [r for r in ROUTES if "/x" in r[1]])
async def test_an_unknown_id_is_404(session: SessionServer, verb: str, path: str) -> None:
    body = {"text": "a", "client_id": "1", "decision": "allow"} if verb == "POST" else {}
    async with session.client() as client:
        with pytest.raises(RefusedError) as refused:
            await client.call(verb, path, body)
    assert refused.value.status == 404
    assert refused.value.error["code"] == "not_found"


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff\xfe", b"[]", b'{"text": 1}', b'{"text": "a"}', b"[" * 100_000]
)
async def test_garbage_instead_of_a_message_is_400(session: SessionServer, body: bytes) -> None:
    async with session.client() as client:
        conversation = await client.create(title="T")
        url = f"{client.url}conversations/{conversation}/messages"
        async with client.http.post(url, data=body) as answer:
            assert answer.status == 400
            assert (await answer.json())["error"]["code"] == "malformed"


async def test_a_prompt_over_the_limit_is_413_and_names_it(session: SessionServer) -> None:
    async with session.client() as client:
        conversation = await client.create(title="T")
        body = io.BytesIO(json.dumps({"text": "x" * ((8 << 20) + 1), "client_id": "1"}).encode())
        url = f"{client.url}conversations/{conversation}/messages"
        async with client.http.post(url, data=body) as answer:
            assert answer.status == 413
            error = (await answer.json())["error"]
        assert error["details"]["limit_bytes"] == 8 << 20
        assert f"{8 << 20:,}" in error["message"]
        assert (await client.frames(conversation))["last"] == 0


@pytest.mark.parametrize("query", ["after=-1", "after=x", "after=1e3", "limit=0", "limit=5001"])
async def test_a_wrong_number_is_400(session: SessionServer, query: str) -> None:
    async with session.client() as client:
        conversation = await client.create(title="T")
        with pytest.raises(RefusedError) as refused:
            await client.call("GET", f"conversations/{conversation}/frames?{query}")
    assert refused.value.status == 400


@pytest.mark.parametrize("frame", ["", "{", "[]", '{"type": "prompt"}', "[" * 50_000])
async def test_garbage_on_a_stream_closes_it_and_nothing_else(
    session: SessionServer, frame: str
) -> None:
    async with session.client() as client:
        conversation = await client.create(title="T")
        async with client.stream(conversation) as other, client.stream(conversation) as stream:
            await stream.kind("hello")
            await stream.socket.send_str(frame)
            notice = await stream.kind("notice")
            assert (notice["code"], notice["seq"]) == ("bad_frame", None)
            assert (await stream.socket.receive(10)).data == 1003
            await client.post(conversation, "@@ say Still here.")
            assert (await other.kind("turn.finished"))["outcome"] == "completed"


async def test_presence_is_welcome(session: SessionServer) -> None:
    async with session.client() as client:
        conversation = await client.create(title="T")
        async with client.stream(conversation) as stream, client.stream(conversation):
            await stream.socket.send_str('{"type": "presence"}')
            seen = await stream.until(lambda f: f["kind"] == "presence" and f["viewers"] == 2)
            assert seen["seq"] is None


async def test_one_listener_that_never_reads_delays_nobody(session: SessionServer) -> None:
    async with session.client() as client:
        conversation = await client.create(title="T")
        path = f"conversations/{conversation}/stream"
        async with client.http.ws_connect(client.url + path), client.stream(conversation) as stream:
            await client.post(conversation, "@@ lorem 20000")
            assert (await stream.kind("turn.finished"))["outcome"] == "completed"
