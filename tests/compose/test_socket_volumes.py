"""Volumes through the guard: those of sessions, and no folder of the machine."""

import asyncio
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from docker.client import DockerClient

from remote_claude_ext.cli.guard import to_allowed
from remote_claude_ext.config.containers import Containers
from remote_claude_ext.config.docker_eraser import Eraser
from remote_claude_ext.config.docker_volumes import DiskBound, can_bound, make_volume
from remote_claude_ext.config.load import load_settings
from remote_claude_ext.guard.settings import Allowed
from tests.compose.guarding import guarding
from tests.guard.test_guard_bodies import BODY

pytestmark = pytest.mark.containers
CONFIG = """
sessions: {{spawner: docker}}
containers:
  {{image: "{image}", network: 172.31.114.0/24, sizes: [{{name: standard, disk: 1GiB}}]}}
"""


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory, session_image: str) -> Path:
    """The configuration of an installation that is not there."""
    file = tmp_path_factory.mktemp("volumes") / "config.yaml"
    file.write_text(CONFIG.format(image=session_image))
    return file


@pytest.fixture(scope="module")
def allowed(config: Path) -> Allowed:
    """What the hub of that installation may ask for."""
    return to_allowed(config.parent / "data", load_settings(config, {}))


@pytest.fixture(scope="module")
def guarded(config: Path) -> Iterator[Path]:
    """The socket of a guard."""
    with guarding(config) as listen:
        yield listen


@pytest.fixture
def http(guarded: Path) -> Iterator[httpx.Client]:
    """Somebody who has the guard's socket and may send what they like."""
    transport = httpx.HTTPTransport(uds=str(guarded))
    with httpx.Client(transport=transport, base_url="http://engine", timeout=30) as client:
        yield client


@pytest.fixture
def hub(guarded: Path) -> Iterator[DockerClient]:
    """The engine's own client, as the hub uses it."""
    with closing(DockerClient(base_url=f"unix://{guarded}")) as client:
        yield client


@pytest.fixture
def network(engine: DockerClient, allowed: Allowed) -> Iterator[None]:
    """The network of the installation is there."""
    made = engine.networks.create(allowed.name, internal=True)
    yield
    made.remove()


def test_its_volume_is_made_and_bounded_and_is_no_folder_of_the_machine(
    hub: DockerClient, http: httpx.Client, engine: DockerClient, allowed: Allowed
) -> None:
    has_quota = can_bound(hub, allowed.installation)
    assert has_quota is can_bound(engine, allowed.installation)

    async def ask(method: str, *args: Any, **given: Any) -> Any:
        return getattr(hub.api, method)(*args, **given)

    name = f"{allowed.name}.ada.notes.aaaabbbb"
    labels = {**BODY["Labels"], allowed.label: allowed.installation}
    made = asyncio.run(make_volume(ask, name, labels=labels, limit_bytes=2**30))
    assert made == DiskBound(limit_bytes=2**30, is_bound=has_quota)
    assert engine.volumes.get(name).attrs["Labels"] == labels
    hub.volumes.get(name).remove()
    for options in (
        {"type": "none", "o": "bind", "device": "/"},
        {"size": str(2**30), "device": "/", "o": "bind", "type": "none"},
        {"size": str(2**31)},
    ):
        body = {"Name": name, "Driver": "local", "DriverOpts": options}
        answer = http.post("/v1.41/volumes/create", json=body)
        assert answer.status_code == httpx.codes.FORBIDDEN, answer.text
    assert engine.volumes.list(filters={"name": name}) == []


def test_a_folder_of_a_shared_volume_is_erased_through_it(
    hub: DockerClient, engine: DockerClient, allowed: Allowed, network: None
) -> None:
    volume, place = f"{allowed.name}.ada._.aaaabbbb", "notes.ccccdddd"
    folder = f"/data/users/ada/sessions/{place}"
    engine.volumes.create(volume)

    def shell(command: str) -> str:
        binds, words = {volume: {"bind": "/data"}}, ["sh", "-c", command]
        done = engine.containers.run(
            allowed.image, words, volumes=binds, network_mode="none", remove=True
        )
        return str(done.decode().strip())

    shell(f"mkdir -p {folder}/workspace && touch {folder}x")
    eraser = Eraser(hub, allowed.installation, Containers(image=allowed.image))
    assert eraser.erase("ada", volume, place)
    assert shell("ls /data/users/ada/sessions") == f"{place}x"
    hub.volumes.get(volume).remove()
    assert eraser.erase("ada", volume, place)
    assert engine.volumes.list(filters={"name": volume}) == []
