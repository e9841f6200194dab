"""A conversation with the real Claude Code, through the routes of the contract."""

import asyncio

import pytest

from tests.support.session import SessionServer
from tests.support.stream import RefusedError

pytestmark = pytest.mark.asyncio


async def test_a_prompt_is_answered(session: SessionServer) -> None:
    async with session.client() as client:
        conversation = await client.create()
        async with client.stream(conversation) as stream:
            assert (await stream.next())["kind"] == "hello"
            answer = await client.post(conversation, "@@ say Hello there.")
            assert answer["state"] == "sent"
            finished = await stream.kind("turn.finished")
            assert finished["outcome"] == "completed"
        kinds = [frame["kind"] for frame in stream.durable]
        assert kinds[:3] == ["message", "title.changed", "turn.started"]
        assert "text" in kinds
        assert [frame["seq"] for frame in stream.durable] == list(range(1, len(kinds) + 1))
        listed = await client.call("GET", "conversations")
        assert listed["items"][0]["last_line"] == "Hello there."
        assert listed["items"][0]["state"] == "idle"


async def test_deltas_add_up_to_the_block(session: SessionServer) -> None:
    async with session.client() as client:
        conversation = await client.create()
        async with client.stream(conversation) as stream:
            await client.post(conversation, "@@ lorem 200 400")
            whole = await stream.kind("text")
            deltas = [f for f in stream.frames if f["kind"] == "delta"]
            assert "".join(f["text"] for f in deltas) == whole["text"]
            assert {f["block"] for f in deltas} == {whole["block"]}


async def test_the_same_client_id_makes_one_message(session: SessionServer) -> None:
    async with session.client() as client:
        conversation = await client.create()
        async with client.stream(conversation) as stream:
            answers = await asyncio.gather(
                *(client.post(conversation, "@@ say Once.", client_id="same") for _ in range(5))
            )
            assert all(answer == answers[0] for answer in answers)
            await stream.kind("turn.finished")
        messages = [f for f in stream.frames if f["kind"] == "message"]
        assert len(messages) == 1


async def test_a_permission_is_asked_and_allowed(session: SessionServer) -> None:
    async with session.client() as client:
        conversation = await client.create()
        async with client.stream(conversation) as stream:
            await client.post(
                conversation,
                '@@ tool Write {"file_path": "{{workspace}}/a.txt", "content": "hello"}'
                " >> say Done.",
            )
            asked = await stream.kind("approval.asked")
            assert asked["type"] == "permission"
            assert asked["tool"] == "Write"
            shown = await client.call("GET", f"conversations/{conversation}")
            assert shown["state"] == "waiting"
            assert shown["approvals"][0]["approval"] == asked["approval"]
            settled = await client.decide(conversation, asked["approval"], decision="allow")
            assert settled["outcome"] == "allowed"
            tool = await stream.kind("tool.finished")
            assert tool["status"] == "ok"
            await stream.kind("turn.finished")
        assert (session.workspace / "a.txt").read_text() == "hello"


async def test_a_second_answer_is_told_who_was_first(session: SessionServer) -> None:
    async with session.client() as client:
        conversation = await client.create()
        async with client.stream(conversation) as stream:
            await client.post(
                conversation, '@@ tool Bash {"command": "touch b.txt"} >> say Then not.'
            )
            asked = await stream.kind("approval.asked")
            decide = client.decide(
                conversation, asked["approval"], decision="deny", feedback="Use another name."
            )
            await decide
            with pytest.raises(RefusedError) as refused:
                await client.decide(conversation, asked["approval"], decision="allow")
            assert refused.value.status == 409
            assert refused.value.error["code"] == "approval_settled"
            assert set(refused.value.error["details"]) == {"by", "at", "outcome"}
            assert (await stream.kind("tool.finished"))["status"] == "denied"
            await stream.kind("turn.finished")
        assert not (session.workspace / "b.txt").exists()


async def test_a_question_is_answered(session: SessionServer) -> None:
    question = (
        '{"questions": [{"question": "Which DB?", "header": "DB", "multiSelect": false,'
        ' "options": [{"label": "Postgres", "description": "big"},'
        ' {"label": "SQLite", "description": "small"}]}]}'
    )
    async with session.client() as client:
        conversation = await client.create()
        async with client.stream(conversation) as stream:
            await client.post(conversation, f"@@ tool AskUserQuestion {question} >> say Thanks.")
            asked = await stream.kind("approval.asked")
            assert asked["type"] == "question"
            await client.decide(
                conversation,
                asked["approval"],
                decision="allow",
                answers={"Which DB?": "Postgres"},
            )
            assert "Postgres" in str((await stream.kind("tool.finished"))["output"])
            assert (await stream.kind("turn.finished"))["outcome"] == "completed"


async def test_an_interrupt_ends_the_turn_as_stopped_by_the_person(session: SessionServer) -> None:
    async with session.client() as client:
        conversation = await client.create()
        async with client.stream(conversation) as stream:
            await client.post(conversation, "@@ lorem 2000 50")
            await stream.kind("delta")
            await client.call("POST", f"conversations/{conversation}/interrupt")
            finished = await stream.kind("turn.finished")
            assert finished["outcome"] == "interrupted"
            assert finished["reason"] == "Stopped by you."
            await client.call("POST", f"conversations/{conversation}/interrupt")
            await client.post(conversation, "@@ say Still here.")
            assert (await stream.kind("turn.finished"))["outcome"] == "completed"


async def test_an_interrupt_takes_a_question_back(session: SessionServer) -> None:
    async with session.client() as client:
        conversation = await client.create()
        async with client.stream(conversation) as stream:
            await client.post(conversation, '@@ tool Bash {"command": "touch c.txt"} >> say No.')
            await stream.kind("approval.asked")
            await client.call("POST", f"conversations/{conversation}/interrupt")
            assert (await stream.kind("approval.settled"))["outcome"] == "withdrawn"
            assert (await stream.kind("turn.finished"))["outcome"] == "interrupted"


async def test_messages_queue_while_claude_works(session: SessionServer) -> None:
    async with session.client() as client:
        conversation = await client.create()
        async with client.stream(conversation) as stream:
            await client.post(conversation, "@@ lorem 100 100")
            first = await client.post(conversation, "@@ say First.")
            second = await client.post(conversation, "@@ say Second.")
            assert first["state"] == second["state"] == "queued"
            path = f"conversations/{conversation}/messages"
            await client.call("DELETE", f"{path}/{first['message']}")
            for _ in range(2):
                assert (await stream.kind("turn.finished"))["outcome"] == "completed"
            with pytest.raises(RefusedError) as refused:
                await client.call("DELETE", f"{path}/{second['message']}")
            assert refused.value.error["code"] == "message_already_sent"
        texts = [f["text"] for f in stream.durable if f["kind"] == "text"]
        assert texts[-1] == "Second."
        assert "First." not in texts


async def test_a_message_sent_now_turns_claude_to_it(session: SessionServer) -> None:
    async with session.client() as client:
        conversation = await client.create()
        async with client.stream(conversation) as stream:
            await client.post(conversation, "@@ lorem 2000 50")
            await stream.kind("delta")
            sent = await client.post(conversation, "@@ say At once.", when="now")
            assert sent["state"] == "sent"
            text = await stream.until(lambda f: f["kind"] == "text" and f["text"] == "At once.")
            assert text["seq"]
            finished = await stream.kind("turn.finished")
            assert finished["outcome"] == "completed"
        shown = await client.call("GET", f"conversations/{conversation}")
        assert shown["state"] == "idle"


async def test_mode_and_model_change_in_a_live_conversation(session: SessionServer) -> None:
    async with session.client() as client:
        conversation = await client.create()
        async with client.stream(conversation) as stream:
            await client.post(conversation, "@@ say One.")
            await stream.kind("turn.finished")
            path = f"conversations/{conversation}"
            changed = await client.call("PATCH", path, {"mode": "acceptEdits", "title": "Mine"})
            assert (changed["mode"], changed["title"]) == ("acceptEdits", "Mine")
            assert (await stream.kind("mode.changed"))["mode"] == "acceptEdits"
            await client.post(
                conversation,
                '@@ tool Write {"file_path": "{{workspace}}/d.txt", "content": "x"} >> say Done.',
            )
            await stream.kind("turn.finished")
        assert "approval.asked" not in [f["kind"] for f in stream.durable]


async def test_a_refused_request_is_told_with_the_providers_words(session: SessionServer) -> None:
    async with session.client() as client:
        conversation = await client.create()
        async with client.stream(conversation) as stream:
            await client.post(conversation, "@@ error 400")
            finished = await stream.kind("turn.finished")
            assert finished["outcome"] == "failed"
            assert finished["reason"]
        assert (await client.call("GET", f"conversations/{conversation}"))["state"] == "failed"


async def test_a_deleted_conversation_is_gone(session: SessionServer) -> None:
    async with session.client() as client:
        conversation = await client.create(title="Short-lived")
        await client.call("DELETE", f"conversations/{conversation}")
        with pytest.raises(RefusedError) as refused:
            await client.call("GET", f"conversations/{conversation}")
        assert refused.value.status == 404
