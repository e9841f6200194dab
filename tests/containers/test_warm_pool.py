"""Containers that wait: a new session gets one, once, and nobody else can take or reach it."""

import http.client
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from typing import Any

import httpx
import pytest
from docker.client import DockerClient
from docker.errors import NotFound

from remote_claude_ext.config.docker_names import LABEL, write_place
from remote_claude_ext.config.waiting import READY, TAKEN, Waiting, find_waiting
from remote_claude_ext.wire.handover import PORT
from tests.containers.conftest import CANARY, to_config
from tests.containers.test_container_posture import CHECKS, posture
from tests.containers.test_container_sessions import REACH, is_answering, words
from tests.support.ask import ask
from tests.support.boxes import Boxes
from tests.support.hub import ADMIN, Installation
from tests.support.model import ScriptedModel

pytestmark = pytest.mark.containers
SECONDS = 90
MANY = 2


@pytest.fixture(scope="module")
def installation(
    tmp_path_factory: pytest.TempPathFactory, model: ScriptedModel, session_image: str
) -> Iterator[Installation]:
    """One with containers that wait, and sessions that go on while it stops."""
    config = to_config("172.31.91.0/24", image=session_image, model=model.url)
    config += f"  warm: {MANY}\n  atStop: keep\n"
    with Installation(tmp_path_factory.mktemp("warm") / "data", config=config) as running:
        yield running


@pytest.fixture
def waiting(installation: Installation) -> list[Waiting]:
    """Those that wait, once there are as many as should."""
    installation.wait_for(lambda: len(ready(installation)) == MANY, SECONDS)
    return ready(installation)


def ready(installation: Installation) -> list[Waiting]:
    found = [waiting for waiting, _ in find_waiting(installation.places, READY)]
    return sorted(found, key=lambda waiting: waiting.name)


def new_session(up: Installation, title: str = "New", **more: Any) -> str:
    made = up.api("POST", f"/users/{ADMIN}/sessions", json={"title": title, **more})
    name: str = made.raise_for_status().json()["name"]
    return name


def workspace(name: str) -> str:
    """What a command that the engine runs there is not told."""
    return f"/data/users/{ADMIN}/sessions/{name}/workspace"


def listed(boxes: Boxes, engine: DockerClient) -> dict[str, Any]:
    found = engine.containers.list(all=True, filters={"label": f"{LABEL}={boxes.installation}"})
    return {str(each.name): each for each in found}


def knock(waiting: Waiting, secret: str, body: bytes = b"{}") -> int:
    """What a hand-over is answered; the environment in it is empty."""
    with closing(http.client.HTTPConnection(waiting.host, PORT, timeout=SECONDS)) as door:
        door.request("POST", "/handover", body, {"Authorization": f"Bearer {secret}"})
        return door.getresponse().status


def test_what_waits_is_nobodys_and_closed_as_a_session(
    installation: Installation, waiting: list[Waiting], boxes: Boxes, engine: DockerClient
) -> None:
    large = new_session(installation, size="large")
    installation.start_server(large)
    box = engine.containers.get(waiting[0].container)
    ours, usual = box.attrs, boxes.find(large).attrs
    differing = {
        key
        for key in ours["HostConfig"].keys() | usual["HostConfig"].keys()
        if ours["HostConfig"].get(key) != usual["HostConfig"].get(key)
    }
    # Another size has other bounds; and each has a volume of its own.
    assert differing <= {"Binds", "Memory", "MemorySwap", "PidsLimit", "ConsoleSize", "Links"}
    assert ours["HostConfig"]["Memory"] == 2**30
    assert ours["Config"]["User"] == usual["Config"]["User"]
    variables = dict(each.split("=", 1) for each in ours["Config"]["Env"])
    assert set(variables) == {"HOME", "LANG", "PATH", "REMOTE_CLAUDE_HANDOVER"}
    assert set(box.labels.values()) & {ADMIN} == set()
    said = box.exec_run(["find", "/data", "-mindepth", "1"]).output
    assert said == b""
    assert large not in {name for name in listed(boxes, engine) if "WAITING" in name}


def test_a_new_session_gets_what_has_waited_with_its_volume(
    installation: Installation, waiting: list[Waiting], boxes: Boxes, engine: DockerClient
) -> None:
    name = new_session(installation)
    installation.start_server(name)
    box = boxes.find(name)
    (taken,) = [each for each in waiting if each.container == box.id]
    assert boxes.volume(name) == taken.volume
    assert taken.name not in listed(boxes, engine)
    assert list(find_waiting(installation.places, TAKEN)) == []
    notes = '"file_path": "{{workspace}}/notes.txt"'
    script = f'@@ tool Write {{{notes}, "content": "Milk"}} >> say Written.'
    turn = ask(installation, name, script, mode="acceptEdits")
    assert words(turn) == "Written."
    assert boxes.said(name, f"cat {workspace(name)}/notes.txt") == "Milk"
    shown = str(box.attrs)
    for secret in (installation.token(), CANARY, "JUPYTERHUB_API_TOKEN"):
        assert secret not in shown


def test_its_files_outlive_the_container_that_waited(
    installation: Installation, waiting: list[Waiting], boxes: Boxes
) -> None:
    name = new_session(installation, "Kept")
    # As a start leaves it that was killed while users had a volume each.
    folder = installation.places.session(ADMIN, name)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_place(folder, "kept.0a1b2c3d")
    installation.start_server(name)
    boxes.said(name, f"echo kept > {workspace(name)}/kept.txt")
    first = boxes.find(name).id
    server = f"/users/{ADMIN}/servers/{name}"
    installation.api("DELETE", server).raise_for_status()
    installation.wait_for(lambda: boxes.find(name) is None, SECONDS)
    installation.start_server(name)
    assert boxes.find(name).id != first
    assert boxes.said(name, f"cat {workspace(name)}/kept.txt") == "kept"
    assert {each.volume for each in waiting} >= {boxes.volume(name)}


def test_the_pool_is_full_again_after_one_was_taken(
    installation: Installation, waiting: list[Waiting]
) -> None:
    installation.start_session("Taken")
    assert ready(installation) != waiting
    installation.wait_for(lambda: len(ready(installation)) == MANY, SECONDS)
    assert len({*(each.name for each in waiting)} & {w.name for w in ready(installation)}) == 1


def test_two_starts_at_once_get_different_ones(
    installation: Installation, waiting: list[Waiting], boxes: Boxes
) -> None:
    names = [new_session(installation, f"Twin {each}") for each in range(MANY + 1)]
    with ThreadPoolExecutor(len(names)) as several:
        list(several.map(installation.start_server, names))
    found = [boxes.find(name).id for name in names]
    assert len(set(found)) == len(names)
    assert {each.container for each in waiting} < set(found)
    assert len({boxes.volume(name) for name in names}) == len(names)
    for name in names:
        assert installation.call("GET", f"{installation.session_path(name)}/lab").is_success


def test_another_size_starts_as_usual(
    installation: Installation, waiting: list[Waiting], boxes: Boxes
) -> None:
    name = new_session(installation, size="large")
    installation.start_server(name)
    assert boxes.find(name).attrs["HostConfig"]["Memory"] == 2 * 2**30
    assert ready(installation) == waiting


def test_a_session_does_not_reach_what_waits(
    installation: Installation, waiting: list[Waiting], boxes: Boxes
) -> None:
    name = new_session(installation, size="large")
    installation.start_server(name)
    reach = REACH.format(host=waiting[0].host, port=PORT)
    assert boxes.run(name, reach)[0] != 0
    assert knock(waiting[0], "made up") == httpx.codes.FORBIDDEN  # as this machine does


def test_a_wrong_secret_ends_it_and_another_one_is_made(
    installation: Installation, waiting: list[Waiting], engine: DockerClient
) -> None:
    first = waiting[0]
    with suppress(OSError):  # it has ended
        for _ in range(4):
            knock(first, "made up")
    installation.wait_for(
        lambda: len(ready(installation)) == MANY and first not in ready(installation), SECONDS
    )
    with pytest.raises(NotFound):
        engine.containers.get(first.container)
    with pytest.raises(NotFound):
        engine.volumes.get(first.volume)


def test_a_second_hand_over_changes_nothing(
    installation: Installation, waiting: list[Waiting], boxes: Boxes
) -> None:
    name = installation.start_session("Mine")
    (taken,) = [each for each in waiting if each.container == boxes.find(name).id]
    body = b'{"environment": {"REMOTE_CLAUDE_USER": "eve"}}'
    assert knock(taken, taken.secret, body) in (httpx.codes.FORBIDDEN, httpx.codes.NOT_FOUND)
    assert words(ask(installation, name, "@@ say Still.")) == "Still."


def test_one_that_is_dead_when_it_is_taken_costs_no_start(
    installation: Installation, waiting: list[Waiting], boxes: Boxes, engine: DockerClient
) -> None:
    for each in waiting:
        engine.containers.get(each.container).kill()
    name = installation.start_session("Anyway")
    assert boxes.find(name).id not in {each.container for each in waiting}
    assert installation.call("GET", f"{installation.session_path(name)}/lab").is_success
    installation.wait_for(lambda: len(ready(installation)) == MANY, SECONDS)
    assert {each.name for each in waiting} & {each.name for each in ready(installation)} == set()


def test_the_self_test_is_about_the_session(
    installation: Installation, waiting: list[Waiting], boxes: Boxes
) -> None:
    name = installation.start_session("Looked at")
    assert boxes.find(name).id in {each.container for each in waiting}
    installation.wait_for(lambda: posture(installation, name), SECONDS)
    found = posture(installation, name)
    assert found is not None
    assert [each["said"] for each in found["checks"] if not each["good"]] == []
    assert {each["name"] for each in found["checks"]} == CHECKS


def test_a_deleted_session_takes_the_volume_to_the_trash(
    installation: Installation, waiting: list[Waiting], boxes: Boxes
) -> None:
    name = installation.start_session("Gone")
    volume = boxes.volume(name)
    server = f"/users/{ADMIN}/servers/{name}"
    installation.api("DELETE", server, json={"remove": True}).raise_for_status()
    installation.wait_for(lambda: any(installation.places.trash(ADMIN).glob(f"{name}.*")), SECONDS)
    assert boxes.find(name) is None
    assert volume in boxes.volumes()


def test_what_waits_outlives_a_hub_that_is_killed(
    installation: Installation, waiting: list[Waiting], boxes: Boxes
) -> None:
    running = installation.start_session("Before")
    installation.wait_for(lambda: len(ready(installation)) == MANY, SECONDS)
    before = ready(installation)
    pid = installation.kill("hub")
    installation.wait_for(lambda: installation.run.children["hub"].pid != pid, SECONDS)
    installation.wait_for(lambda: is_answering(installation), SECONDS)
    installation.wait_for(lambda: installation.is_running(running), SECONDS)
    name = installation.start_session("After")
    assert boxes.find(name).id in {each.container for each in before}


def test_a_killed_up_leaves_nothing_that_waits_to_the_next(
    installation: Installation, waiting: list[Waiting], boxes: Boxes, engine: DockerClient
) -> None:
    up, name = installation, installation.start_session("Survivor")
    up.kill("up")
    up.forget_people()
    up.start()
    up.wait_for(lambda: up.answers(name), SECONDS)
    up.wait_for(lambda: len(ready(up)) == MANY, SECONDS)
    assert {each.name for each in waiting} & set(listed(boxes, engine)) == set()
    left = {each.volume for each in waiting} & boxes.volumes()
    assert left == {boxes.volume(name)}
    assert words(ask(up, name, "@@ say Still.")) == "Still."


def test_the_end_keeps_sessions_and_nothing_that_waits(
    installation: Installation, waiting: list[Waiting], boxes: Boxes, engine: DockerClient
) -> None:
    up, name = installation, installation.start_session("Goes on")
    assert up.stop() == 0
    assert boxes.find(name).status == "running"
    assert [each for each in listed(boxes, engine) if "WAITING" in each] == []
    assert list(up.places.waiting.iterdir()) == []
    sessions = {boxes.volume(path.name) for path in up.places.session(ADMIN, "x").parent.iterdir()}
    trash = {path.name for path in up.places.trash(ADMIN).iterdir()}
    assert len(boxes.volumes()) == len(sessions) + len(trash)
    assert sessions <= boxes.volumes()
    up.start()
    up.wait_for(lambda: up.answers(name), SECONDS)
    assert CANARY not in up.text()
