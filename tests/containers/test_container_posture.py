"""A session in a container looks at itself when it starts, and says what does not hold."""

import socket
import subprocess
from typing import Any

import pytest

from tests.support.boxes import Boxes
from tests.support.hub import ADMIN, Installation

pytestmark = pytest.mark.containers
SECONDS = 30
CHECKS = {
    "rights",
    "calls",
    "system",
    "policy",
    "keys",
    "internet",
    "metadata",
    "names",
    "sessions",
    "machine",
    "gateway",
}


def posture(installation: Installation, session: str) -> dict[str, Any] | None:
    """What a session found at its last start; None until it has told."""
    listed = installation.call("GET", "/services/remote-claude/api/v1/postures").json()
    return next((each for each in listed["items"] if each["session"] == session), None)


@pytest.fixture(scope="module")
def session(installation: Installation, boxes: Boxes) -> str:
    """A session that runs, beside another one."""
    installation.start_session("Neighbour")
    return installation.start_session("Looked at")


def test_every_promise_holds(installation: Installation, session: str) -> None:
    installation.wait_for(lambda: posture(installation, session), SECONDS)
    found = posture(installation, session)
    assert found is not None
    assert {each["name"] for each in found["checks"]} == CHECKS
    assert [each["said"] for each in found["checks"] if not each["good"]] == []
    assert (found["user"], found["good"]) == (ADMIN, True)


def test_nothing_of_it_stays_in_the_session(session: str, boxes: Boxes) -> None:
    assert boxes.said(session, "pgrep -fc cli.containe[r]") == "1"
    assert "Z" not in boxes.said(session, "ps -eo stat=")


def test_rules_that_are_gone_and_a_key_are_told(
    installation: Installation, session: str, boxes: Boxes
) -> None:
    boxes.said(session, "echo '{}' > $CLAUDE_CONFIG_DIR/.credentials.json")
    server = f"/users/{ADMIN}/servers/{session}"
    installation.api("DELETE", server).raise_for_status()
    installation.wait_for(lambda: boxes.find(session) is None, SECONDS)
    table = f"remote_claude_{boxes.installation}"
    subprocess.run(["nft", "delete", "table", "inet", table], check=True)
    with socket.create_server((installation.run.inner, 5432)):
        installation.start_server(session)
        installation.wait_for(lambda: is_open(posture(installation, session)), SECONDS)
    found = posture(installation, session)
    assert found is not None
    wrong = {each["name"]: each["said"] for each in found["checks"] if not each["good"]}
    assert set(wrong) == {"machine", "keys"}
    assert f"{installation.run.inner}:5432" in wrong["machine"]
    assert "/.credentials.json" in wrong["keys"]


def is_open(found: dict[str, Any] | None) -> bool:
    return found is not None and not found["good"]
