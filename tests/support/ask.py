"""One prompt to a session of an installation, by REST alone, and what came of it."""

import uuid
from typing import Any

from tests.support.hub import ADMIN, Installation

TURN_SECONDS = 90


def ask(
    up: Installation, session: str, text: str, *, user: str = ADMIN, mode: str = "default"
) -> list[dict[str, Any]]:
    """Begin a conversation with a prompt; all its frames once the turn has ended."""
    path = up.session_path(session, user) + "/remote-claude/api/conversations"
    made = up.call("POST", path, user=user, json={"mode": mode})
    made.raise_for_status()
    path = f"{path}/{made.json()['id']}"
    body = {"text": text, "client_id": str(uuid.uuid4())}
    up.call("POST", f"{path}/messages", user=user, json=body).raise_for_status()
    frames: list[dict[str, Any]] = []

    def is_over() -> bool:
        frames[:] = up.call("GET", f"{path}/frames", user=user).json()["frames"]
        return any(frame["kind"] == "turn.finished" for frame in frames)

    up.wait_for(is_over, TURN_SECONDS)
    return frames
