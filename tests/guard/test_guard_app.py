"""The guard on a socket before a stand-in for the engine: what reaches it, and what comes back."""

import io
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web

from remote_claude_ext.guard.app import Guard
from remote_claude_ext.guard.settings import GuardSettings
from tests.guard.test_guard_bodies import ALLOWED, BODY, OURS

pytestmark = pytest.mark.asyncio
LABELS = {ALLOWED.label: ALLOWED.installation}
IDENT = "0123abc"
NOT_FOUND = (404, b'{"message": "No such container"}')
LOG = b"\x01\x00\x00\x00\x00\x00\x00\x05hello"
OURS_TOLD = json.dumps({"Id": IDENT, "Name": f"/{OURS}", "Config": {"Labels": LABELS}}).encode()
ANSWERS = {
    f"/containers/{OURS}/json": (200, OURS_TOLD),
    "/containers/theirs/json": (200, b'{"Id": "fff", "Name": "/theirs", "Config": {}}'),
    f"/containers/{IDENT}/logs": (200, LOG),
    f"/containers/{IDENT}/start": (304, b""),
    "/containers/create": (201, b'{"Id": "0123abc", "Warnings": []}'),
    "/_ping": (200, b"OK"),
}


class StandIn:
    """An engine with a container of ours and one of somebody else; it keeps what it heard."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str, bytes]] = []

    async def answer(self, request: web.Request) -> web.Response:
        """What the engine would say."""
        self.heard.append((request.method, request.raw_path, await request.read()))
        status, said = ANSWERS.get(request.path.removeprefix("/v1.41"), NOT_FOUND)
        kind = "application/json" if said.startswith(b"{") else "application/vnd.docker.raw-stream"
        headers = {"Content-Type": kind, "Api-Version": "1.41"}
        return web.Response(status=status, body=said, headers=headers)


@pytest.fixture
def engine() -> StandIn:
    """What is guarded."""
    return StandIn()


@pytest_asyncio.fixture(loop_scope="function")
async def hub(engine: StandIn, tmp_path: Path) -> AsyncIterator[aiohttp.ClientSession]:
    """Who has the guard's socket alone."""
    settings = GuardSettings(engine=tmp_path / "engine", listen=tmp_path / "guard", allowed=ALLOWED)
    behind = await serve(engine.answer, settings.engine)
    to_engine = aiohttp.UnixConnector(path=str(settings.engine))
    to_guard = aiohttp.UnixConnector(path=str(settings.listen))
    async with (
        aiohttp.ClientSession(connector=to_engine) as inner,
        aiohttp.ClientSession("http://engine", connector=to_guard) as outer,
    ):
        before = await serve(Guard(settings, inner).answer, settings.listen)
        yield outer
        await before.cleanup()
        await behind.cleanup()


async def serve(handler: Any, socket: Path) -> web.AppRunner:
    app = web.Application()
    app.router.add_route("*", "/{anything:.*}", handler)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.UnixSite(runner, str(socket)).start()
    return runner


async def test_what_is_refused_never_reaches_the_engine(
    hub: aiohttp.ClientSession, engine: StandIn
) -> None:
    async with hub.post(f"/v1.41/containers/{OURS}/exec", json={"Cmd": ["sh"]}) as said:
        assert said.status == 403
        assert "Sessions do not need this" in (await said.json())["message"]
    async with hub.get("/containers/json?all=1&all=0") as said:
        assert said.status == 403
    assert engine.heard == []


async def test_a_container_is_named_by_its_id_once_it_is_known_to_be_ours(
    hub: aiohttp.ClientSession, engine: StandIn
) -> None:
    async with hub.post(f"/v1.41/containers/{OURS}/start", json={"Privileged": True}) as said:
        assert said.status == 304
    assert engine.heard == [
        ("GET", f"/v1.41/containers/{OURS}/json", b""),
        ("POST", f"/v1.41/containers/{IDENT}/start", b""),
    ]


async def test_somebody_elses_container_is_left_alone(
    hub: aiohttp.ClientSession, engine: StandIn
) -> None:
    async with hub.delete("/v1.41/containers/theirs?force=1") as said:
        assert said.status == 403
    assert [method for method, *_ in engine.heard] == ["GET"]
    async with hub.delete(f"/v1.41/containers/{OURS}x") as said:
        assert said.status == 404
        assert (await said.json())["message"] == "No such container"


async def test_a_session_is_made_as_it_was_understood(
    hub: aiohttp.ClientSession, engine: StandIn
) -> None:
    body = {**BODY, "AttachStdout": True, "HostConfig": {**BODY["HostConfig"], "MaskedPaths": []}}
    async with hub.post(f"/v1.41/containers/create?name={OURS}", json=body) as said:
        assert said.status == 201
    ((method, path, sent),) = engine.heard
    assert (method, path) == ("POST", f"/v1.41/containers/create?name={OURS}")
    made = json.loads(sent)
    assert made["HostConfig"]["CapDrop"] == ["ALL"]
    assert "MaskedPaths" not in made["HostConfig"]
    assert "AttachStdout" not in made


async def test_answers_come_as_they_are(hub: aiohttp.ClientSession) -> None:
    async with hub.get(f"/v1.41/containers/{OURS}/logs?stdout=1&tail=40&follow=1") as said:
        assert await said.read() == LOG
        assert said.headers["Content-Type"] == "application/vnd.docker.raw-stream"
    async with hub.head("/_ping") as said:
        assert (said.status, said.headers["Api-Version"]) == (200, "1.41")


async def test_health_is_the_engines(hub: aiohttp.ClientSession, engine: StandIn) -> None:
    async with hub.get("/healthz") as said:
        assert said.status == 200
    assert engine.heard == [("GET", "/_ping", b"")]


async def test_a_body_that_is_too_long_is_refused(
    hub: aiohttp.ClientSession, engine: StandIn
) -> None:
    path = f"/containers/create?name={OURS}"
    async with hub.post(path, data=io.BytesIO(b"x" * 2 * 1024 * 1024)) as said:
        assert said.status == 413
    assert engine.heard == []
