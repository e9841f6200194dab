"""Sessions under gVisor, whose kernel is a program of its own between them and the machine's."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from docker.client import DockerClient

from tests.containers.conftest import to_config
from tests.containers.test_container_posture import posture
from tests.containers.test_container_sessions import words
from tests.support.ask import ask
from tests.support.boxes import Boxes
from tests.support.hub import Installation
from tests.support.missing import missing
from tests.support.model import ScriptedModel

pytestmark = pytest.mark.containers
SECONDS = 60


@pytest.fixture(scope="module")
def installation(
    tmp_path_factory: pytest.TempPathFactory,
    model: ScriptedModel,
    session_image: str,
    engine: DockerClient,
) -> Iterator[Installation]:
    """One whose sessions run under gVisor."""
    if reason := os.environ.get("WITHOUT_GVISOR"):
        pytest.skip(reason)
    if "runsc" not in engine.info()["Runtimes"]:
        missing("the engine has no runtime runsc: install it, and write it into daemon.json")
    config = to_config("172.31.83.0/24", image=session_image, model=model.url)
    config = config.replace("containers:", "containers:\n  runtime: runsc")
    with Installation(tmp_path_factory.mktemp("gvisor") / "data", config=config) as running:
        yield running


@pytest.fixture(scope="module")
def session(installation: Installation, boxes: Boxes) -> str:
    """A session that runs."""
    return installation.start_session("Sandbox")


def test_its_kernel_is_not_that_of_the_machine(session: str, boxes: Boxes) -> None:
    assert "gVisor" in boxes.said(session, "cat /proc/version; dmesg")


def test_claude_answers_and_writes_a_file(
    installation: Installation, session: str, boxes: Boxes
) -> None:
    notes = '"file_path": "{{workspace}}/notes.txt"'
    script = f'@@ tool Write {{{notes}, "content": "milk"}} >> say Written.'
    assert words(ask(installation, session, script, mode="acceptEdits")) == "Written."
    assert boxes.said(session, "cat $REMOTE_CLAUDE_WORKSPACE/notes.txt") == "milk"


def test_its_promises_hold(installation: Installation, session: str) -> None:
    installation.wait_for(lambda: posture(installation, session), SECONDS)
    found: Any = posture(installation, session)
    assert [each["said"] for each in found["checks"] if not each["good"]] == []
