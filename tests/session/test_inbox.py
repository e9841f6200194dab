"""What the list of conversations is asked to do: archive, tag, delete and undo."""

import asyncio
import sqlite3
import time
from datetime import datetime

import pytest

from tests.support.session import SessionServer
from tests.support.stream import Frame, RefusedError, SessionClient

pytestmark = pytest.mark.asyncio


async def said(client: SessionClient, text: str) -> str:
    """A conversation in which something was said."""
    conversation = await client.create()
    async with client.stream(conversation) as stream:
        await client.post(conversation, f"@@ say {text}")
        await stream.kind("turn.finished")
    return conversation


async def test_archive_and_tags_are_kept_and_do_not_make_it_look_active(
    own_session: SessionServer,
) -> None:
    async with own_session.client() as client:
        conversation = await said(client, "Done.")
        path = f"conversations/{conversation}"
        before = await client.call("GET", path)
        assert (before["archived"], before["tags"]) == (False, [])
        wish = {"archived": True, "tags": ["urgent", " two  words ", "urgent", " "]}
        changed = await client.call("PATCH", path, wish)
        assert (changed["archived"], changed["tags"]) == (True, ["urgent", "two words"])
        assert changed["active_at"] == before["active_at"]
        assert changed["updated_at"] > before["updated_at"]
        with pytest.raises(RefusedError) as refused:
            await client.call("PATCH", path, {"tags": ["x" * 41]})
        assert refused.value.status == 400
    await asyncio.to_thread(own_session.kill)
    await asyncio.to_thread(own_session.start)
    async with own_session.client() as client:
        assert (await client.call("GET", path))["tags"] == ["urgent", "two words"]
        async with client.stream(conversation, after=changed["last_seq"]) as stream:
            await client.post(conversation, "@@ say Again.")
            await stream.kind("turn.finished")
        again = await client.call("GET", path)
        assert again["archived"] is False
        assert at(again["active_at"]) > at(before["active_at"])


async def test_a_deleted_conversation_comes_back_whole_and_goes_on(
    own_session: SessionServer,
) -> None:
    async with own_session.client() as client:
        conversation = await said(client, "The word is plum.")
        path = f"conversations/{conversation}"
        frames = await client.raw_frames(conversation)
        await client.call("DELETE", path)
        assert (await client.call("GET", "conversations"))["items"] == []
        for verb, where in (("GET", path), ("PATCH", path), ("GET", f"{path}/frames")):
            with pytest.raises(RefusedError) as refused:
                await client.call(verb, where, {} if verb == "PATCH" else None)
            assert refused.value.status == 404
    # The page may be closed and the server killed meanwhile: what can be undone can still be.
    await asyncio.to_thread(own_session.kill)
    await asyncio.to_thread(own_session.start)
    async with own_session.client() as client:
        assert (await client.call("GET", "conversations"))["items"] == []
        restored = await client.call("POST", f"{path}/restore")
        assert restored["id"] == conversation
        assert await client.raw_frames(conversation) == frames
        async with client.stream(conversation, after=restored["last_seq"]) as stream:
            await client.post(conversation, "@@ say Still here.")
            assert (await stream.kind("turn.finished"))["outcome"] == "completed"
        with pytest.raises(RefusedError) as refused:
            await client.call("POST", f"{path}/restore")
        assert refused.value.status == 404


async def test_what_was_said_is_erased_once_the_time_to_undo_is_over(
    own_session: SessionServer,
) -> None:
    async with own_session.client() as client:
        conversation = await said(client, "Secret plum.")
        spent = await client.call("GET", "usage")
        await client.call("DELETE", f"conversations/{conversation}")
        assert await client.call("GET", "usage") == spent
    await asyncio.to_thread(own_session.kill)
    # As if the session had been stopped for long.
    path = own_session.state / "journal.sqlite"
    journal = sqlite3.connect(path, check_same_thread=False)
    with journal:
        journal.execute(
            "UPDATE conversations SET record = CAST(json_set(CAST(record AS TEXT),"
            " '$.deleted_at', '2026-01-01T00:00:00Z') AS BLOB)"
        )
    await asyncio.to_thread(own_session.start)
    await asyncio.to_thread(wait_for_no_frames, journal)
    async with own_session.client() as client:
        with pytest.raises(RefusedError) as refused:
            await client.call("POST", f"conversations/{conversation}/restore")
        assert refused.value.status == 404
        assert await client.call("GET", "usage") == spent
    journal.close()


async def test_a_conversation_that_is_asked_for_twice_is_made_once(
    own_session: SessionServer,
) -> None:
    async with own_session.client() as client:
        made = await asyncio.gather(*(client.create(client_id="tab", title="One") for _ in "abc"))
        assert len({*made}) == 1
        assert await client.create(client_id="another tab") not in made
        assert len((await client.call("GET", "conversations"))["items"]) == 2
    await asyncio.to_thread(own_session.kill)
    await asyncio.to_thread(own_session.start)
    async with own_session.client() as client:
        assert await client.create(client_id="tab", title="Late") == made[0]
        assert (await client.call("GET", f"conversations/{made[0]}"))["title"] == "One"


async def test_a_conversation_that_was_deleted_is_not_made_again_by_its_first_message(
    own_session: SessionServer,
) -> None:
    async with own_session.client() as client:
        conversation = await client.create(client_id="tab")
        await client.call("DELETE", f"conversations/{conversation}")
        await refused_as_deleted(client)
        await client.call("POST", f"conversations/{conversation}/restore")
        assert await client.create(client_id="tab") == conversation
        await client.call("DELETE", f"conversations/{conversation}")
    await asyncio.to_thread(own_session.kill)
    # As if it had been erased long ago.
    with sqlite3.connect(own_session.state / "journal.sqlite") as journal:
        journal.execute(
            "UPDATE conversations SET record = CAST(json_set(CAST(record AS TEXT),"
            " '$.deleted_at', '2026-01-01T00:00:00Z') AS BLOB)"
        )
    journal.close()
    await asyncio.to_thread(own_session.start)
    async with own_session.client() as client:
        await refused_as_deleted(client)


async def refused_as_deleted(client: SessionClient) -> None:
    with pytest.raises(RefusedError) as refused:
        await client.create(client_id="tab")
    assert (refused.value.status, refused.value.error["code"]) == (409, "conversation_deleted")


async def test_every_page_hears_of_delete_and_undo(session: SessionServer) -> None:
    async with session.client() as client:
        conversation = await client.create(title="Watched")
        async with client.http.ws_connect(client.url + "stream") as changes:
            await client.call("DELETE", f"conversations/{conversation}")
            first: Frame = await changes.receive_json(timeout=30)
            assert (first["conversation"]["id"], first["deleted"]) == (conversation, True)
            await client.call("POST", f"conversations/{conversation}/restore")
            second: Frame = await changes.receive_json(timeout=30)
            assert second["conversation"]["id"] == conversation
            assert "deleted" not in second


def wait_for_no_frames(journal: sqlite3.Connection) -> None:
    """Return once nothing of what was said is on disk."""
    deadline = time.monotonic() + 30
    while journal.execute("SELECT count(*) FROM frames").fetchone() != (0,):
        assert time.monotonic() < deadline, "what was said is still there"
        time.sleep(0.05)


def at(moment: str) -> datetime:
    """A moment of the API."""
    return datetime.fromisoformat(moment)
