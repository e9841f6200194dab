"""A session in a container tells what it takes, and its person when there is little room."""

import json
from typing import Any

import httpx
import pytest

from tests.support.boxes import Boxes
from tests.support.hub import ADMIN, Installation

pytestmark = pytest.mark.containers
SECONDS = 150
"""It tells once a minute."""
GIB, MIB = 2**30, 2**20


def told(installation: Installation, session: str) -> dict[str, Any]:
    """What a session told last; empty until it has."""
    listed = installation.call("GET", "/services/remote-claude/api/v1/resources")
    items = listed.raise_for_status().json()["items"]
    return next((each for each in items if each["session"] == session), {})


@pytest.fixture(scope="module")
def session(installation: Installation) -> str:
    """A session that runs."""
    return installation.start_session("Measured")


def test_it_tells_its_bounds_and_what_it_takes(
    installation: Installation, session: str, boxes: Boxes
) -> None:
    installation.wait_for(lambda: told(installation, session), SECONDS)
    found = told(installation, session)
    assert (found["user"], found["memory_limit_bytes"]) == (ADMIN, GIB)
    assert (found["processes_limit"], found["processors_limit"]) == (256, 2)
    assert 20 * MIB < found["memory_bytes"] < GIB
    assert 2 <= found["processes"] < 256
    assert found["processor_seconds"] > 0
    assert (found["disk_limit_bytes"], found["disk_at_least"]) == (None, False)
    free = int(boxes.said(session, "df -B1 --output=avail /data | tail -1"))
    assert found["disk_free_bytes"] == pytest.approx(free, rel=0.2)


def test_what_it_does_is_in_what_it_tells_next(
    installation: Installation, session: str, boxes: Boxes
) -> None:
    installation.wait_for(lambda: told(installation, session), SECONDS)
    before = told(installation, session)
    boxes.said(
        session,
        "(setsid python3 -c 'many = b\"x\" * 300_000_000\nwhile True: pass' >/dev/null 2>&1 &)",
    )
    wanted = before["processor_seconds"] + 3
    installation.wait_for(
        lambda: told(installation, session)["processor_seconds"] > wanted, 2 * SECONDS
    )
    after = told(installation, session)
    assert after["processors"] > 0
    assert after["memory_bytes"] > before["memory_bytes"] + 200 * MIB
    assert after["processes"] > before["processes"]


def test_a_session_tells_figures_alone_and_reads_those_of_its_person(
    session: str, boxes: Boxes
) -> None:
    url = "$REMOTE_CLAUDE_HUB_SERVICE_URL/api/v1/resources"
    call = f'curl -s -H "Authorization: token $JUPYTERHUB_API_TOKEN" {url}'
    refused = boxes.said(session, f"{call} -o /dev/null -w '%{{http_code}}' -d '{{}}'")
    assert refused == str(httpx.codes.BAD_REQUEST.value)
    items = json.loads(boxes.said(session, call))["items"]
    assert {each["user"] for each in items} == {ADMIN}
