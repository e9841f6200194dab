"""Mode and model change while Claude works: from its next tool, its next request on."""

import asyncio

import pytest

from tests.support.model import ScriptedModel, to_body
from tests.support.session import SessionServer
from tests.support.stream import Frame, SessionClient, Stream

pytestmark = pytest.mark.asyncio

COMMAND = 'tool Bash {"command": "python3 -c 1 && touch asked"}'


def write(name: str) -> str:
    return f'tool Write {{"file_path": "{{{{workspace}}}}/{name}", "content": "x"}}'


async def choose(client: SessionClient, conversation: str, **wish: str) -> int:
    """Choose in mid-turn; how many questions then wait."""
    said = await client.call("PATCH", f"conversations/{conversation}", wish)
    assert {name: said[name] for name in wish} == wish
    return len(said["approvals"])


async def asked_or_finished(stream: Stream) -> Frame:
    return await stream.until(lambda frame: frame["kind"] in {"approval.asked", "turn.finished"})


async def test_an_open_question_stays_and_what_comes_after_it_follows(
    session: SessionServer, module_model: ScriptedModel
) -> None:
    before = len(module_model.turns)
    async with session.client() as client:
        conversation = await client.create(model="claude-sonnet-5")
        async with client.stream(conversation) as stream:
            await client.post(conversation, f"@@ {write('a')} >> {write('b')} >> say Done.")
            asked = await stream.kind("approval.asked")
            wish = {"mode": "acceptEdits", "model": "claude-opus-5-5", "effort": "low"}
            assert await choose(client, conversation, **wish) == 1
            await client.decide(conversation, asked["approval"], decision="allow")
            assert (await asked_or_finished(stream))["kind"] == "turn.finished"
            kinds = [frame["kind"] for frame in stream.durable]
    assert (session.workspace / "b").read_text() == "x"
    assert (kinds.count("mode.changed"), kinds.count("model.changed")) == (1, 1)
    assert kinds.index("mode.changed") < kinds.index("approval.settled")
    bodies = [to_body(exchange) for exchange in module_model.turns[before:]]
    models = [body["model"] for body in bodies]
    assert models == ["claude-sonnet-5", "claude-opus-5-5", "claude-opus-5-5"]
    efforts = [body["output_config"]["effort"] for body in bodies]
    assert (efforts[0] != "low", efforts[1:]) == (True, ["low", "low"])


async def test_from_accepting_edits_to_planning_in_the_middle(session: SessionServer) -> None:
    async with session.client() as client:
        conversation = await client.create(mode="acceptEdits")
        async with client.stream(conversation) as stream:
            await client.post(conversation, f"@@ {COMMAND} >> {write('c')} >> say Done.")
            asked = await stream.kind("approval.asked")
            assert await choose(client, conversation, mode="plan") == 1
            await client.decide(conversation, asked["approval"], decision="allow")
            asked = await asked_or_finished(stream)
            assert (asked["kind"], asked["tool"]) == ("approval.asked", "Write")
            assert not (session.workspace / "c").exists()
        await client.call("DELETE", f"conversations/{conversation}")


async def test_a_plan_that_waits_stays_and_is_carried_out_in_the_new_mode(
    session: SessionServer,
) -> None:
    plan = f'@@ tool ExitPlanMode {{"plan": "Make it."}} >> {write("d")} >> say Done.'
    async with session.client() as client:
        conversation = await client.create(mode="plan")
        async with client.stream(conversation) as stream:
            await client.post(conversation, plan)
            asked = await stream.kind("approval.asked")
            assert await choose(client, conversation, mode="acceptEdits") == 1
            await client.decide(conversation, asked["approval"], decision="allow")
            assert (await asked_or_finished(stream))["kind"] == "turn.finished"
        assert (session.workspace / "d").read_text() == "x"
        shown = await client.call("GET", f"conversations/{conversation}")
        assert shown["mode"] == "acceptEdits"


async def test_what_is_chosen_while_the_process_starts_counts_for_it(
    session: SessionServer, module_model: ScriptedModel
) -> None:
    before = len(module_model.turns)
    async with session.client() as client:
        conversation = await client.create(model="claude-sonnet-5")
        async with client.stream(conversation) as stream:
            await client.post(conversation, f"@@ {write('e')} >> say Done.")
            wish = {"mode": "acceptEdits", "model": "claude-haiku-4-5", "effort": "low"}
            await choose(client, conversation, **wish)
            assert (await asked_or_finished(stream))["kind"] == "turn.finished"
        assert (session.workspace / "e").read_text() == "x"
    models = {to_body(exchange)["model"] for exchange in module_model.turns[before:]}
    assert models == {"claude-haiku-4-5"}


async def test_what_was_chosen_in_the_middle_outlives_everything(
    own_session: SessionServer,
) -> None:
    async with own_session.client() as client:
        conversation = await client.create()
        async with client.stream(conversation) as stream:
            await client.post(conversation, f"@@ {COMMAND} >> say Done.")
            await stream.kind("approval.asked")
            wish = {"mode": "acceptEdits", "model": "claude-haiku-4-5"}
            await choose(client, conversation, **wish)
            await asyncio.to_thread(own_session.kill)
            for process in own_session.claudes():
                process.kill()
    await asyncio.to_thread(own_session.start)
    async with own_session.client() as client:
        async with client.stream(conversation) as stream:
            assert (await stream.kind("mode.changed"))["mode"] == "acceptEdits"
            assert (await stream.kind("model.changed"))["model"] == "claude-haiku-4-5"
            await stream.kind("turn.finished")
            await client.post(conversation, f"@@ {write('f')} >> say Done.")
            assert (await asked_or_finished(stream))["kind"] == "turn.finished"
        shown = await client.call("GET", f"conversations/{conversation}")
        assert {name: shown[name] for name in wish} == wish
