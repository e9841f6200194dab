"""Turns of the real Claude Code, and going back to before them."""

import json
from typing import Any

import pytest

from tests.support.stream import Frame, RefusedError, SessionClient


def bash(command: str) -> str:
    return f"tool Bash {json.dumps({'command': command})}"


async def play(client: SessionClient, *steps: str, conversation: str = "", **wish: Any) -> Frame:
    """A turn with these steps; its last frame."""
    ident = conversation or await client.create(mode="acceptEdits", **wish)
    last = (await client.call("GET", f"conversations/{ident}"))["last_seq"]
    async with client.stream(ident, after=last) as stream:
        await client.post(ident, "@@ " + " >> ".join([*steps, "say Done."]))
        while True:
            frame = await stream.until(lambda f: f["kind"] in {"approval.asked", "turn.finished"})
            if frame["kind"] == "turn.finished":
                assert frame["outcome"] == "completed", frame
                return frame
            await client.decide(ident, frame["approval"], decision="allow")


async def rewind(client: SessionClient, turn: Frame, what: str, **more: Any) -> Any:
    path = f"conversations/{turn['conversation']}/rewind"
    return await client.call("POST", path, {"turn": turn["turn"], "what": what, **more})


async def undo(client: SessionClient, conversation: str, rewound: Any, **more: Any) -> Any:
    path = f"conversations/{conversation}/rewinds/{rewound['rewind']}/undo"
    return await client.call("POST", path, more)


async def refused(work: Any) -> dict[str, Any]:
    with pytest.raises(RefusedError) as caught:
        await work
    assert caught.value.status == 409
    return dict(caught.value.error)
