"""Processes die in the middle of a turn; nothing is lost and the end is told truthfully."""

import asyncio

import pytest

from tests.support.session import SessionServer
from tests.support.stream import SessionClient, Stream

pytestmark = pytest.mark.asyncio


async def gone_on(client: SessionClient, conversation: str, stream: Stream) -> None:
    """The conversation answers the next prompt, and its frames have no gap."""
    await client.post(conversation, "@@ say Still here.")
    assert (await stream.kind("turn.finished"))["outcome"] == "completed"
    page = await client.frames(conversation)
    assert [f["seq"] for f in page["frames"]] == list(range(1, page["last"] + 1))
    texts = [f["text"] for f in page["frames"] if f["kind"] == "text"]
    assert texts[-1] == "Still here."
    assert len({f["block"] for f in page["frames"] if f["kind"] == "text"}) == len(texts)


async def test_a_killed_claude_fails_its_turn_and_is_resumed(own_session: SessionServer) -> None:
    async with own_session.client() as client:
        conversation = await client.create()
        async with client.stream(conversation) as stream:
            await client.post(conversation, "@@ say Before. ;; lorem 2000 50")
            await stream.kind("delta")
            for process in own_session.claudes():
                process.kill()
            finished = await stream.kind("turn.finished")
            assert finished["outcome"] == "failed"
            assert "kill" in finished["reason"]
            await gone_on(client, conversation, stream)


async def test_a_question_of_a_killed_claude_is_lost(own_session: SessionServer) -> None:
    async with own_session.client() as client:
        conversation = await client.create()
        async with client.stream(conversation) as stream:
            await client.post(conversation, '@@ tool Bash {"command": "touch x"} >> say No.')
            asked = await stream.kind("approval.asked")
            for process in own_session.claudes():
                process.kill()
            settled = await stream.kind("approval.settled")
            assert settled["approval"] == asked["approval"]
            assert settled["outcome"] in {"lost", "withdrawn"}
            await stream.kind("turn.finished")
            await gone_on(client, conversation, stream)


async def test_a_turn_outlives_a_killed_server(own_session: SessionServer) -> None:
    async with own_session.client() as client:
        conversation = await client.create()
        async with client.stream(conversation) as stream:
            await client.post(conversation, "@@ lorem 100 50 >> say Never asked for.")
            await client.post(conversation, "@@ say Then this.")
            await stream.kind("delta")
            last = stream.durable[-1]["seq"]
            before = await client.raw_frames(conversation)
            await asyncio.to_thread(own_session.kill)
    await asyncio.to_thread(own_session.start)
    async with own_session.client() as client:
        async with client.stream(conversation, after=last) as stream:
            text = await stream.kind("text")
            assert text["recovered"] is True
            finished = await stream.kind("turn.finished")
            assert (finished["outcome"], finished["recovered"]) == ("completed", True)
            queued = await stream.kind("turn.finished")
            assert queued["outcome"] == "completed"
            await gone_on(client, conversation, stream)
        after = await client.raw_frames(conversation)
        assert after.startswith(before.split(b'],"last"')[0])


async def test_a_question_of_a_killed_server_is_lost(own_session: SessionServer) -> None:
    async with own_session.client() as client:
        conversation = await client.create()
        async with client.stream(conversation) as stream:
            await client.post(conversation, '@@ tool Bash {"command": "touch x"} >> say No.')
            await stream.kind("approval.asked")
            last = stream.durable[-1]["seq"]
            await asyncio.to_thread(own_session.kill)
    await asyncio.to_thread(own_session.start)
    async with (
        own_session.client() as client,
        client.stream(conversation, after=last) as stream,
    ):
        assert (await stream.kind("approval.settled"))["outcome"] == "lost"
        await stream.kind("turn.finished")
        await gone_on(client, conversation, stream)


async def test_a_stopped_server_leaves_no_claude_and_an_honest_end(
    own_session: SessionServer,
) -> None:
    async with own_session.client() as client:
        conversation = await client.create()
        async with client.stream(conversation) as stream:
            await client.post(conversation, "@@ lorem 5000 50")
            await stream.kind("delta")
    own_session.process.terminate()
    await asyncio.to_thread(own_session.process.wait, 30)
    assert own_session.claudes() == []
    await asyncio.to_thread(own_session.start)
    async with own_session.client() as client:
        page = await client.frames(conversation)
        assert page["frames"][-1]["kind"] == "turn.finished"
        assert page["frames"][-1]["outcome"] == "interrupted"
        assert page["frames"][-1]["reason"] == "The session was stopped."


async def test_an_idle_claude_is_parked_and_resumed(own_session: SessionServer) -> None:
    own_session.stop()
    own_session._extra = ("--RemoteClaude.park_after_seconds=1",)
    await asyncio.to_thread(own_session.start)
    async with own_session.client() as client:
        conversation = await client.create()
        async with client.stream(conversation) as stream:
            await client.post(conversation, "@@ say Before.")
            await stream.kind("turn.finished")
            await asyncio.to_thread(own_session.wait_for_no_claude)
            await gone_on(client, conversation, stream)
            health = await client.call("GET", "health")
            assert health["live"] <= 1


async def test_one_more_than_the_limit_waits_and_says_so(own_session: SessionServer) -> None:
    own_session.stop()
    own_session._extra = ("--RemoteClaude.live_limit=1",)
    await asyncio.to_thread(own_session.start)
    async with own_session.client() as client:
        first, second = await client.create(), await client.create()
        async with client.stream(first) as one, client.stream(second) as two:
            await client.post(first, "@@ lorem 300 50")
            await one.kind("delta")
            await client.post(second, "@@ say After you.")
            assert (await two.kind("notice"))["code"] == "waiting_for_place"
            await client.call("POST", f"conversations/{first}/interrupt")
            assert (await two.kind("turn.finished"))["outcome"] == "completed"
