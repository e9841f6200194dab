"""A session whose conversations cannot be had says why, and goes on by itself once they can."""

import asyncio
import contextlib
import sqlite3

import pytest

from tests.support.model import ScriptedModel
from tests.support.session import SessionServer, session_server
from tests.support.stream import RefusedError, SessionClient

pytestmark = pytest.mark.asyncio


async def until_well(client: SessionClient) -> None:
    for _ in range(300):
        if (await client.call("GET", "health"))["status"] == "ok":
            return
        await asyncio.sleep(0.1)
    pytest.fail("the session did not become well in 30 s")


async def test_a_second_server_on_the_same_folder_waits_for_the_first(
    own_session: SessionServer, module_model: ScriptedModel
) -> None:
    async with own_session.client() as client:
        conversation = await client.create()
        async with client.stream(conversation) as stream:
            await client.post(conversation, "@@ lorem 3000 50")
            await stream.kind("delta")
            with session_server(own_session.root, gateway_url=module_model.url) as second:
                async with second.client() as other:
                    health = await other.call("GET", "health")
                    assert health["status"] == "degraded"
                    assert str(own_session.process.pid) in health["problem"]
                    with pytest.raises(RefusedError) as refused:
                        await other.call("GET", "conversations")
                    assert (refused.value.status, refused.value.error["code"]) == (
                        503,
                        "state_in_use",
                    )
                    await stream.kind("delta")
                    await client.call("POST", f"conversations/{conversation}/interrupt")
                    await stream.kind("turn.finished")
                    await asyncio.to_thread(own_session.kill)
                    await until_well(other)
                    page = await other.frames(conversation)
                    assert page["frames"][-1]["kind"] == "turn.finished"


async def test_a_journal_of_a_newer_version_is_left_alone_and_told(
    own_session: SessionServer,
) -> None:
    await asyncio.to_thread(own_session.stop)
    with contextlib.closing(sqlite3.connect(own_session.state / "journal.sqlite")) as newer:
        (version,) = newer.execute("PRAGMA user_version").fetchone()
        newer.execute("PRAGMA user_version = 999")
    await asyncio.to_thread(own_session.start)
    async with own_session.client() as client:
        with pytest.raises(RefusedError) as refused:
            await client.create()
        assert (refused.value.status, refused.value.error["code"]) == (503, "journal_unavailable")
        assert "newer version" in refused.value.error["message"]
        with pytest.raises(RefusedError) as refused:
            await client.call("GET", "conversations/x/stream")
        assert refused.value.status == 503
        with contextlib.closing(sqlite3.connect(own_session.state / "journal.sqlite")) as older:
            older.execute(f"PRAGMA user_version = {version}")
        await until_well(client)
        assert await client.create()
