"""With Docker Compose, too, the sessions of a user share a volume, once the operator says so."""

from datetime import UTC, datetime, timedelta

import pytest
from docker.client import DockerClient

from remote_claude_ext.config.trash import KEPT
from remote_claude_ext.config.waiting import MAKING, READY, find_waiting
from tests.compose.conftest import SHARING, WAITING
from tests.support.ask import ask
from tests.support.boxes import Boxes
from tests.support.compose import Composed
from tests.support.hub import ADMIN

pytestmark = [pytest.mark.containers, pytest.mark.timeout(1800)]  # the first one builds
SECONDS = 60
PLACE = "dirname $REMOTE_CLAUDE_WORKSPACE"


def test_sessions_of_a_user_share_a_volume_after_a_change_of_the_configuration(
    composed: Composed, engine: DockerClient
) -> None:
    boxes = Boxes(composed, engine)
    composed.change(SHARING, WAITING)
    own = composed.start_session("Own")
    before, volume = boxes.find(own).id, boxes.volume(own)
    composed.change(WAITING, SHARING)
    composed.wait_for(lambda: composed.is_running(own), SECONDS)
    assert (boxes.find(own).id, boxes.volume(own)) == (before, volume)
    assert list(find_waiting(composed.places, MAKING, READY)) == []

    first, second = composed.start_session("First"), composed.start_session("Second")
    assert boxes.volume(first) == boxes.volume(second) != volume
    boxes.said(first, "mkdir ~/.ssh && echo host > ~/.ssh/known_hosts")
    assert boxes.said(second, "cat ~/.ssh/known_hosts") == "host"
    for session in (first, second):
        assert session in str(ask(composed, session, f"@@ say {session}."))
    place = boxes.said(second, PLACE)
    assert boxes.said(first, f"ls -d {place}") == place

    delete(composed, second)
    composed.restart("hub")
    composed.wait_for(lambda: composed.is_running(first), SECONDS)
    composed.wait_for(lambda: boxes.run(first, f"ls -d {place}")[0] != 0, SECONDS)
    assert boxes.said(first, "cat ~/.ssh/known_hosts") == "host"
    composed.wait_for(lambda: not erasers(engine, boxes), SECONDS)


def delete(composed: Composed, session: str) -> None:
    """Eight days ago."""
    path, trash = f"/users/{ADMIN}/servers/{session}", composed.places.trash(ADMIN)
    composed.api("DELETE", path, json={"remove": True}).raise_for_status()
    composed.wait_for(lambda: any(trash.glob(f"{session}.*")), SECONDS)
    (entry,) = trash.glob(f"{session}.*")
    then = datetime.now(UTC) - KEPT - timedelta(days=1)
    entry.rename(trash / f"{session}.{int(then.timestamp())}")


def erasers(engine: DockerClient, boxes: Boxes) -> list[object]:
    """What erases folders now."""
    name = f"rc-{boxes.installation}.{ADMIN}.erase_"
    return list(engine.containers.list(all=True, filters={"name": name}))
