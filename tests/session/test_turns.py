"""What happens around a turn: races of messages, background work, a process that dies idle."""

import asyncio
import contextlib
import io
import json
from decimal import Decimal

import pytest

from tests.support.session import SessionServer
from tests.support.stream import RefusedError, SessionClient, Stream

pytestmark = pytest.mark.asyncio
BACKGROUND = (
    '@@ tool Bash {"command": "sleep SECONDS; touch over", "run_in_background": true}'
    " >> say Started. >> say Over."
)


async def allow(client: SessionClient, conversation: str, stream: Stream) -> None:
    asked = await stream.kind("approval.asked")
    await client.decide(conversation, asked["approval"], decision="allow")


async def test_no_message_is_lost_or_sent_twice_whoever_posts_and_withdraws(
    session: SessionServer,
) -> None:
    async with session.client() as client:
        conversation = await client.create()
        async with client.stream(conversation) as stream:

            async def one(number: int) -> str:
                await asyncio.sleep(0.15 * number)
                posted = await client.post(conversation, f"@@ say Number {number}.")
                if number % 3:
                    return f"Number {number}."
                path = f"conversations/{conversation}/messages/{posted['message']}"
                with contextlib.suppress(RefusedError):  # Claude has it already
                    await client.call("DELETE", path)
                    return ""
                return f"Number {number}."

            wanted = {text for text in await asyncio.gather(*map(one, range(15))) if text}

            def said() -> list[str]:
                return [f["text"] for f in stream.durable if f["kind"] == "text"]

            while set(said()) != wanted:
                assert (await stream.next())["kind"] != "notice"
            await stream.kind("turn.finished")
        page = await client.frames(conversation)
        kinds = [frame["kind"] for frame in page["frames"]]
        assert len(said()) == len(wanted)
        assert kinds.count("message") == kinds.count("turn.finished") == len(wanted)


async def test_background_work_keeps_its_turn_open(session: SessionServer) -> None:
    async with session.client() as client:
        conversation = await client.create()
        async with client.stream(conversation) as stream:
            await client.post(conversation, BACKGROUND.replace("SECONDS", "3"))
            await allow(client, conversation, stream)
            await stream.until(lambda f: f["kind"] == "text" and f["text"] == "Started.")
            shown = await client.call("GET", f"conversations/{conversation}")
            assert shown["state"] == "working"
            assert (await stream.kind("turn.finished"))["outcome"] == "completed"
        assert (session.workspace / "over").exists()
        assert [f["kind"] for f in stream.durable].count("turn.started") == 1


async def test_stop_ends_what_works_in_the_background(session: SessionServer) -> None:
    async with session.client() as client:
        conversation = await client.create()
        async with client.stream(conversation) as stream:
            await client.post(conversation, BACKGROUND.replace("SECONDS", "300"))
            await allow(client, conversation, stream)
            await stream.until(lambda f: f["kind"] == "text" and f["text"] == "Started.")
            await stream.kind("usage")
            await client.call("POST", f"conversations/{conversation}/interrupt")
            finished = await stream.kind("turn.finished")
            assert (finished["outcome"], finished["reason"]) == ("interrupted", "Stopped by you.")
            await client.post(conversation, "@@ say Still here.")
            assert (await stream.kind("turn.finished"))["outcome"] == "completed"


async def test_a_claude_that_dies_while_idle_is_not_noticed(own_session: SessionServer) -> None:
    async with own_session.client() as client:
        conversation = await client.create()
        async with client.stream(conversation) as stream:
            for number in range(3):
                for process in own_session.claudes():
                    process.kill()
                await client.post(conversation, f"@@ say Number {number}.")
                assert (await stream.kind("turn.finished"))["outcome"] == "completed"
        texts = [f["text"] for f in stream.durable if f["kind"] == "text"]
        assert texts == ["Number 0.", "Number 1.", "Number 2."]


async def test_the_queue_is_bounded(session: SessionServer) -> None:
    async with session.client() as client:
        conversation = await client.create()
        async with client.stream(conversation) as stream:
            await client.post(conversation, "@@ lorem 5000 50")
            await stream.kind("delta")
            for number in range(100):
                await client.post(conversation, f"@@ say {number}.")
            with pytest.raises(RefusedError) as refused:
                await client.post(conversation, "@@ say One more.")
            assert (refused.value.status, refused.value.error["code"]) == (409, "queue_full")
        await client.call("DELETE", f"conversations/{conversation}")


async def test_what_may_not_be_chosen_is_refused_with_the_choices(session: SessionServer) -> None:
    async with session.client() as client:
        conversation = await client.create(mode="plan")
        for call in (
            client.create(mode="bypassPermissions"),
            client.call("PATCH", f"conversations/{conversation}", {"mode": "auto"}),
        ):
            with pytest.raises(RefusedError) as refused:
                await call
            assert (refused.value.status, refused.value.error["code"]) == (403, "not_a_choice")
            assert refused.value.error["details"]["choices"] == ["default", "acceptEdits", "plan"]


async def test_an_empty_message_is_refused(session: SessionServer) -> None:
    async with session.client() as client:
        conversation = await client.create()
        with pytest.raises(RefusedError) as refused:
            await client.post(conversation, " \n ")
        assert refused.value.status == 400
        assert (await client.frames(conversation))["last"] == 0


async def test_a_deleted_conversation_still_counts(own_session: SessionServer) -> None:
    async with own_session.client() as client:
        conversation = await client.create()
        async with client.stream(conversation) as stream:
            await client.post(conversation, "@@ say Dear.")
            await stream.kind("turn.finished")
        spent = await client.call("GET", "usage")
        assert Decimal(spent["cost_usd"]) > 0
        assert spent["tokens"]["output"] > 0
        await client.call("DELETE", f"conversations/{conversation}")
        assert await client.call("GET", "usage") == spent
    await asyncio.to_thread(own_session.kill)
    await asyncio.to_thread(own_session.start)
    async with own_session.client() as client:
        assert await client.call("GET", "usage") == spent
        assert (await client.call("GET", "conversations"))["items"] == []


async def test_a_prompt_that_is_too_long_for_claude_fails_with_its_words(
    session: SessionServer,
) -> None:
    async with session.client() as client:
        conversation = await client.create()
        message = {"text": "x" * (5 << 20) + " @@ say I read it.", "client_id": "large"}
        async with client.stream(conversation) as stream:
            url = f"{client.url}conversations/{conversation}/messages"
            body = io.BytesIO(json.dumps(message).encode())
            async with client.http.post(url, data=body) as said:
                assert said.status == 202
            finished = await stream.kind("turn.finished")
            assert finished["outcome"] == "failed"
            assert "too long" in finished["reason"]
            shown = await client.call("GET", f"conversations/{conversation}")
            assert "too long" in shown["last_line"]
        kept = next(f for f in stream.durable if f["kind"] == "message")
        assert kept["text"] == message["text"]


async def test_a_prompt_of_a_megabyte_is_answered(session: SessionServer) -> None:
    async with session.client() as client:
        conversation = await client.create()
        async with client.stream(conversation) as stream:
            await client.post(conversation, "x" * (900 << 10) + " @@ say I read it.")
            assert (await stream.kind("turn.finished"))["outcome"] == "completed"
        assert [f["text"] for f in stream.durable if f["kind"] == "text"] == ["I read it."]
