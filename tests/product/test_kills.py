"""Kill -9 of each process in mid-turn: the journal is whole, the end is told, talk goes on."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import psutil
import pytest

from tests.product.room import (
    PASSWORDS,
    check_goes_on,
    check_whole,
    client_of,
    ends,
    frames_when,
    usage,
)
from tests.support.hub import Installation
from tests.support.stream import Frame, SessionClient

pytestmark = pytest.mark.asyncio

SECONDS = 60
LONG = "@@ say Before. ;; lorem 3000 50"
SHORT = "@@ say Before. ;; lorem 150 40"


@asynccontextmanager
async def in_mid_turn(
    installation: Installation, session: str, prompt: str
) -> AsyncIterator[tuple[SessionClient, str]]:
    """A conversation whose turn is under way: deltas come."""
    async with client_of(installation, session) as client:
        conversation = await client.create()
        async with client.stream(conversation) as stream:
            await client.post(conversation, prompt)
            await stream.until(lambda frame: frame["kind"] == "text")
            await stream.kind("delta")
        yield client, conversation


def server_of(installation: Installation, session: str) -> psutil.Process:
    """The Jupyter server of a session."""
    state = installation.places.session_state("ada", session)
    return psutil.Process(json.loads((state / "server.json").read_text())["pid"])


def claudes_of(installation: Installation) -> list[psutil.Process]:
    """The `claude` processes of all sessions of the installation."""
    found = []
    for process in psutil.process_iter(["name", "environ"]):
        folder = (process.info["environ"] or {}).get("CLAUDE_CONFIG_DIR", "")
        if process.info["name"] == "claude" and folder.startswith(str(installation.data)):
            found.append(process)
    return found


async def ended(client: SessionClient, conversation: str, *outcomes: str) -> Frame:
    """The end of the first turn, which is one of these."""
    frames = await frames_when(client, conversation, lambda all_: bool(ends(all_)))
    (end,) = ends(frames)
    assert end["outcome"] in outcomes, end
    await check_whole(client, conversation)
    return end


async def kill(installation: Installation, child: str) -> None:
    """Kill -9 of a program of `up`; returns when its successor runs."""
    before = installation.kill(child)
    await asyncio.to_thread(
        installation.wait_for, lambda: installation.pid(child) != before, SECONDS
    )


async def test_the_claude_process(installation: Installation, session: str) -> None:
    async with in_mid_turn(installation, session, LONG) as (client, conversation):
        for process in claudes_of(installation):
            process.kill()
        end = await ended(client, conversation, "failed")
        assert "kill" in end["reason"]
        await check_goes_on(client, conversation)


async def start_again(installation: Installation) -> None:
    """A second `up` on the same data; everybody signs in anew."""
    installation.forget_people()
    await asyncio.to_thread(installation.start)
    for name, password in PASSWORDS.items():
        installation.token(name, password)


async def test_the_jupyter_server_of_the_session(installation: Installation, session: str) -> None:
    async with in_mid_turn(installation, session, SHORT) as (client, conversation):
        server = server_of(installation, session)
        before = await client.raw_frames(conversation)
        server.kill()
        await asyncio.to_thread(
            installation.wait_for,
            lambda: not installation.is_running(session, "ada"),
            SECONDS,
        )
        await asyncio.to_thread(installation.start_server, session, "ada")
        end = await ended(client, conversation, "completed")
        assert end["recovered"] is True
        after = await client.raw_frames(conversation)
        assert after.startswith(before.split(b'],"last"')[0])
        await check_goes_on(client, conversation)


async def test_the_gateway(installation: Installation, session: str) -> None:
    async with in_mid_turn(installation, session, SHORT) as (client, conversation):
        (under_way,) = [row["id"] for row in usage(installation) if row["outcome"] == "open"]
        await kill(installation, "gateway")
        await asyncio.to_thread(
            installation.wait_for,
            lambda: (
                [row["outcome"] for row in usage(installation) if row["id"] == under_way]
                == ["unknown"]
            ),
            SECONDS,
        )
        await ended(client, conversation, "completed", "failed")
        await check_goes_on(client, conversation)


@pytest.mark.parametrize("child", ["hub", "proxy", "hub-service"])
async def test_a_program_that_the_answer_does_not_pass(
    installation: Installation, session: str, child: str
) -> None:
    async with in_mid_turn(installation, session, SHORT) as (client, conversation):
        server = server_of(installation, session)
        await kill(installation, child)
        await ended(client, conversation, "completed")
        frames = await check_goes_on(client, conversation)
        assert not any(frame.get("recovered") for frame in frames)
        assert server.is_running()


async def test_up_itself(installation: Installation, session: str) -> None:
    async with in_mid_turn(installation, session, SHORT) as (client, conversation):
        server, address = server_of(installation, session), client.url
        installation.kill("up")
        await start_again(installation)
        assert "Ended what an earlier start left behind" in installation.text()
        await ended(client, conversation, "completed", "failed")
        await check_goes_on(client, conversation)
        assert server.is_running()
    async with client_of(installation, session) as again:
        assert again.url == address
        listed = await again.call("GET", "conversations?limit=200")
        assert conversation in [one["id"] for one in listed["items"]]
    users = installation.api("GET", "/users").json()
    assert {user["name"] for user in users} == {"admin", "ada", "bob"}
    assert installation.is_running(session, "ada")
    assert [row for row in usage(installation) if row["outcome"] == "open"] == []


async def test_up_and_every_process_at_once(installation: Installation, session: str) -> None:
    async with in_mid_turn(installation, session, LONG) as (client, conversation):
        before = await client.raw_frames(conversation)
        everyone = [
            *(psutil.Process(child.pid) for child in installation.run.children.values()),
            server_of(installation, session),
            *claudes_of(installation),
        ]
        installation.kill("up")
        for process in everyone:
            process.kill()
        await start_again(installation)
        await asyncio.to_thread(installation.start_server, session, "ada")
        await ended(client, conversation, "interrupted", "failed", "lost")
        after = await client.raw_frames(conversation)
        assert after.startswith(before.split(b'],"last"')[0])
        await check_goes_on(client, conversation)


async def test_nothing_that_was_killed_leaves_a_process_behind(
    installation: Installation, session: str, tmp_path: Path
) -> None:
    mark = tmp_path / "mark"
    command = json.dumps({"command": f"touch {mark}; sleep 600"})
    async with client_of(installation, session) as client:
        conversation = await client.create(mode="acceptEdits")
        async with client.stream(conversation) as stream:
            await client.post(conversation, f"@@ tool Bash {command} >> say Done.")
            asked = await stream.kind("approval.asked")
            await client.decide(conversation, asked["approval"], decision="allow")
    await asyncio.to_thread(installation.wait_for, mark.exists, SECONDS)
    server_of(installation, session).kill()
    assert await asyncio.to_thread(installation.stop) == 0
    left = [
        process.info["cmdline"]
        for process in psutil.process_iter(["cmdline", "environ"])
        if str(installation.data) in " ".join((process.info["environ"] or {}).values())
    ]
    assert left == []
    await start_again(installation)
    assert not installation.is_running(session, "ada")
