"""A rewind whose server is killed, and a turn that has no snapshot."""

import json
import sqlite3

import pytest

from tests.support.rewinding import bash, play, refused, rewind
from tests.support.session import SessionServer
from tests.support.stream import SessionClient

pytestmark = pytest.mark.asyncio


async def check_without_a_snapshot(client: SessionClient) -> None:
    """The turn goes on, and says why it cannot be rewound to."""
    turn = await play(client, "say Without a snapshot.")
    told = await rewind(client, turn, "both", dry_run=True)
    assert "No snapshot could be taken" in told["files_problem"]
    assert told["conversation_problem"] is None
    assert (await refused(rewind(client, turn, "both")))["code"] == "not_rewindable"


async def test_a_rewind_that_was_killed_is_finished_and_told(own_session: SessionServer) -> None:
    root = own_session.workspace
    (root / "file.txt").write_text("before")
    async with own_session.client() as client:
        in_the_way = own_session.state / "snapshots"
        in_the_way.write_text("something else")
        await check_without_a_snapshot(client)
        in_the_way.unlink()
        turn = await play(client, bash("echo after > file.txt; mkdir -p a/b; echo new > a/b/new"))
        # As a server leaves it that is killed while it puts files back.
        ready = root / ".remote-claude-rewind"
        ready.mkdir()
        (ready / "0").write_text("half")
        done = await rewind(client, turn, "both", dry_run=True)
        assert done["counts"]["goes"] == 1
    own_session.kill()
    wish = {
        "rewind": "11111111-1111-4111-8111-111111111111",
        "conversation": turn["conversation"],
        "to": turn["turn"],
        "what": "both",
        "by": "ada",
        "undoes": False,
        "session": None,
    }
    with sqlite3.connect(own_session.state / "snapshots" / "catalogue.sqlite") as catalogue:
        catalogue.execute("INSERT INTO doing VALUES (?, ?)", ("x", json.dumps(wish).encode()))
    catalogue.close()
    own_session.start()
    async with own_session.client() as client:
        async with client.stream(turn["conversation"]) as stream:
            told = await stream.kind("rewound")
        assert told["recovered"]
        assert (root / "file.txt").read_text() == "before"
        assert not (root / "a").exists()
        assert not ready.exists()
        ident = turn["conversation"]
        assert (await client.call("GET", f"conversations/{ident}"))["claude_session"] is None
