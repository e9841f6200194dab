"""What is killed or ended around containers: they go on, or are gone; what they had stays."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from docker.client import DockerClient

from remote_claude_ext.config.docker_names import network_name
from tests.containers.conftest import CANARY
from tests.containers.test_container_sessions import words
from tests.support.ask import ask
from tests.support.boxes import Boxes
from tests.support.hub import ADMIN, Installation

pytestmark = pytest.mark.containers
KEEP = "echo kept > $REMOTE_CLAUDE_WORKSPACE/kept.txt"
LOOK = "cat $REMOTE_CLAUDE_WORKSPACE/kept.txt"


def test_sessions_outlive_an_up_that_was_killed(installation: Installation, boxes: Boxes) -> None:
    up, name = installation, installation.start_session("Survivor")
    boxes.said(name, KEEP)
    before = boxes.find(name).id
    up.kill("up")
    up.forget_people()
    assert boxes.find(name).status == "running"
    up.start()
    up.wait_for(lambda: up.answers(name), 60)
    assert boxes.find(name).id == before
    assert words(ask(up, name, "@@ say Still.")) == "Still."


def test_an_end_leaves_volumes_and_nothing_else(
    installation: Installation, boxes: Boxes, engine: DockerClient
) -> None:
    up = installation
    name = next(iter(up.api("GET", "/users/admin").json()["servers"]))
    assert up.stop() == 0
    assert up.output[-1] == "Stopped."
    assert boxes.find(name) is None
    assert engine.networks.list(names=[network_name(boxes.installation)]) == []
    assert len(boxes.volumes()) == 1
    up.start()
    up.start_server(name)
    assert boxes.said(name, LOOK) == "kept"
    assert CANARY not in up.text()


def test_a_session_outlives_a_hub_that_was_killed_while_it_started(
    installation: Installation, boxes: Boxes
) -> None:
    up = installation
    name = up.api("POST", f"/users/{ADMIN}/sessions", json={"title": "Half"}).json()["name"]
    with ThreadPoolExecutor(1) as other:
        other.submit(up.api, "POST", f"/users/{ADMIN}/servers/{name}")
        up.wait_for(lambda: boxes.find(name), 60)
        up.kill("hub")
    before = boxes.find(name).id
    up.wait_for(lambda: up.answers(name), 120)
    assert boxes.find(name).id == before
    assert words(ask(up, name, "@@ say Whole.")) == "Whole."
