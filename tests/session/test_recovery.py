"""A killed server finds every turn again, and says what became of it."""

import asyncio
import time

import pytest

from tests.support.session import SessionServer
from tests.support.stream import RefusedError

pytestmark = pytest.mark.asyncio


async def test_a_later_turn_of_a_process_outlives_its_server_too(
    own_session: SessionServer,
) -> None:
    async with own_session.client() as client:
        conversation = await client.create()
        async with client.stream(conversation) as stream:
            await client.post(conversation, "@@ say First.")
            await stream.kind("turn.finished")
            await client.post(conversation, "@@ lorem 120 40")
            await stream.kind("delta")
            last = stream.durable[-1]["seq"]
            await asyncio.to_thread(own_session.kill)
    await asyncio.to_thread(own_session.start)
    async with own_session.client() as client:
        begun = time.monotonic()
        queued = await client.post(conversation, "@@ say Meanwhile.")
        assert (queued["state"], time.monotonic() - begun < 2) == ("queued", True)
        async with client.stream(conversation, after=last) as stream:
            text = await stream.kind("text")
            assert (text["recovered"], len(text["text"].split()) > 100) == (True, True)
            finished = await stream.kind("turn.finished")
            assert (finished["outcome"], finished["recovered"]) == ("completed", True)
            answer = await stream.kind("text")
            assert answer["text"] == "Meanwhile."
            assert "recovered" not in await stream.kind("turn.finished")


async def test_a_turn_that_outlived_its_server_can_be_stopped(own_session: SessionServer) -> None:
    async with own_session.client() as client:
        conversation = await client.create()
        async with client.stream(conversation) as stream:
            await client.post(conversation, "@@ say Before. ;; lorem 2000 40")
            await stream.kind("delta")
            await asyncio.to_thread(own_session.kill)
    await asyncio.to_thread(own_session.start)
    async with own_session.client() as client:
        begun = time.monotonic()
        await client.call("POST", f"conversations/{conversation}/interrupt")
        async with client.stream(conversation, after=0) as stream:
            finished = await stream.kind("turn.finished")
            assert (finished["outcome"], finished["reason"]) == ("interrupted", "Stopped by you.")
            assert time.monotonic() - begun < 15, "it did not wait for the end of the answer"
            await client.post(conversation, "@@ say And on.")
            await stream.until(lambda f: f["kind"] == "text" and f["text"] == "And on.")


async def test_who_was_first_is_known_after_a_restart(own_session: SessionServer) -> None:
    async with own_session.client() as client:
        conversation = await client.create()
        async with client.stream(conversation) as stream:
            await client.post(conversation, '@@ tool Bash {"command": "touch x"} >> say Done.')
            asked = await stream.kind("approval.asked")
            await client.decide(conversation, asked["approval"], decision="allow")
            await stream.kind("turn.finished")
    await asyncio.to_thread(own_session.stop)
    await asyncio.to_thread(own_session.start)
    async with own_session.client() as client:
        with pytest.raises(RefusedError) as refused:
            await client.decide(conversation, asked["approval"], decision="deny")
        assert (refused.value.status, refused.value.error["code"]) == (409, "approval_settled")
        assert refused.value.error["details"]["outcome"] == "allowed"
        with pytest.raises(RefusedError) as refused:
            await client.decide(conversation, "unknown", decision="deny")
        assert refused.value.status == 404


async def test_a_question_of_a_killed_claude_is_lost_not_withdrawn(
    own_session: SessionServer,
) -> None:
    async with own_session.client() as client:
        conversation = await client.create()
        async with client.stream(conversation) as stream:
            await client.post(conversation, '@@ tool Bash {"command": "touch x"} >> say No.')
            await stream.kind("approval.asked")
            for process in own_session.claudes():
                process.kill()
            assert (await stream.kind("approval.settled"))["outcome"] == "lost"
            assert (await stream.kind("turn.finished"))["outcome"] == "failed"


async def test_a_server_killed_at_any_moment_answers_every_prompt_once(
    own_session: SessionServer,
) -> None:
    async with own_session.client() as client:
        conversation = await client.create()
    for number, seconds in enumerate((0.0, 0.05, 0.4, 0.8, 1.2)):
        async with own_session.client() as client:
            await client.post(conversation, f"@@ say Number {number}.")
            await asyncio.sleep(seconds)
        await asyncio.to_thread(own_session.kill)
        await asyncio.to_thread(own_session.start)
    async with own_session.client() as client:
        async with client.stream(conversation) as stream:
            await client.post(conversation, "@@ say The last.")
            await stream.until(lambda f: f["kind"] == "text" and f["text"] == "The last.")
            await stream.kind("turn.finished")
        page = await client.frames(conversation)
    frames = page["frames"]
    assert [f["seq"] for f in frames] == list(range(1, len(frames) + 1))
    kinds = [f["kind"] for f in frames]
    assert kinds.count("message") == kinds.count("turn.started") == 6
    assert kinds.count("turn.finished") == 6
    ends = [f["outcome"] for f in frames if f["kind"] == "turn.finished"]
    texts = [f["text"] for f in frames if f["kind"] == "text"]
    assert len(texts) == len(set(texts)), texts
    assert len(texts) == ends.count("completed")
