"""What helps to write: commands, files to mention, waiting messages written anew, attachments."""

import base64
import json
import subprocess
from typing import Any

import pytest

from tests.support.model import ScriptedModel, to_body
from tests.support.session import SessionServer
from tests.support.stream import RefusedError, SessionClient

pytestmark = pytest.mark.asyncio
PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"\0" * 64).decode()
DOT = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ"
    "AAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
NAMES = ("src/invoice.py", "src/deep/er.txt", "two words.md", "ünï.md", 'q"uote.txt', "new\nline")


@pytest.fixture(scope="module", autouse=True)
def files(session: SessionServer) -> None:
    """A repository with files of every kind of name, and one that is ignored."""
    for name in (*NAMES, "build/ignored.txt"):
        path = session.workspace / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x\n")
    (session.workspace / ".gitignore").write_text("build\n")
    subprocess.run(["git", "init", "-q", str(session.workspace)], check=True)


async def paths(client: SessionClient, query: str, **more: Any) -> list[str]:
    found = await client.call("GET", "suggestions", params={"query": query, **more})
    return [item["path"] for item in found["items"]]


async def test_files_are_found_without_a_conversation_and_in_one(session: SessionServer) -> None:
    async with session.client() as client:
        assert "src/invoice.py" in await paths(client, "inv")
        assert len(session.claudes()) == 1  # the scout, and nobody asks the model
        conversation = await client.create()
        async with client.stream(conversation) as stream:
            await client.post(conversation, "@@ say Here.")
            await stream.kind("turn.finished")
        assert "src/deep/er.txt" in await paths(client, "deer")
        assert await paths(client, "src/", limit=1) == ["src/"]


async def test_the_first_search_of_a_process_that_said_its_commands_finds_files(
    own_session: SessionServer,
) -> None:
    (own_session.workspace / "needle.txt").write_text("x")
    async with own_session.client() as client:
        await client.call("GET", "commands")
        await paths(client, "")
        assert await paths(client, "need") == ["needle.txt"]


async def test_names_come_as_they_are_on_disk_and_ignored_files_do_not(
    session: SessionServer,
) -> None:
    async with session.client() as client:
        for query, name in (("two w", "two words.md"), ("ün", "ünï.md"), ("uote", 'q"uote.txt')):
            assert name in await paths(client, query)
        assert "new\nline" in await paths(client, "new")
        assert await paths(client, "ignored") == []
        assert ".git/" not in await paths(client, "")


@pytest.mark.parametrize("query", ["*" * 500, "\0\n\r", "../..", "%00", "{}[]()", "\u202e", "😀"])
async def test_garbage_finds_nothing_and_breaks_nothing(session: SessionServer, query: str) -> None:
    async with session.client() as client:
        await paths(client, query)
        assert "src/invoice.py" in await paths(client, "invoice")


async def test_a_query_without_end_and_a_wrong_limit_are_refused(session: SessionServer) -> None:
    async with session.client() as client:
        for query in ({"query": "x" * 501}, {"limit": 0}, {"limit": "many"}):
            with pytest.raises(RefusedError) as refused:
                await client.call("GET", "suggestions", params=query)
            assert refused.value.status == 400


async def test_a_scout_that_was_killed_is_replaced(own_session: SessionServer) -> None:
    (own_session.workspace / "needle.txt").write_text("x")
    async with own_session.client() as client:
        assert "needle.txt" in await paths(client, "need")
        for scout in own_session.claudes():
            scout.kill()
            scout.wait()
        assert "needle.txt" in await paths(client, "need")
        assert len(own_session.claudes()) == 1
    own_session.stop()
    own_session.wait_for_no_claude()


async def test_commands_are_those_of_the_cli_and_are_known_after_a_restart(
    own_session: SessionServer,
) -> None:
    folder = own_session.workspace / ".claude" / "commands"
    folder.mkdir(parents=True)
    (folder / "greet.md").write_text("---\ndescription: Say hello\n---\nHello $ARGUMENTS\n")
    async with own_session.client() as client:
        items = (await client.call("GET", "commands"))["items"]
        names = [item["name"] for item in items]
        assert "compact" in names
        assert names == sorted(names)
    own_session.stop()
    own_session.start()
    async with own_session.client() as client:
        again = (await client.call("GET", "commands"))["items"]
        assert again == items
        assert own_session.claudes() == []  # what is known needs no process


async def waiting(client: SessionClient, conversation: str, *texts: str) -> list[str]:
    """Messages that wait behind a question."""
    await client.post(conversation, '@@ tool Bash {"command": "touch x"} >> say Over.')
    return [(await client.post(conversation, text))["message"] for text in texts]


async def patch(client: SessionClient, conversation: str, message: str, **wish: Any) -> Any:
    return await client.call("PATCH", f"conversations/{conversation}/messages/{message}", wish)


async def test_a_waiting_message_is_written_anew_in_its_place(session: SessionServer) -> None:
    async with session.client() as client:
        conversation = await client.create()
        async with client.stream(conversation) as stream:
            one, _ = await waiting(client, conversation, "@@ say One.", "@@ say Two.")
            asked = await stream.kind("approval.asked")
            answer = await patch(client, conversation, one, text="@@ say First.")
            assert answer == {"message": one, "text": "@@ say First."}
            with pytest.raises(RefusedError) as refused:
                await patch(client, conversation, one, text="  ")
            assert refused.value.status == 400
            await client.decide(conversation, asked["approval"], decision="deny")
            for text in ("First.", "Two."):
                await stream.until(lambda f, text=text: f["kind"] == "text" and f["text"] == text)
                await stream.kind("turn.finished")
            with pytest.raises(RefusedError) as refused:
                await patch(client, conversation, one, text="too late")
            assert refused.value.error["code"] == "message_already_sent"
            with pytest.raises(RefusedError) as refused:
                await patch(client, conversation, "nothing", text="x")
            assert refused.value.status == 404
        assert "One." not in json.dumps(stream.durable[-6:])


async def test_a_waiting_message_is_handed_over_at_once(session: SessionServer) -> None:
    async with session.client() as client:
        conversation = await client.create()
        async with client.stream(conversation) as stream:
            await client.post(conversation, "@@ lorem 3000 60")
            await stream.kind("delta")
            later = (await client.post(conversation, "@@ say Later."))["message"]
            sooner = (await client.post(conversation, "@@ say Sooner."))["message"]
            await patch(client, conversation, sooner, when="now")
            for text in ("Sooner.", "Later."):
                await stream.until(lambda f, text=text: f["kind"] == "text" and f["text"] == text)
            await stream.kind("turn.finished")
        told = [f["message"] for f in stream.durable if f["kind"] == "message"][1:]
        assert told == [sooner, later]


IMAGE = {"type": "image", "name": "dot.png", "media_type": "image/png", "data": DOT}
SELECTED = {
    "type": "file",
    "name": "invoice.py:1-2",
    "path": "src/invoice.py",
    "lines": "1-2",
    "text": "total = ```x```",
}


async def test_images_files_and_a_selection_reach_the_model_and_come_back_with_the_message(
    session: SessionServer, module_model: ScriptedModel
) -> None:
    notes = {"type": "file", "name": "two words.md", "path": "two words.md"}
    async with session.client() as client:
        conversation = await client.create()
        async with client.stream(conversation) as stream:
            attachments = [IMAGE, notes, SELECTED]
            await client.post(conversation, "@@ say Seen.", attachments=attachments)
            told = await stream.kind("message")
            await stream.kind("turn.finished")
        assert told["attachments"] == attachments
    asked = json.dumps(to_body(module_model.turns[-1]))
    assert DOT in asked
    assert "Selected in the editor: @src/invoice.py#L1-2" in asked
    assert "total = ```x```" in asked
    assert "two words.md" in asked


async def test_a_message_may_be_an_image_alone_and_the_queue_names_it(
    session: SessionServer,
) -> None:
    async with session.client() as client:
        conversation = await client.create()
        await waiting(client, conversation)
        message = (await client.post(conversation, "", attachments=[IMAGE]))["message"]
        shown = await client.call("GET", f"conversations/{conversation}")
        named = [{"type": "image", "name": "dot.png"}]
        assert shown["queue"] == [{"message": message, "text": "", "attachments": named}]


@pytest.mark.parametrize(
    ("attachment", "status", "words"),
    [
        (
            {"type": "image", "name": "a.svg", "media_type": "image/svg+xml", "data": PNG},
            400,
            "PNG",
        ),
        ({"type": "image", "name": "a", "media_type": "image/png", "data": "%%%"}, 400, "base64"),
        ({"type": "image", "name": "a", "media_type": "image/png"}, 400, "empty"),
        (
            {"type": "image", "name": "a", "media_type": "image/png", "data": "A" * 5_250_000},
            413,
            "3,932,160",
        ),
        ({"type": "file", "name": "a"}, 400, "path"),
        ({"type": "file", "name": "a", "path": "a\0b"}, 400, "path"),
        ({"type": "file", "name": "a", "path": "a", "lines": "1;rm"}, 400, "41-49"),
    ],
)
@pytest.mark.filterwarnings("ignore:Sending a large body")
async def test_an_attachment_that_claude_would_choke_on_is_refused_in_words(
    session: SessionServer, attachment: dict[str, Any], status: int, words: str
) -> None:
    async with session.client() as client:
        conversation = await client.create()
        with pytest.raises(RefusedError) as refused:
            await client.post(conversation, "look", attachments=[attachment])
        assert refused.value.status == status
        assert words in json.dumps(refused.value.error)
        with pytest.raises(RefusedError) as refused:
            await client.post(conversation, "look", attachments=[IMAGE] * 21)
        assert "at most 20" in refused.value.error["message"]
