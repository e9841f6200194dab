"""Every cut of a conversation gives the same frames, byte for byte, also while it grows."""

import asyncio
import json

import pytest

from tests.support.session import SessionServer
from tests.support.stream import RefusedError, SessionClient, Stream

pytestmark = pytest.mark.asyncio


async def record(client: SessionClient) -> str:
    """A conversation with text, thinking, a tool, an approval, an interrupt and a queue."""
    conversation = await client.create()
    async with client.stream(conversation) as stream:
        await client.post(
            conversation,
            "@@ think Well. ;; say Let me see. ;;"
            ' tool Bash {"command": "echo hi > replay.txt"} >> say Done.',
        )
        await client.post(conversation, "@@ lorem 2000 50")
        asked = await stream.kind("approval.asked")
        await client.decide(conversation, asked["approval"], decision="allow")
        await stream.kind("turn.finished")
        await stream.kind("delta")
        await client.call("POST", f"conversations/{conversation}/interrupt")
        await stream.kind("turn.finished")
    return conversation


async def rest(stream: Stream, last: int) -> list[str]:
    """The durable frames of a stream up to a number, as they came."""
    while not stream.durable or stream.durable[-1]["seq"] < last:
        await stream.next()
    return [raw for raw in stream.raw if json.loads(raw)["seq"] is not None]


async def test_frames_and_stream_agree_at_every_cut(session: SessionServer) -> None:
    async with session.client() as client:
        conversation = await record(client)
        whole = await client.frames(conversation)
        last = whole["last"]
        assert [frame["seq"] for frame in whole["frames"]] == list(range(1, last + 1))
        for cut in range(last):
            body = await client.raw_frames(conversation, after=cut)
            async with client.stream(conversation, after=cut) as stream:
                raw = await rest(stream, last)
            assert body == f'{{"frames":[{",".join(raw)}],"last":{last},"more":false}}'.encode()


async def test_a_stream_opened_while_frames_are_appended_misses_nothing(
    session: SessionServer,
) -> None:
    async with session.client() as client:
        conversation = await client.create()
        blocks = " ;; ".join(f"say Part {n}." for n in range(30))
        async with client.stream(conversation) as first:
            await client.post(conversation, f"@@ {blocks}")

            async def listen(after: int) -> list[str]:
                async with client.stream(conversation, after=after) as stream:
                    await stream.kind("turn.finished")
                return [raw for raw in stream.raw if json.loads(raw)["seq"] is not None]

            late = []
            while not any(frame["kind"] == "turn.finished" for frame in first.frames):
                frame = await first.next()
                if frame["seq"] is not None and frame["kind"] != "turn.finished":
                    late.append((frame["seq"], asyncio.create_task(listen(frame["seq"]))))
        stored = (await client.raw_frames(conversation)).decode()
        for after, task in late:
            raw = await task
            assert next(json.loads(one)["seq"] for one in raw) == after + 1
            assert stored.endswith(
                f'{",".join(raw)}],"last":{json.loads(raw[-1])["seq"]},"more":false}}'
            )


async def test_a_page_of_frames_says_that_there_are_more(session: SessionServer) -> None:
    async with session.client() as client:
        conversation = await client.create()
        async with client.stream(conversation) as stream:
            await client.post(conversation, "@@ say One. ;; say Two.")
            await stream.kind("turn.finished")
        page = await client.frames(conversation, limit=2)
        assert (len(page["frames"]), page["more"]) == (2, True)
        with pytest.raises(RefusedError) as refused:
            await client.frames(conversation, after=page["last"] + 1)
        assert refused.value.error["code"] == "after_out_of_range"


async def test_a_stream_after_a_number_that_is_not_begins_anew(session: SessionServer) -> None:
    async with session.client() as client:
        conversation = await client.create(title="T")
        async with client.stream(conversation) as stream:
            await client.post(conversation, "@@ say One.")
            await stream.kind("turn.finished")
        async with client.stream(conversation, after=10_000) as stream:
            assert (await stream.next())["reset"] is True
            assert (await stream.until(lambda f: f["seq"] is not None))["seq"] == 1


async def test_a_late_listener_has_what_was_written_of_a_block(session: SessionServer) -> None:
    async with session.client() as client:
        conversation = await client.create()
        async with client.stream(conversation) as stream:
            await client.post(conversation, "@@ lorem 150 50")
            for _ in range(10):
                await stream.kind("delta")
            async with client.stream(conversation) as late:
                hello = await late.next()
                whole = await late.kind("text")
            seen = hello["partial"][0]["text"] + "".join(
                f["text"] for f in late.frames if f["kind"] == "delta"
            )
        assert seen == whole["text"]
