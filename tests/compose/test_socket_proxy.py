"""The guard in front of a real engine: a session's whole life passes, and nothing else does."""

import copy
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from docker.client import DockerClient
from docker.errors import APIError
from docker.types.networks import IPAMConfig, IPAMPool

from remote_claude_ext.cli.guard import to_allowed
from remote_claude_ext.config.load import load_settings
from remote_claude_ext.config.settings import Settings
from remote_claude_ext.guard.settings import Allowed
from tests.compose.guarding import guarding
from tests.guard.test_guard_bodies import BODY
from tests.guard.test_guard_calls import REFUSED
from tests.support.hub import clean_environment
from tests.support.registry import Registry

pytestmark = pytest.mark.containers
START_SECONDS = 20
CONFIG = """
sessions: {{spawner: docker}}
containers: {{image: "{image}", network: 172.31.94.0/24}}
"""
PULLING = """
sessions: {{spawner: docker}}
containers: {{image: "{image}", pull: missing}}
"""


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory, session_image: str) -> Path:
    """The configuration of an installation that is not there."""
    file = tmp_path_factory.mktemp("guard") / "config.yaml"
    file.write_text(CONFIG.format(image=session_image))
    return file


@pytest.fixture(scope="module")
def allowed(config: Path) -> Allowed:
    """What the hub of that installation may ask for."""
    return to_allowed(config.parent / "data", load_settings(config, {}))


@pytest.fixture(scope="module")
def guarded(config: Path, engine: DockerClient, allowed: Allowed) -> Iterator[Path]:
    """The socket of a guard; what was made through it is removed."""
    with guarding(config) as listen:
        yield listen
    for container in engine.containers.list(
        all=True, filters={"label": f"{allowed.label}={allowed.installation}"}
    ):
        container.remove(force=True)
    for network in engine.networks.list(names=[allowed.name]):
        network.remove()


@pytest.fixture(scope="module")
def http(guarded: Path) -> Iterator[httpx.Client]:
    """Somebody who has the guard's socket and may send what they like."""
    transport = httpx.HTTPTransport(uds=str(guarded))
    with httpx.Client(transport=transport, base_url="http://engine", timeout=30) as client:
        yield client


@pytest.fixture(scope="module")
def hub(guarded: Path) -> Iterator[DockerClient]:
    """The engine's own client, as the hub uses it."""
    with closing(DockerClient(base_url=f"unix://{guarded}")) as client:
        yield client


@pytest.fixture
def other(engine: DockerClient, session_image: str) -> Iterator[Any]:
    """A container of somebody else on the same engine."""
    container = engine.containers.create(session_image, ["sleep", "60"], network_mode="none")
    yield container
    container.remove(force=True)


def to_body(allowed: Allowed) -> dict[str, Any]:
    """What the spawner asks for, of this installation."""
    body = copy.deepcopy(BODY)
    body["Image"], body["Cmd"] = allowed.image, ["sleep", "60"]
    body["Labels"][allowed.label] = allowed.installation
    body["HostConfig"].update(allowed.host)
    body["HostConfig"]["Binds"] = [f"{allowed.name}.ada.notes.x1y2:/data:rw"]
    return body


def test_a_session_lives_and_ends_through_it(
    hub: DockerClient, http: httpx.Client, engine: DockerClient, allowed: Allowed
) -> None:
    assert hub.ping()
    assert hub.version()["ApiVersion"]
    assert "runc" in hub.info()["Runtimes"]
    image = hub.images.get(allowed.image)
    assert [each.id for each in hub.images.list(allowed.image)] == [image.id]
    network = hub.networks.create(
        allowed.name,
        driver="bridge",
        internal=True,
        labels={allowed.label: allowed.installation},
        ipam=IPAMConfig(pool_configs=[IPAMPool(subnet=allowed.network, gateway=allowed.gateway)]),
        options={
            "com.docker.network.bridge.name": allowed.bridge,
            "com.docker.network.bridge.enable_icc": "false",
        },
    )
    assert [each.name for each in hub.networks.list()] == [allowed.name]
    name = f"{allowed.name}.ada.notes"
    made = http.post("/v1.41/containers/create", params={"name": name}, json=to_body(allowed))
    assert made.status_code == httpx.codes.CREATED, made.text
    container = hub.containers.get(name)
    container.start()
    assert [each.name for each in hub.containers.list(all=True)] == [name]
    host = engine.containers.get(name).attrs["HostConfig"]
    assert host["ReadonlyRootfs"] is True
    assert host["CapDrop"] == ["ALL"]
    assert host["MaskedPaths"]
    assert container.logs(tail=5) == b""
    container.reload()
    assert container.status == "running"
    container.stop(timeout=1)
    container.remove(force=True)
    volume = hub.volumes.get(f"{name}.x1y2")
    volume.remove()
    network.remove()
    assert engine.networks.list(names=[allowed.name]) == []


@pytest.mark.parametrize(("method", "path"), REFUSED)
def test_every_other_call_is_refused(
    guarded: Path, allowed: Allowed, method: str, path: str
) -> None:
    usual = to_allowed(Path("/data/remote-claude"), Settings())
    path = path.replace(usual.name, allowed.name).replace(usual.image, allowed.image)
    # By hand: a client would take the dots of `..` out.
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(str(guarded))
        line.sendall(f"{method} {path} HTTP/1.0\r\nHost: engine\r\n\r\n".encode())
        said = b"".join(iter(lambda: line.recv(65536), b"")).decode()
    assert said.split()[1] == "403", said
    assert "Sessions do not need this of the engine: " in said


def test_what_is_not_a_session_is_not_made(
    http: httpx.Client, engine: DockerClient, allowed: Allowed
) -> None:
    name = f"{allowed.name}.ada.notes"
    before = len(engine.containers.list(all=True))
    for key, value in (
        ("Privileged", True),
        ("Binds", ["/:/data:rw"]),
        ("PidMode", "host"),
        ("NetworkMode", "host"),
        ("CapAdd", ["SYS_ADMIN"]),
    ):
        body = to_body(allowed)
        body["HostConfig"][key] = value
        answer = http.post("/containers/create", params={"name": name}, json=body)
        assert answer.status_code == httpx.codes.FORBIDDEN, answer.text
    for query in ({}, {"name": "mine"}, {"name": f"{name}/../x"}):
        answer = http.post("/containers/create", params=query, json=to_body(allowed))
        assert answer.status_code == httpx.codes.FORBIDDEN, answer.text
    assert len(engine.containers.list(all=True)) == before


def test_nobody_elses_container_is_seen_or_touched(
    http: httpx.Client, hub: DockerClient, other: Any
) -> None:
    assert other.name not in [each.name for each in hub.containers.list(all=True)]
    for name in (other.id, other.name, other.short_id):
        for method, path in (
            ("GET", f"/containers/{name}/json"),
            ("GET", f"/containers/{name}/logs?stdout=1"),
            ("POST", f"/containers/{name}/start"),
            ("POST", f"/containers/{name}/stop"),
            ("DELETE", f"/containers/{name}?force=1"),
        ):
            assert http.request(method, path).status_code == httpx.codes.FORBIDDEN
    other.reload()
    assert other.status == "created"


def test_the_images_of_others_are_not_told(
    http: httpx.Client, hub: DockerClient, engine: DockerClient, allowed: Allowed
) -> None:
    ours = engine.images.get(allowed.image).id
    assert [each.id for each in hub.images.list()] == [ours]
    for image in engine.images.list():
        told = http.get(f"/images/{image.id}/json").status_code
        assert told == (httpx.codes.OK if image.id == ours else httpx.codes.FORBIDDEN)


def test_the_networks_of_others_stay(http: httpx.Client) -> None:
    for name in ("bridge", "host", "none"):
        assert http.get(f"/networks/{name}").status_code == httpx.codes.FORBIDDEN
        assert http.delete(f"/networks/{name}").status_code == httpx.codes.FORBIDDEN


def test_what_is_not_there_is_not_found(http: httpx.Client, allowed: Allowed) -> None:
    for path in (f"/containers/{allowed.name}.ada.none", f"/volumes/{allowed.name}.ada.none.x"):
        assert http.delete(path).status_code == httpx.codes.NOT_FOUND


def test_only_the_image_of_sessions_is_fetched(tmp_path: Path, engine: DockerClient) -> None:
    machine = engine.images.list()[0].attrs["Architecture"]
    with Registry(machine) as registry, Registry(machine) as elsewhere:
        config = tmp_path / "config.yaml"
        config.write_text(PULLING.format(image=registry.image))
        with (
            guarding(config) as listen,
            closing(DockerClient(base_url=f"unix://{listen}")) as hub,
        ):
            with pytest.raises(APIError, match="Sessions do not need this"):
                hub.images.pull(elsewhere.image)
            assert hub.images.pull(registry.image).tags == [registry.image]
            assert len(hub.images.list(registry.image)) == 1
        assert elsewhere.asked == []
        engine.images.remove(registry.image)


def test_without_the_engine_it_says_so(tmp_path: Path) -> None:
    listen = tmp_path / "docker.sock"
    words = ["--listen", listen, "--engine", tmp_path / "none", "--data", tmp_path / "data"]
    command = [sys.executable, "-P", "-m", "remote_claude_ext", "guard", *words]
    with subprocess.Popen(command, env=clean_environment({})) as guard:
        deadline = time.monotonic() + START_SECONDS
        while not listen.exists() and time.monotonic() < deadline:
            time.sleep(0.1)
        transport = httpx.HTTPTransport(uds=str(listen))
        with httpx.Client(transport=transport, base_url="http://engine") as client:
            answers = [client.get(path) for path in ("/healthz", "/version")]
        guard.terminate()
    assert [each.status_code for each in answers] == [httpx.codes.SERVICE_UNAVAILABLE] * 2
