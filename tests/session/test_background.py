"""Commands that go on by themselves: listed, stopped by a person, gone with their process."""

import json

import pytest

from tests.support.session import SessionServer
from tests.support.stream import RefusedError, SessionClient, Stream

pytestmark = pytest.mark.asyncio
SCRIPT = (
    '@@ tool Bash {"command": "sleep 300; touch never", "run_in_background": true}'
    " >> say Started. >> say Over."
)


async def begin(client: SessionClient, conversation: str, stream: Stream) -> str:
    """Start a command in the background; its id."""
    await client.post(conversation, SCRIPT)
    asked = await stream.kind("approval.asked")
    await client.decide(conversation, asked["approval"], decision="allow")
    told = await stream.until(
        lambda f: f["kind"] == "background.changed" and "tool_use" in f["background"][0]
    )
    await stream.until(lambda f: f["kind"] == "text" and f["text"] == "Started.")
    (one,) = told["background"]
    assert (one["type"], one["description"]) == ("command", "sleep 300; touch never")
    return str(one["id"])


async def test_a_person_stops_a_command_of_the_background(session: SessionServer) -> None:
    async with session.client() as client:
        conversation = await client.create()
        async with client.stream(conversation) as stream:
            ident = await begin(client, conversation, stream)
            path = f"conversations/{conversation}/background"
            with pytest.raises(RefusedError) as refused:
                await client.call("POST", f"{path}/no-such-command/stop")
            assert refused.value.status == 404
            await client.call("POST", f"{path}/{ident}/stop")
            assert (await stream.kind("background.finished"))["status"] == "stopped"
            assert (await stream.kind("background.changed"))["background"] == []
            assert (await stream.kind("turn.finished"))["outcome"] == "completed"
            with pytest.raises(RefusedError) as refused:
                await client.call("POST", f"{path}/{ident}/stop")
            assert refused.value.status == 404
        assert not (session.workspace / "never").exists()


async def test_nothing_goes_on_after_the_server_was_killed(own_session: SessionServer) -> None:
    async with own_session.client() as client:
        conversation = await client.create()
        async with client.stream(conversation) as stream:
            await begin(client, conversation, stream)
    own_session.kill()
    own_session.start()
    async with own_session.client() as client, client.stream(conversation) as stream:
        await stream.until(lambda f: f["kind"] == "turn.finished")
        page = await client.frames(conversation)
    told = [f for f in page["frames"] if f["kind"] == "background.changed"]
    assert told[-1]["background"] == [], json.dumps(told)
