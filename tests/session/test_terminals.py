"""Conversations that begin in a terminal: in the list, live, and taken over."""

import asyncio
import json
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import psutil
import pytest

from remote_claude_ext.session.claude.terminal import bin_folder
from tests.session.claude.screen import Screen, in_terminal
from tests.support.model import ScriptedModel
from tests.support.session import SessionServer
from tests.support.stream import RefusedError, SessionClient

pytestmark = pytest.mark.asyncio
READY = "manual mode on"
SECONDS = 90
"""Several programs start at once on what may be a busy machine."""


def claude_in(
    session: SessionServer, *arguments: str, cwd: Path | None = None
) -> AbstractContextManager[Screen]:
    """`claude` in a terminal of the session's server."""
    environment = psutil.Process(session.process.pid).environ()
    return in_terminal(
        [str(bin_folder(session.state) / "claude"), *arguments],
        cwd=cwd or session.workspace,
        environment={**environment, "TERM": "xterm-256color"},
    )


async def say(screen: Screen, prompt: str, *, shows: str) -> None:
    await asyncio.to_thread(screen.type, prompt, shows=prompt[:20])
    await asyncio.to_thread(screen.wait_for, shows, SECONDS)


async def until(
    client: SessionClient, found: Callable[[list[dict[str, Any]]], Any], seconds: float = SECONDS
) -> list[dict[str, Any]]:
    """The list of conversations, as soon as it is as it should be."""
    deadline = time.monotonic() + seconds
    while True:
        items = (await client.call("GET", "conversations"))["items"]
        if found(items):
            return list(items)
        assert time.monotonic() < deadline, json.dumps(items, indent=1)
        await asyncio.sleep(0.1)


async def texts(client: SessionClient, conversation: str) -> list[str]:
    """What was said, by whom ever."""
    page = await client.call("GET", f"conversations/{conversation}/frames?limit=5000")
    assert [frame["seq"] for frame in page["frames"]] == list(range(1, page["last"] + 1))
    return [frame["text"] for frame in page["frames"] if frame["kind"] in ("message", "text")]


async def kinds(client: SessionClient, conversation: str) -> list[str]:
    page = await client.call("GET", f"conversations/{conversation}/frames?limit=5000")
    return [frame["kind"] for frame in page["frames"]]


async def test_a_conversation_of_a_terminal_is_followed_and_taken_over(
    own_session: SessionServer, module_model: ScriptedModel
) -> None:
    ask = '@@ tool Bash {"command": "touch made"} >> say Made.'
    async with own_session.client() as client:
        with claude_in(own_session) as screen:
            await asyncio.to_thread(screen.wait_for, READY, SECONDS)
            await say(screen, "@@ say First.", shows="● First.")
            (shown,) = await until(
                client, lambda items: items and items[0]["last_line"] == "First."
            )
            (shown,) = await until(client, lambda items: items[0]["state"] == "idle")
            ident = shown["id"]
            assert shown["title"] == "@@ say First."
            assert shown["terminal"] == {"name": None, "status": "idle"}
            async with client.stream(ident) as stream:
                await say(screen, ask, shows="Do you want to proceed?")
                await stream.kind("tool.started")
                (shown,) = await until(client, lambda items: items[0]["state"] == "waiting")
                assert shown["terminal"]["status"] == "waiting"
                with pytest.raises(RefusedError) as refused:
                    await client.post(ident, "@@ say Never.")
                assert refused.value.error["code"] == "held_by_terminal"
                taken = await client.call("POST", f"conversations/{ident}/takeover")
                assert (taken["terminal"], taken["state"]) == (None, "idle")
                assert (await stream.kind("tool.finished"))["status"] == "unknown"
                end = await stream.kind("turn.finished")
                assert (end["outcome"], "taken over" in end["reason"]) == ("interrupted", True)
                assert psutil.Process(screen.pid).status() == psutil.STATUS_ZOMBIE
                await client.post(ident, "@@ say Here.")
                assert (await stream.kind("turn.finished"))["outcome"] == "completed"
        assert "First." in module_model.turns[-1].body.decode()
        assert await texts(client, ident) == [
            "@@ say First.",
            "First.",
            ask,
            "@@ say Here.",
            "Here.",
        ]
        assert not (own_session.workspace / "made").exists()


async def test_two_terminals_are_two_conversations_and_clear_begins_none(
    own_session: SessionServer,
) -> None:
    below = own_session.workspace / "below"
    below.mkdir()
    async with own_session.client() as client:
        with claude_in(own_session) as one, claude_in(own_session, cwd=below) as other:
            for screen, name in ((one, "One"), (other, "Other")):
                await asyncio.to_thread(screen.wait_for, READY, SECONDS)
                await say(screen, f"@@ say {name}.", shows=f"● {name}.")
            items = await until(client, lambda items: len(items) == 2)
            idents = {item["title"]: item["id"] for item in items}
            await say(one, "/clear", shows="/clear")
            await say(one, "@@ say Afresh.", shows="● Afresh.")
            items = await until(client, lambda items: "Afresh." in str(items))
            assert len(items) == 2
            assert await texts(client, idents["@@ say One."]) == [
                "@@ say One.",
                "One.",
                "/clear",
                "@@ say Afresh.",
                "Afresh.",
            ]
            assert await texts(client, idents["@@ say Other."]) == ["@@ say Other.", "Other."]
        items = await until(client, lambda items: not any(item["terminal"] for item in items))
        # Begun in a folder below the workspace, it goes on in the panel.
        async with client.stream(idents["@@ say Other."]) as stream:
            await client.post(idents["@@ say Other."], "@@ say Here.")
            while (await stream.kind("text"))["text"] != "Here.":
                pass


async def test_a_server_that_is_killed_writes_nothing_twice_and_misses_nothing(
    own_session: SessionServer,
) -> None:
    slow = '@@ tool Bash {"command": "touch made"} >> say Made.'
    with claude_in(own_session) as screen:
        await asyncio.to_thread(screen.wait_for, READY, SECONDS)
        await say(screen, "@@ say First.", shows="● First.")
        await say(screen, slow, shows="Do you want to proceed?")
        async with own_session.client() as client:
            (item,) = await until(client, lambda items: items and items[0]["state"] == "waiting")
        own_session.kill()
        made = own_session.workspace / "made"
        await asyncio.to_thread(screen.press_until, b"\r", made.exists)
        await asyncio.to_thread(screen.wait_for, "● Made.")
        await say(screen, "@@ say Alone.", shows="● Alone.")
        own_session.start()
        async with own_session.client() as client:
            (item,) = await until(client, lambda items: "Alone." in str(items))
            assert item["state"] == "idle"
            own_session.kill()
            own_session.start()
    async with own_session.client() as client:
        (item,) = await until(client, lambda items: items and items[0]["terminal"] is None)
        assert await texts(client, item["id"]) == [
            *["@@ say First.", "First.", slow, "Made.", "@@ say Alone.", "Alone."]
        ]
        found = await kinds(client, item["id"])
        assert [found.count(kind) for kind in ("turn.started", "turn.finished")] == [3, 3]
        assert [found.count(kind) for kind in ("tool.started", "tool.finished")] == [1, 1]


async def test_what_is_said_in_a_terminal_is_seen_in_the_panel_that_began_it(
    own_session: SessionServer,
) -> None:
    async with own_session.client() as client:
        ident = await client.create()
        async with client.stream(ident) as stream:
            await client.post(ident, "@@ say Before.")
            await stream.kind("turn.finished")
            shown = await client.call("GET", f"conversations/{ident}")
            with claude_in(own_session, "--resume", shown["claude_session"]) as screen:
                await asyncio.to_thread(screen.wait_for, "Before.")
                await say(screen, "@@ say There.", shows="● There.")
                await stream.kind("turn.finished")
                await client.call("POST", f"conversations/{ident}/takeover")
            await client.post(ident, "@@ say After.")
            await stream.kind("turn.finished")
            await asyncio.to_thread(own_session.wait_for_written, "After.")
            # What the panel said is not told again when the next terminal has it.
            with claude_in(own_session, "--resume", shown["claude_session"]) as screen:
                await asyncio.to_thread(screen.wait_for, "After.")
                await say(screen, "@@ say Again.", shows="● Again.")
                await stream.kind("turn.finished")
        (item,) = (await client.call("GET", "conversations"))["items"]
        assert item["id"] == ident
        said = ["Before.", "There.", "After.", "Again."]
        expected = [line for word in said for line in (f"@@ say {word}", word)]
        assert await texts(client, ident) == expected


async def test_what_was_deleted_does_not_come_back_from_its_terminal(
    own_session: SessionServer,
) -> None:
    async with own_session.client() as client:
        with claude_in(own_session) as screen:
            await asyncio.to_thread(screen.wait_for, READY, SECONDS)
            await say(screen, "@@ say First.", shows="● First.")
            (item,) = await until(client, bool)
            path = f"conversations/{item['id']}"
            await client.call("DELETE", path)
            await client.call("POST", f"{path}/restore")
            await say(screen, "@@ say More.", shows="● More.")
            await until(client, lambda items: items and items[0]["last_line"] == "More.")
            said = ["@@ say First.", "First.", "@@ say More.", "More."]
            assert await texts(client, item["id"]) == said
            await client.call("DELETE", path)
            await say(screen, "@@ say Still there.", shows="● Still there.")
            with claude_in(own_session) as witness:
                await asyncio.to_thread(witness.wait_for, READY, SECONDS)
                await say(witness, "@@ say Witness.", shows="● Witness.")
                (seen,) = await until(client, bool)
                assert seen["title"] == "@@ say Witness."


async def test_garbage_in_the_list_of_processes_is_passed_over(own_session: SessionServer) -> None:
    folder = own_session.home / ".claude" / "sessions"
    folder.mkdir(parents=True, exist_ok=True)
    real = {"pid": own_session.process.pid, "procStart": "1", "kind": "interactive"}
    garbage = {
        "1": "",
        "2": "{",
        "3": "[]",
        "4": '{"pid": "x", "sessionId": 3}',
        "5": json.dumps({**real, "sessionId": "../../../etc/passwd", "cwd": "/"}),
        "6": json.dumps({**real, "sessionId": "a", "status": ["busy"], "cwd": None}),
    }
    for name, text in garbage.items():
        (folder / f"{name}.json").write_text(text)
    (folder / "7.json").mkdir()
    (folder / "8.key").write_text("secret")
    async with own_session.client() as client:
        with claude_in(own_session) as screen:
            await asyncio.to_thread(screen.wait_for, READY, SECONDS)
            await say(screen, "@@ say First.", shows="● First.")
            (item,) = await until(client, bool)
            assert item["title"] == "@@ say First."
    assert "Traceback" not in (own_session.root / "server.log").read_text()
