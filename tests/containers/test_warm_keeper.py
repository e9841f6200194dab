"""What waits is fit for a session, or is taken away; of what was killed nothing stays."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest
from docker.client import DockerClient

from remote_claude_ext.config.containers import Containers
from remote_claude_ext.config.docker_engine import Engine, EngineError
from remote_claude_ext.config.docker_names import LABEL, to_installation, write_volume
from remote_claude_ext.config.places import Places
from remote_claude_ext.config.waiting import READY, find_waiting, note_making, take
from remote_claude_ext.config.warm_keeper import Keeper

pytestmark = pytest.mark.containers
NETWORK = "172.31.93.0/24"
TAG = "rc-test-of-what-waits"


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path)


@pytest.fixture
def image(engine: DockerClient, session_image: str) -> Iterator[str]:
    """The image of sessions by another name, which may come to mean another image."""
    engine.images.get(session_image).tag(TAG)
    yield TAG
    engine.images.remove(TAG)


@pytest.fixture
def keeper(places: Places, image: str, engine: DockerClient) -> Iterator[Keeper]:
    """One that keeps two, on a network of its own; nothing is left of it."""
    containers = Containers(network=NETWORK, image=image, warm=2)
    keeper = Keeper(places, containers)
    with closing(Engine(places, containers)) as own:
        own.prepare(print)
        yield keeper
        keeper.close()
        own.end_sessions()
    assert left(engine, places) == (set(), set())


def left(engine: DockerClient, places: Places) -> tuple[set[str], set[str]]:
    """The names of the containers and of the volumes of the installation."""
    here = to_installation(places.data)
    # Without looking at each, as some are just being made or removed.
    boxes = engine.api.containers(all=True, filters={"label": f"{LABEL}={here}"})
    volumes = {str(each.name) for each in engine.volumes.list()}
    names = {name.removeprefix("/") for each in boxes for name in each["Names"] or ()}
    return names, {volume for volume in volumes if volume.startswith(f"rc-{here}.")}


def fill(keeper: Keeper) -> None:
    while not keeper.is_full():
        keeper.look()


def ready(places: Places) -> set[str]:
    return {waiting.name for waiting, _ in find_waiting(places, READY)}


def test_as_many_wait_as_should_and_no_more(
    keeper: Keeper, places: Places, engine: DockerClient
) -> None:
    fill(keeper)
    keeper.look()
    assert len(ready(places)) == 2
    boxes, volumes = left(engine, places)
    assert boxes == ready(places)
    assert len(volumes) == 2


def test_those_of_an_earlier_image_are_replaced(
    keeper: Keeper, places: Places, engine: DockerClient, image: str
) -> None:
    fill(keeper)
    before = ready(places)
    newer = engine.containers.create(image, "true")
    newer.commit(repository=image)
    newer.remove()
    keeper.look()
    fill(keeper)
    assert ready(places) & before == set()
    assert left(engine, places)[0] == ready(places)


def test_what_an_earlier_one_left_is_taken_away_and_a_sessions_volume_stays(
    keeper: Keeper, places: Places, engine: DockerClient
) -> None:
    fill(keeper)
    taken = take(places)
    assert taken is not None
    session = places.session("ada", "notes-abcd")
    session.mkdir(parents=True)
    write_volume(session, taken.volume)
    note_making(places, "rc-0123abcd.WAITING.that-never-was")
    other = Keeper(places, Containers(network=NETWORK, image=TAG, warm=2))
    other.clear()
    assert left(engine, places) == (set(), {taken.volume})
    assert list(places.waiting.iterdir()) == []
    other.close()
    engine.volumes.get(taken.volume).remove()


def test_one_that_was_taken_and_left_is_removed_after_a_while(
    keeper: Keeper, places: Places, engine: DockerClient
) -> None:
    fill(keeper)
    taken = take(places)
    assert taken is not None
    os.utime(places.waiting / f"{taken.name}.taken", (0, 0))
    keeper.look()
    assert taken.name not in left(engine, places)[0]
    assert taken.volume not in left(engine, places)[1]
    assert not (places.waiting / f"{taken.name}.taken").exists()


def test_a_clock_that_is_set_back_delays_nobody(keeper: Keeper, places: Places) -> None:
    fill(keeper)
    taken = take(places)
    assert taken is not None
    later = time.time() + 3600
    os.utime(places.waiting / f"{taken.name}.taken", (later, later))
    keeper.look()
    deadline = time.monotonic() + 60
    while not keeper.is_full() and time.monotonic() < deadline:
        keeper.look()
    assert keeper.is_full()


def test_an_image_that_is_gone_is_told_and_nothing_is_left(
    keeper: Keeper, places: Places, engine: DockerClient
) -> None:
    gone = Keeper(places, Containers(network=NETWORK, image="nobody-made-it", warm=1))
    with pytest.raises(EngineError, match="nobody-made-it"):
        gone.look()
    assert left(engine, places) == (set(), set())
    gone.close()


def test_one_that_ends_at_once_is_told_and_nothing_is_left(
    keeper: Keeper, places: Places, engine: DockerClient, image: str
) -> None:
    other = engine.containers.create(image, "true")
    other.commit(repository=image, changes='ENTRYPOINT ["ls"]')
    other.remove()
    with pytest.raises(EngineError, match=r"ended: .*session-init"):
        keeper.look()
    assert left(engine, places) == (set(), set())
    assert list(places.waiting.iterdir()) == []


def test_an_end_while_one_is_made_leaves_nothing(
    keeper: Keeper, places: Places, engine: DockerClient
) -> None:
    def make() -> None:
        with suppress(EngineError):  # it was told to end
            keeper.look()

    making = threading.Thread(target=make)
    making.start()
    while making.is_alive() and not left(engine, places)[0]:
        pass
    keeper.close()
    making.join()
    assert left(engine, places) == (set(), set())
    keeper.look()
    assert left(engine, places) == (set(), set())
