"""A fork: another conversation with the same past, which goes its own way."""

from decimal import Decimal
from typing import Any

import pytest

from tests.support.model import ScriptedModel, to_body
from tests.support.session import SessionServer
from tests.support.stream import Frame, RefusedError, SessionClient

pytestmark = pytest.mark.asyncio


async def turn(client: SessionClient, conversation: str, text: str) -> None:
    """Say something and wait until Claude rests."""
    last = (await client.frames(conversation))["last"]
    async with client.stream(conversation, after=last) as stream:
        await client.post(conversation, text)
        assert (await stream.kind("turn.finished"))["outcome"] == "completed"


async def of(client: SessionClient, conversation: str, kind: str) -> list[Frame]:
    frames: list[Frame] = (await client.frames(conversation))["frames"]
    return [frame for frame in frames if frame["kind"] == kind]


async def fork(client: SessionClient, conversation: str, **wish: Any) -> Frame:
    forked: Frame = await client.call("POST", f"conversations/{conversation}/fork", wish)
    return forked


async def test_a_fork_shows_the_same_past_and_claude_knows_it_and_no_more(
    own_session: SessionServer, module_model: ScriptedModel
) -> None:
    async with own_session.client() as client:
        source = await client.create(title="Fruit")
        for word in ("plum", "pear", "fig"):
            await turn(client, source, f"@@ say The word is {word}.")
        before = await client.raw_frames(source)
        messages = await of(client, source, "message")
        forked = await fork(client, source, message=messages[2]["message"])
        assert forked["title"] == "Fruit (fork)"
        assert (forked["state"], Decimal(forked["cost_usd"])) == ("idle", 0)
        assert forked["last_line"] == "The word is pear."
        assert forked["claude_session"] is not None
        ident = forked["id"]
        texts = [frame["text"] for frame in await of(client, ident, "text")]
        assert texts == ["The word is plum.", "The word is pear."]
        frames = (await client.frames(ident))["frames"]
        assert {frame["conversation"] for frame in frames} == {ident}
        assert [frame["seq"] for frame in frames] == list(range(1, len(frames) + 1))
        await turn(client, ident, "@@ say Another way.")
        assert await client.raw_frames(source) == before
        told = str(to_body(module_model.turns[-1]))
        assert "word is pear" in told
        assert "word is fig" not in told
        assert (await of(client, ident, "text"))[-1]["text"] == "Another way."
        spent = Decimal((await client.call("GET", f"conversations/{ident}"))["cost_usd"])
        whole = Decimal((await client.call("GET", f"conversations/{source}"))["cost_usd"])
        assert Decimal(0) < spent < whole
        behind = await fork(client, source, turn=messages[0]["turn"])
        assert [f["text"] for f in await of(client, behind["id"], "text")] == ["The word is plum."]
        first = await fork(client, source, message=messages[0]["message"])
        assert first["claude_session"] is None
        await turn(client, first["id"], "@@ say From the beginning.")


async def test_the_unfinished_part_of_a_turn_cannot_be_forked(session: SessionServer) -> None:
    async with session.client() as client:
        source = await client.create()
        await turn(client, source, "@@ say First.")
        async with client.stream(source) as stream:
            await client.post(source, "@@ delay 30 ;; say Late.")
            started = await stream.until(lambda f: f["kind"] == "turn.started" and f["seq"] > 5)
            with pytest.raises(RefusedError) as refused:
                await fork(client, source, turn=started["turn"])
            assert (refused.value.status, refused.value.error["code"]) == (409, "not_forkable")
            forked = await fork(client, source)
            assert [f["text"] for f in await of(client, forked["id"], "text")] == ["First."]
            assert forked["state"] == "idle"
            await client.call("POST", f"conversations/{source}/interrupt")
            await stream.kind("turn.finished")
        for wish in ({"turn": "no-such"}, {"message": "no-such"}):
            with pytest.raises(RefusedError) as refused:
                await fork(client, source, **wish)
            assert refused.value.status == 404
