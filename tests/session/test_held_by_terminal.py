"""One writer: what a terminal has open is not written to, and taken up again after it."""

import asyncio
from contextlib import AbstractContextManager

import psutil
import pytest

from remote_claude_ext.session.claude.terminal import bin_folder
from tests.session.claude.screen import Screen, in_terminal
from tests.support.session import SessionServer
from tests.support.stream import RefusedError

pytestmark = pytest.mark.asyncio


def resume_in_terminal(
    session: SessionServer, claude_session: str
) -> AbstractContextManager[Screen]:
    """`claude --resume` in a terminal of the session's server."""
    environment = psutil.Process(session.process.pid).environ()
    return in_terminal(
        [str(bin_folder(session.state) / "claude"), "--resume", claude_session],
        cwd=session.workspace,
        environment={**environment, "TERM": "xterm-256color"},
    )


async def test_a_conversation_is_written_by_the_panel_or_a_terminal_never_by_both(
    own_session: SessionServer,
) -> None:
    async with own_session.client() as client:
        conversation = await client.create()
        async with client.stream(conversation) as stream:
            await client.post(conversation, "@@ say Before.")
            await stream.kind("turn.finished")
            shown = await client.call("GET", f"conversations/{conversation}")
            with resume_in_terminal(own_session, shown["claude_session"]) as screen:
                await asyncio.to_thread(screen.wait_for, "Before.")
                with pytest.raises(RefusedError) as refused:
                    await client.post(conversation, "@@ say Never.")
                assert refused.value.status == 409
                assert refused.value.error["code"] == "held_by_terminal"
                assert "terminal" in refused.value.error["remedy"]
                await asyncio.to_thread(screen.type, "@@ say From the terminal.", shows="@@ say")
                await asyncio.to_thread(own_session.wait_for_written, "From the terminal.")
                # Our own process does not know of this: it is ended, to begin anew later.
                for process in own_session.claudes():
                    if process.pid != screen.pid:
                        await asyncio.to_thread(process.wait, 30)
            await client.post(conversation, "@@ say After.")
            # The rest of what the terminal said may be read behind so quick a turn.
            texts = await stream.answers({"Before.", "From the terminal.", "After."})
        assert sorted(texts) == ["After.", "Before.", "From the terminal."]


async def test_what_a_terminal_said_last_is_read_though_the_server_dies_in_the_panels_next_turn(
    own_session: SessionServer,
) -> None:
    async with own_session.client() as client:
        conversation = await client.create()
        async with client.stream(conversation) as stream:
            await client.post(conversation, "@@ say Before.")
            await stream.kind("turn.finished")
            shown = await client.call("GET", f"conversations/{conversation}")
            with resume_in_terminal(own_session, shown["claude_session"]) as screen:
                await asyncio.to_thread(screen.wait_for, "Before.")
                await client.held(conversation)
                await asyncio.to_thread(screen.type, "@@ say There.", shows="@@ say")
                await asyncio.to_thread(own_session.wait_for_written, "There.")
            await client.post(conversation, "@@ say After. ;; lorem 30000 40")
            await stream.kind("delta")
    own_session.kill()
    own_session.start()
    async with own_session.client() as client, client.stream(conversation) as stream:
        await stream.answers({"Before.", "There."})
