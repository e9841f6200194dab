"""What the engine lacks is said before anything starts; what nobody needs any more is removed."""

import gc
import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from docker.client import DockerClient

from remote_claude_ext.cli.main import main
from remote_claude_ext.config.containers import Containers
from remote_claude_ext.config.docker_engine import Engine, EngineError
from remote_claude_ext.config.docker_names import (
    LABEL,
    container_name,
    network_name,
    to_installation,
    write_volume,
)
from remote_claude_ext.config.places import Places
from tests.containers.conftest import to_config
from tests.support.hub import Installation
from tests.support.registry import Registry

pytestmark = pytest.mark.containers
NETWORK = "172.31.79.0/24"


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path)


def prepare(places: Places, **more: str) -> None:
    with closing(Engine(places, Containers(network=NETWORK, **more))) as own:  # type: ignore[arg-type]
        own.prepare(print)


@pytest.fixture
def own(places: Places, session_image: str) -> Iterator[Engine]:
    with closing(Engine(places, Containers(network=NETWORK, image=session_image))) as engine:
        yield engine


def test_an_image_that_is_not_there_is_named_with_the_remedy(places: Places) -> None:
    with pytest.raises(EngineError, match="The image of sessions, nobody-made-it") as caught:
        prepare(places, image="nobody-made-it")
    assert "make image" in str(caught.value.remedy)


def test_a_runtime_that_is_not_there_is_named_with_those_that_are(places: Places) -> None:
    with pytest.raises(EngineError, match=r"no runtime sandbox; it has .*runc"):
        prepare(places, runtime="sandbox")


def fetched(engine: DockerClient, image: str) -> bool:
    """Whether it is on this machine; it is not any more afterwards."""
    is_there = bool(engine.images.list(image))
    if is_there:
        engine.images.remove(image)
    return is_there


def test_an_image_is_fetched_before_anybody_waits_for_it(
    places: Places, engine: DockerClient, own: Engine
) -> None:
    own.prepare(print)
    machine = {"x86_64": "amd64", "aarch64": "arm64"}[engine.info()["Architecture"]]
    with Registry(machine) as registry:
        prepare(places, image=registry.image, pull="missing")
        asked = len(registry.asked)
        assert asked
        prepare(places, image=registry.image, pull="missing")
        assert len(registry.asked) == asked
        prepare(places, image=registry.image, pull="always")
        assert len(registry.asked) > asked
        assert fetched(engine, registry.image)
    own.end_sessions()


def test_an_image_that_cannot_be_fetched_is_told(places: Places) -> None:
    with Registry("amd64") as registry:
        missing = registry.image.replace("tiny", "huge")
        with pytest.raises(
            EngineError, match=r"huge:latest, cannot be fetched: .*manifest unknown"
        ):
            prepare(places, image=missing, pull="missing")


def test_an_image_for_another_machine_is_told(places: Places, engine: DockerClient) -> None:
    with Registry("s390x") as registry:
        with pytest.raises(EngineError, match="is for s390x; this machine is a"):
            prepare(places, image=registry.image, pull="missing")
        fetched(engine, registry.image)


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
def test_an_engine_that_does_not_answer_is_told(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOCKER_HOST", "unix:///nowhere/docker.sock")
    with pytest.raises(EngineError, match="The container engine does not answer"):
        prepare(places)
    gc.collect()  # the engine's client leaves a socket open where it finds nobody


def test_a_range_that_is_taken_is_told(
    places: Places, own: Engine, engine: DockerClient, session_image: str, tmp_path: Path
) -> None:
    own.prepare(print)
    own.prepare(print)  # what is there is used
    with pytest.raises(EngineError, match=f"The network of sessions, {NETWORK}, cannot be made"):
        prepare(Places(tmp_path / "other"), image=session_image)
    own.end_sessions()
    assert engine.networks.list(names=[network_name(to_installation(places.data))]) == []


def test_a_start_that_fails_later_leaves_no_network(data: Path, session_image: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        up = Installation(
            data, config=to_config(NETWORK, image=session_image), port=taken.getsockname()[1]
        )
        assert up.launch().wait(60) == 1
        up.stop()
    assert "is taken" in up.text() or "already" in up.text()
    with closing(DockerClient.from_env()) as asked:
        assert asked.networks.list(names=[network_name(to_installation(data))]) == []


def test_up_says_what_is_missing_and_leaves_nothing(data: Path) -> None:
    up = Installation(data, config=to_config(NETWORK, image="nobody-made-it"))
    assert up.launch().wait(60) == 1
    up.stop()
    assert "The image of sessions, nobody-made-it, is not on this machine." in up.text()
    assert up.places.run.exists() is False


def test_a_container_without_a_session_is_removed_and_one_with_it_stays(
    places: Places, own: Engine, engine: DockerClient, session_image: str
) -> None:
    places.session("ada", "kept-abcd").mkdir(parents=True)
    made = [
        engine.containers.create(
            session_image,
            "true",
            name=container_name(to_installation(places.data), "ada", session),
            labels={LABEL: to_installation(places.data)},
        )
        for session in ("kept-abcd", "lost-abcd")
    ]
    assert own.remove_orphans() == [made[1].name]
    assert own.remove_orphans() == []
    own.end_sessions()
    assert all(each.name not in {c.name for c in engine.containers.list(all=True)} for each in made)


def test_the_volume_of_a_session_in_the_trash_is_erased(
    places: Places, own: Engine, engine: DockerClient, tmp_path: Path
) -> None:
    volume = engine.volumes.create(f"rc-{to_installation(places.data)}.ada.gone.1")
    session = tmp_path / "gone-abcd.1"
    session.mkdir()
    assert own.erase(session) is True  # it never had one
    write_volume(session, str(volume.name))
    assert own.erase(session) is True
    assert volume.name not in {each.name for each in engine.volumes.list()}
    assert own.erase(session) is True


def test_the_doctor_looks_at_the_engine(
    places: Places, session_image: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "rc.yaml"
    command = ["doctor", "--data", str(places.data), "--config", str(file)]
    with socket.create_server(("127.0.0.1", 0)) as provider:
        model = f"http://127.0.0.1:{provider.getsockname()[1]}"
        allowed = "egress: {allow: [{everyone: true, hosts: [packages.example.org]}]}\n"
        waiting = "  warm: 2\n"
        file.write_text(to_config(NETWORK, image=session_image, model=model) + waiting + allowed)
        places.data.chmod(0o700)
        assert main(command) == 0
        said = capsys.readouterr().out
        assert f"✓ The image of sessions is {session_image}." in said
        assert "✓ Sessions leave by /usr/sbin/squid." in said
        assert "Containers that wait for a new session: 0 of 2." in said
        file.write_text(to_config(NETWORK, image="nobody-made-it", model=model))
        assert main(command) == 1
    assert "✗ The image of sessions, nobody-made-it" in capsys.readouterr().out
