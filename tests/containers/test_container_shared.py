"""One volume for all sessions of a user: what they share, what is each one's, and its end."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from docker.client import DockerClient
from docker.errors import APIError

from remote_claude_ext.config.containers import Containers
from remote_claude_ext.config.docker_engine import Engine
from remote_claude_ext.config.trash import Trash
from tests.containers.conftest import to_config
from tests.support.ask import ask
from tests.support.boxes import Boxes
from tests.support.hub import ADMIN, Installation
from tests.support.model import ScriptedModel

pytestmark = pytest.mark.containers
NETWORK = "172.31.113.0/24"
SECONDS = 60
PLACE = "dirname $REMOTE_CLAUDE_WORKSPACE"
READ_ONLY = "mkdir -p $REMOTE_CLAUDE_WORKSPACE/go/mod && touch {0} && chmod 555 {1} && chmod 0 {2}"
CLOSED = READ_ONLY.format(
    "$REMOTE_CLAUDE_WORKSPACE/go/mod/x",
    "$REMOTE_CLAUDE_WORKSPACE/go/mod",
    "$REMOTE_CLAUDE_WORKSPACE/go",
)


@pytest.fixture(scope="module")
def config(model: ScriptedModel, session_image: str) -> str:
    """A configuration with one volume for each user."""
    text = to_config(NETWORK, image=session_image, model=model.url)
    return text.replace("containers:", "containers:\n  volume: user")


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory, config: str) -> Iterator[Installation]:
    """One whose users have one volume each."""
    with Installation(tmp_path_factory.mktemp("shared") / "data", config=config) as running:
        running.add_user("ada", "ada-password")
        running.token("ada", "ada-password")
        yield running


@pytest.fixture(scope="module")
def first(installation: Installation, boxes: Boxes) -> str:
    """A session that runs."""
    return installation.start_session("First")


@pytest.fixture(scope="module")
def second(installation: Installation, boxes: Boxes, first: str) -> str:
    """Another one of the same person."""
    return installation.start_session("Second")


@pytest.fixture
def own(installation: Installation, session_image: str, boxes: Boxes) -> Iterator[Engine]:
    """The engine as this installation uses it."""
    containers = Containers(network=NETWORK, image=session_image)
    with closing(Engine(installation.places, containers)) as engine:
        yield engine


def delete(installation: Installation, session: str, boxes: Boxes) -> None:
    answer = installation.api("DELETE", f"/users/{ADMIN}/servers/{session}", json={"remove": True})
    answer.raise_for_status()
    installation.wait_for(lambda: in_trash(installation, session), SECONDS)


def in_trash(installation: Installation, session: str) -> list[str]:
    items = Trash(installation.places).items(ADMIN)
    return [item.entry for item in items if item.session == session]


def test_sessions_of_a_person_share_a_home_and_nothing_else(
    first: str, second: str, boxes: Boxes
) -> None:
    assert boxes.volume(first) == boxes.volume(second)
    boxes.said(first, "mkdir -p ~/.ssh && echo host > ~/.ssh/known_hosts")
    assert boxes.said(second, "cat ~/.ssh/known_hosts") == "host"
    for name in ("HOME", "JUPYTERLAB_SETTINGS_DIR", "XDG_CACHE_HOME"):
        assert boxes.said(first, f"echo ${name}") == boxes.said(second, f"echo ${name}")
    for name in ("WORKSPACE", "STATE"):
        variable = f"echo $REMOTE_CLAUDE_{name}"
        assert boxes.said(first, variable) != boxes.said(second, variable)
    assert boxes.said(first, "echo $CLAUDE_CONFIG_DIR") != boxes.said(
        second, "echo $CLAUDE_CONFIG_DIR"
    )
    for session in (first, second):
        assert boxes.said(session, "echo $REMOTE_CLAUDE_SESSION") == session
        assert boxes.said(session, "stat -c %a $XDG_RUNTIME_DIR /data/users/*") == "700\n700"
        assert boxes.said(session, "ls -A /data/users") == ADMIN
        assert boxes.run(session, "ls -d ~/../claude ~/../run")[0] != 0


def test_another_person_has_another_one(
    installation: Installation, first: str, boxes: Boxes
) -> None:
    session = installation.start_session("Of Ada", user="ada")
    assert boxes.volume(session, "ada") != boxes.volume(first)
    assert boxes.run(session, "ls /data/users/admin", "ada")[0] != 0


def test_both_work_at_once_and_each_keeps_its_conversations(
    installation: Installation, first: str, second: str, boxes: Boxes
) -> None:
    said: dict[str, str] = {}

    def work(session: str) -> None:
        notes = '"file_path": "{{workspace}}/notes.txt"'
        script = f'@@ tool Write {{{notes}, "content": "{session}"}} >> say I am {session}.'
        said[session] = str(ask(installation, session, script, mode="acceptEdits"))

    with ThreadPoolExecutor() as several:
        list(several.map(work, (first, second)))
    for session, other in ((first, second), (second, first)):
        assert f"I am {session}." in said[session]
        assert boxes.said(session, "cat $REMOTE_CLAUDE_WORKSPACE/notes.txt") == session
        found = boxes.said(session, "grep -rl 'I am' $CLAUDE_CONFIG_DIR/projects | wc -l")
        assert found == "1"
        path = f"{installation.session_path(session)}/remote-claude/api/conversations"
        listed = installation.call("GET", path).raise_for_status().text
        assert f"I am {other}" not in listed


def test_a_deleted_session_comes_back_with_all_it_had(
    installation: Installation, first: str, boxes: Boxes
) -> None:
    session = installation.start_session("Comes back")
    boxes.said(session, "echo kept > $REMOTE_CLAUDE_WORKSPACE/kept")
    delete(installation, session, boxes)
    (entry,) = in_trash(installation, session)
    installation.api("POST", f"/users/{ADMIN}/deleted-sessions/{entry}").raise_for_status()
    installation.start_server(session)
    assert boxes.said(session, "cat $REMOTE_CLAUDE_WORKSPACE/kept") == "kept"


def test_after_seven_days_its_folder_is_gone_and_nobody_elses(
    installation: Installation, first: str, boxes: Boxes, own: Engine, engine: DockerClient
) -> None:
    session = installation.start_session("Goes")
    place = boxes.said(session, PLACE)
    boxes.said(session, CLOSED)
    delete(installation, session, boxes)
    installation.start_server(session)
    assert boxes.said(session, PLACE) != place
    assert boxes.said(session, f"ls -d {place}") == place
    expire(installation, own)
    assert boxes.run(session, f"ls -d {place}")[0] != 0
    assert boxes.said(session, f"ls $({PLACE})/workspace") == ""
    assert boxes.said(first, "cat ~/.ssh/known_hosts $REMOTE_CLAUDE_WORKSPACE/notes.txt")
    assert in_trash(installation, session) == []
    assert erasers(engine, boxes) == []


def test_what_was_killed_while_it_erased_is_done_the_next_time(
    installation: Installation, first: str, boxes: Boxes, own: Engine, engine: DockerClient
) -> None:
    session = installation.start_session("Killed")
    place = boxes.said(session, PLACE)
    boxes.said(session, f"cd $({PLACE}) && seq 40000 | xargs touch")
    delete(installation, session, boxes)
    (entry,) = in_trash(installation, session)
    trashed = installation.places.trash(ADMIN) / entry
    other = Containers(network=NETWORK, image="nobody-made-it")
    with closing(Engine(installation.places, other)) as unable:
        assert unable.erase(trashed) is False
    assert boxes.run(first, f"ls -d {place}")[0] == 0
    with ThreadPoolExecutor() as several:
        erasing = several.submit(own.erase, trashed)
        installation.wait_for(lambda: erasers(engine, boxes) or erasing.done(), SECONDS)
        for container in erasers(engine, boxes):
            with suppress(APIError):
                container.kill()
        was_gone = erasing.result()
    assert was_gone is (boxes.run(first, f"ls -d {place}")[0] != 0)
    with ThreadPoolExecutor() as several:  # two at once
        assert True in several.map(own.erase, [trashed, trashed])
    assert own.erase(trashed) is True
    assert boxes.run(first, f"ls -d {place}")[0] != 0
    assert erasers(engine, boxes) == []


def test_a_session_keeps_its_volume_whatever_the_setting_is_later(
    installation: Installation, config: str, first: str, boxes: Boxes
) -> None:
    before = boxes.volume(first)
    assert installation.stop() == 0
    other = config.replace("volume: user", "volume: session")
    with Installation(installation.data, config=other) as later:
        later.start_server(first)
        assert boxes.volume(first) == before
        assert boxes.said(first, "cat ~/.ssh/known_hosts") == "host"
        alone = later.start_session("Alone")
        assert boxes.volume(alone).startswith(f"rc-{boxes.installation}.{ADMIN}.{alone}.")
        assert boxes.run(alone, "cat ~/.ssh/known_hosts")[0] != 0


def expire(installation: Installation, own: Engine) -> None:
    """The trash a week later."""
    Trash(installation.places, own.erase).expire(datetime.now(UTC) + timedelta(days=8))


def erasers(engine: DockerClient, boxes: Boxes) -> list[Any]:
    """What erases folders now."""
    name = f"rc-{boxes.installation}.{ADMIN}.erase_"
    return list(engine.containers.list(all=True, filters={"name": name}))
