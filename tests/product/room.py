"""A session of a whole installation as a program with a token sees it, and what it was charged."""

import asyncio
import sqlite3
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import aiohttp

from tests.support.hub import Installation
from tests.support.model import ScriptedModel
from tests.support.stream import Frame, RefusedError, SessionClient

CANARY = "sk-ant-canary-of-the-product-tests"
PASSWORDS = {"ada": "ada-password", "bob": "bob-password"}
TURN_SECONDS = 90
_PAUSE_SECONDS = 0.1


def configuration(model: ScriptedModel, key: str = CANARY) -> str:
    """The YAML that makes the scripted model the provider."""
    return f"claude: {{provider: anthropic, baseUrl: '{model.url}', apiKey: '{key}'}}\n"


def client_of(installation: Installation, session: str, user: str = "ada") -> SessionClient:
    """A client with a user's own token, through the public address; use it with `async with`."""
    url = installation.session_url(session, user)
    token = installation.token(user, PASSWORDS.get(user))
    return SessionClient(f"{url}/remote-claude/api/", token=token)


async def frames_when(
    client: SessionClient, conversation: str, found: Callable[[list[Frame]], bool]
) -> list[Frame]:
    """The durable frames once they are as wanted; outages in between are waited out."""
    deadline = time.monotonic() + TURN_SECONDS
    said: object = None
    while True:
        try:
            frames: list[Frame] = (await client.frames(conversation))["frames"]
            if found(frames):
                return frames
            said = frames[-3:]
        except (aiohttp.ClientError, OSError, ValueError) as error:
            said = error
        except RefusedError as error:
            if error.status < 500 and error.status != 424:
                raise
            said = error
        assert time.monotonic() < deadline, f"not within {TURN_SECONDS} s: {said}"
        await asyncio.sleep(_PAUSE_SECONDS)


def ends(frames: list[Frame]) -> list[Frame]:
    """How each turn ended."""
    return [frame for frame in frames if frame["kind"] == "turn.finished"]


async def check_whole(client: SessionClient, conversation: str) -> list[Frame]:
    """No gap, nothing twice, one end for each turn; the stream says the same as the frames."""
    page = await client.frames(conversation)
    frames: list[Frame] = page["frames"]
    assert [frame["seq"] for frame in frames] == list(range(1, page["last"] + 1))
    for kind, name in (
        ("message", "message"),
        ("turn.started", "turn"),
        ("turn.finished", "turn"),
        ("text", "block"),
        ("tool.started", "tool_use"),
        ("tool.finished", "tool_use"),
        ("approval.settled", "approval"),
    ):
        seen = Counter(frame[name] for frame in frames if frame["kind"] == kind)
        assert [one for one, times in seen.items() if times > 1] == [], kind
    begun = [frame["turn"] for frame in frames if frame["kind"] == "turn.started"]
    assert [frame["turn"] for frame in ends(frames)] == begun
    raw = await client.raw_frames(conversation)
    async with client.stream(conversation, after=0) as stream:
        while len(stream.durable) < page["last"]:
            await stream.next()
        sent = [raw for raw, frame in zip(stream.raw, stream.frames, strict=True) if frame["seq"]]
    assert raw.startswith(f'{{"frames":[{",".join(sent)}]'.encode())
    return frames


async def check_goes_on(client: SessionClient, conversation: str) -> list[Frame]:
    """The next prompt is answered in the same conversation."""
    before = ends((await client.frames(conversation))["frames"])
    deadline = time.monotonic() + TURN_SECONDS
    while True:
        try:
            await client.post(conversation, "@@ say Still here.")
            break
        except (aiohttp.ClientError, RefusedError):
            assert time.monotonic() < deadline
            await asyncio.sleep(_PAUSE_SECONDS)
    frames = await frames_when(client, conversation, lambda all_: len(ends(all_)) > len(before))
    assert ends(frames)[-1]["outcome"] == "completed", ends(frames)[-1]
    assert [frame["text"] for frame in frames if frame["kind"] == "text"][-1] == "Still here."
    return await check_whole(client, conversation)


def usage(installation: Installation) -> list[dict[str, Any]]:
    """The usage entries as they are kept, oldest first."""
    database = sqlite3.connect(installation.places.database)
    database.row_factory = sqlite3.Row
    try:
        rows = database.execute(
            "SELECT * FROM usage_entries UNION ALL SELECT * FROM usage_running ORDER BY started_at"
        ).fetchall()
    finally:
        database.close()
    return [dict(row) for row in rows]
