"""How much disk a session may take: held to it where the engine can, told in any case."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from docker.client import DockerClient

from remote_claude_ext.cli.main import main
from remote_claude_ext.config.docker_names import container_name, to_installation, write_volume
from remote_claude_ext.config.docker_volumes import can_bound
from tests.containers.conftest import to_config
from tests.support.ask import ask
from tests.support.boxes import Boxes
from tests.support.hub import ADMIN, Installation
from tests.support.model import ScriptedModel

pytestmark = pytest.mark.containers
SECONDS = 150
"""It looks once a minute."""
MIB, GIB = 2**20, 2**30
FILL = "for each in 64k 4k 512; do dd if=/dev/zero bs=$each >> $HOME/all; sync; done"
UNBOUNDED = "The container engine cannot bound a volume"


@pytest.fixture(scope="module")
def config(model: ScriptedModel, session_image: str) -> str:
    """A configuration whose sizes bound the disk."""
    text = to_config("172.31.112.0/24", image=session_image, model=model.url)
    text = text.replace("processes: 256}", "processes: 256, disk: 1GiB}")
    return text.replace("memory: 2GiB}", "memory: 2GiB, disk: 3GiB}")


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory, config: str) -> Iterator[Installation]:
    """One whose sizes bound the disk."""
    with Installation(tmp_path_factory.mktemp("disks") / "data", config=config) as running:
        yield running


@pytest.fixture(scope="module")
def has_quota(installation: Installation, engine: DockerClient) -> bool:
    """Whether this engine can bound a volume."""
    return can_bound(engine, to_installation(installation.data))


@pytest.fixture(scope="module")
def session(installation: Installation, boxes: Boxes) -> str:
    """A session that runs."""
    return installation.start_session("Bounded")


def health(installation: Installation, session: str) -> dict[str, Any]:
    path = f"{installation.session_path(session)}/remote-claude/api/health"
    found: dict[str, Any] = installation.call("GET", path).raise_for_status().json()
    return found


def limit(installation: Installation, session: str) -> int | None:
    """The bound that a session tells; None until it has told one."""
    listed = installation.call("GET", "/services/remote-claude/api/v1/resources").json()["items"]
    found = [each["disk_limit_bytes"] for each in listed if each["session"] == session]
    return found[0] if found else None


def restart(installation: Installation, session: str, **change: str) -> None:
    server = f"/users/{ADMIN}/servers/{session}"
    installation.api("DELETE", server).raise_for_status()
    installation.wait_for(lambda: not installation.is_running(session), SECONDS)
    if change:
        path = f"/users/{ADMIN}/sessions/{session}"
        installation.api("PATCH", path, json=change).raise_for_status()
    installation.start_server(session)


def test_up_and_doctor_say_whether_the_engine_bounds_it(
    installation: Installation,
    config: str,
    capsys: pytest.CaptureFixture[str],
    has_quota: bool,  # noqa: FBT001 (a fixture)
) -> None:
    assert (UNBOUNDED in installation.text()) is not has_quota
    file = installation.data.parent / "again.yaml"
    file.write_text(config)
    status = main(["doctor", "--data", str(installation.data), "--config", str(file)])
    told = capsys.readouterr().out
    assert status == int(not has_quota)
    assert ("✓ It bounds the disk of sessions." in told) is has_quota
    assert (f"✗ {UNBOUNDED}" in told) is not has_quota
    assert ("pquota" in told) is not has_quota


def test_a_session_knows_its_bound_and_tells_its_person_near_it(
    installation: Installation, session: str, boxes: Boxes
) -> None:
    assert health(installation, session)["disk_short"] is None
    boxes.said(session, "fallocate -l 950M $HOME/much")
    installation.wait_for(lambda: health(installation, session)["disk_short"], 3 * SECONDS)
    short = health(installation, session)["disk_short"]
    assert (short["level"], short["limit_bytes"]) == ("near", GIB)
    assert 950 * MIB <= short["used_bytes"] < GIB
    assert limit(installation, session) == GIB
    frames = ask(installation, session, "@@ say Still here.")
    assert any("Still here." in str(frame) for frame in frames)


def test_another_size_counts_for_a_volume_that_the_engine_does_not_bound(
    installation: Installation,
    session: str,
    boxes: Boxes,
    has_quota: bool,  # noqa: FBT001 (a fixture)
) -> None:
    before = boxes.volume(session)
    restart(installation, session, size="large")
    expected = GIB if has_quota else 3 * GIB
    told = boxes.said(session, "echo $REMOTE_CLAUDE_DISK_BYTES ${REMOTE_CLAUDE_DISK_BOUND:-0}")
    assert told == f"{expected} {int(has_quota)}"
    assert boxes.volume(session) == before
    assert boxes.said(session, "stat -c %s $HOME/much") == str(950 * MIB)


def test_a_volume_is_made_once_with_the_labels_of_its_session(
    session: str, boxes: Boxes, engine: DockerClient
) -> None:
    labels = engine.volumes.get(boxes.volume(session)).attrs["Labels"]
    assert labels["remote-claude.session"] == session
    assert labels["remote-claude.user"] == ADMIN


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[str]:
    """A disk of 128 MiB that belongs to sessions."""
    image = tmp_path / "disk"
    with image.open("wb") as file:
        file.truncate(128 * MIB)
    owner = "root_owner=1000:1000"
    subprocess.run(["mkfs.ext4", "-q", "-F", "-E", owner, image], check=True)
    made = ["losetup", "--find", "--show", image]
    device = subprocess.run(made, check=True, capture_output=True, text=True).stdout.strip()
    yield device
    subprocess.run(["losetup", "--detach", device], check=True)


def test_a_full_volume_is_told_in_words_and_a_session_starts_on_it(
    installation: Installation, boxes: Boxes, engine: DockerClient, small_disk: str
) -> None:
    made = installation.api(
        "POST", f"/users/{ADMIN}/sessions", json={"title": "Full", "size": "standard"}
    ).raise_for_status()
    session = str(made.json()["name"])
    name = container_name(boxes.installation, ADMIN, session)
    volume = f"{name}.smalldisk"
    engine.volumes.create(volume, driver_opts={"type": "ext4", "device": small_disk})
    write_volume(installation.places.session(ADMIN, session), volume)
    installation.start_server(session)
    assert any("Room." in str(each) for each in ask(installation, session, "@@ say Room."))
    boxes.run(session, FILL)
    assert boxes.run(session, "echo more > $HOME/more")[0] != 0
    installation.wait_for(lambda: health(installation, session)["disk_short"], 2 * SECONDS)
    short = health(installation, session)["disk_short"]
    assert (short["level"], short["limit_bytes"]) == ("full", None)
    before = conversations(installation, session)
    refused = installation.call("POST", path_of(installation, session), json={"mode": "default"})
    assert refused.status_code == httpx.codes.SERVICE_UNAVAILABLE
    assert "disk" in refused.json()["error"]["message"]
    assert conversations(installation, session) == before
    restart(installation, session)
    assert installation.is_running(session)
    assert boxes.run(session, "rm $HOME/all")[0] == 0
    installation.wait_for(lambda: is_well(installation, session), SECONDS)
    assert any("Again." in str(each) for each in ask(installation, session, "@@ say Again."))
    installation.api("DELETE", f"/users/{ADMIN}/servers/{session}", json={"remove": True})
    installation.wait_for(lambda: boxes.find(session) is None, SECONDS)


def path_of(installation: Installation, session: str) -> str:
    return f"{installation.session_path(session)}/remote-claude/api/conversations"


def conversations(installation: Installation, session: str) -> list[str]:
    found = installation.call("GET", path_of(installation, session)).raise_for_status().json()
    return [each["id"] for each in found["items"]]


def is_well(installation: Installation, session: str) -> bool:
    return bool(health(installation, session)["status"] == "ok")
