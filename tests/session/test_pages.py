"""The end of a conversation and the pages before it: whole turns, and what still holds there."""

import asyncio
import json
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from remote_claude_ext.session.journal.reader import Reader
from remote_claude_ext.session.journal.schema import connect, upgrade
from tests.support.session import SessionServer
from tests.support.stream import WAIT_SECONDS, RefusedError, SessionClient

LISTENERS = 60
CALL = {"tool_use": "u1", "name": "Bash", "input": {"kind": "turn.finished"}}


def turn(number: int, *bodies: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"kind": "message", "message": f"m{number}", "text": "Do it."},
        {"kind": "turn.started", "messages": [f"m{number}"]},
        *bodies,
        {"kind": "usage", "cost_usd": f"0.0{number}"},
        {"kind": "turn.finished", "outcome": "completed"},
    ]


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Reader]:
    reading = Reader(tmp_path / "journal.sqlite")
    yield reading
    reading.close()


def write(tmp_path: Path, bodies: Sequence[dict[str, Any]]) -> None:
    connection = connect(str(tmp_path / "journal.sqlite"))
    upgrade(connection)
    frames = [
        ("c", seq, json.dumps({"seq": seq, **body}, separators=(",", ":")).encode())
        for seq, body in enumerate(bodies, start=1)
    ]
    connection.executemany("INSERT INTO frames VALUES (?, ?, ?)", frames)
    connection.close()


def kinds(frames: Sequence[bytes]) -> list[str]:
    return [json.loads(frame)["kind"] for frame in frames]


def test_a_page_begins_where_a_turn_does(tmp_path: Path, reader: Reader) -> None:
    said = [{"kind": "text", "text": "So."}, {"kind": "tool.started", **CALL}]
    write(tmp_path, [body for number in range(1, 7) for body in turn(number, *said)])
    page, standing = reader.earlier("c", before=37, limit=9)
    assert [seq for seq, _ in page] == list(range(25, 37))
    assert kinds(standing) == ["usage"]
    page, standing = reader.earlier("c", before=25, limit=1000)
    assert ([seq for seq, _ in page], standing) == (list(range(1, 25)), [])


def test_a_page_in_the_middle_of_an_endless_turn_says_what_is_open(
    tmp_path: Path, reader: Reader
) -> None:
    open_tool = {"kind": "tool.started", **CALL}
    ended = [
        {"kind": "tool.started", "tool_use": "u2", "name": "Bash", "input": {}},
        {"kind": "tool.finished", "tool_use": "u2", "status": "ok"},
        {"kind": "approval.asked", "approval": "a1"},
        {"kind": "approval.settled", "approval": "a1"},
        {"kind": "approval.asked", "approval": "a2"},
    ]
    todo = {"kind": "todo.changed", "todo": [{"text": "x", "status": "pending"}]}
    talk = [{"kind": "text", "text": "…"}] * 400
    write(tmp_path, [*turn(1, todo), *turn(2, open_tool, *ended, *talk)])
    page, standing = reader.earlier("c", before=416, limit=50)
    assert [seq for seq, _ in page] == list(range(366, 416))
    assert kinds(standing) == [
        *("todo.changed", "usage", "turn.started", "tool.started", "approval.asked")
    ]
    assert json.loads(standing[-2])["tool_use"] == "u1"
    assert json.loads(standing[-1])["approval"] == "a2"


def test_a_message_that_waits_again_is_told_with_the_queue(tmp_path: Path, reader: Reader) -> None:
    handed = {"kind": "message", "message": "m9", "text": "Later."}
    queue = {"kind": "queue.changed", "queue": [{"message": "m9", "text": "Later."}]}
    write(tmp_path, [*turn(1, handed, queue), *turn(2), *turn(3)])
    page, standing = reader.earlier("c", before=15, limit=3)
    assert page[0][0] == 11
    assert kinds(standing) == ["message", "queue.changed", "usage"]


async def two_turns(client: SessionClient) -> str:
    conversation = await client.create()
    async with client.stream(conversation) as stream:
        for word in ("One", "Two"):
            await client.post(conversation, f"@@ say {word}. ;; say More.")
            await stream.kind("turn.finished")
    return conversation


@pytest.mark.asyncio
async def test_the_end_of_a_conversation_can_be_listened_to(session: SessionServer) -> None:
    async with session.client() as client:
        conversation = await two_turns(client)
        whole = await client.frames(conversation)
        url = f"{client.url}conversations/{conversation}/stream?tail=4"
        async with client.http.ws_connect(url) as socket:
            hello = await socket.receive_json()
            first = await socket.receive_json()
        ends = [frame["seq"] for frame in whole["frames"] if frame["kind"] == "turn.finished"]
        assert hello["after"] == ends[0]
        assert first["seq"] == ends[0] + 1
        assert hello["last"] == whole["last"]
        assert "usage" in [frame["kind"] for frame in hello["standing"]]


@pytest.mark.asyncio
async def test_pages_backwards_are_the_whole_conversation(session: SessionServer) -> None:
    async with session.client() as client:
        conversation = await two_turns(client)
        whole = await client.frames(conversation)
        for limit in (1, 3, 500):
            found: list[Any] = []
            before, more = whole["last"] + 1, True
            while more:
                query = {"before": before, "limit": limit}
                path = f"conversations/{conversation}/frames"
                page = await client.call("GET", path, params=query)
                found = page["frames"] + found
                before, more = page["frames"][0]["seq"], page["more"]
            assert found == whole["frames"]
            assert all(later["seq"] == one["seq"] + 1 for one, later in pairwise(found))


@pytest.mark.asyncio
async def test_streams_that_are_opened_while_the_first_message_comes_miss_nothing(
    session: SessionServer,
) -> None:
    async with session.client() as client:
        conversation = await client.create()
        url = f"{client.url}conversations/{conversation}/stream?tail=200"

        async def listen(delay_seconds: float) -> list[int]:
            await asyncio.sleep(delay_seconds)
            seen: list[Any] = []
            async with client.http.ws_connect(url) as socket:
                while not seen or seen[-1]["kind"] != "turn.finished":
                    seen.append(await socket.receive_json(timeout=WAIT_SECONDS))
            return [frame["seq"] for frame in seen if frame["seq"] is not None]

        listening = [asyncio.create_task(listen(count / 1000)) for count in range(LISTENERS)]
        await client.post(conversation, "@@ say Here.")
        for numbers in await asyncio.gather(*listening):
            assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.asyncio
async def test_a_tail_that_is_no_number_is_refused(session: SessionServer) -> None:
    async with session.client() as client:
        conversation = await client.create()
        with pytest.raises(RefusedError) as refused:
            await client.call("GET", f"conversations/{conversation}/frames?before=x")
        assert refused.value.status == 400
        url = f"{client.url}conversations/{conversation}/stream?tail=99999"
        async with client.http.get(url) as answer:
            assert answer.status == 400
