"""An installation with Docker Compose: people work in it, and go on while it is replaced."""

import uuid
from typing import Any

import pytest
from docker.client import DockerClient

from remote_claude_ext.config.docker_names import LABEL, container_name
from tests.compose.conftest import KEY, SHARING, WAITING
from tests.support.ask import ask
from tests.support.compose import START_SECONDS, Composed
from tests.support.hub import ADMIN
from tests.support.model import ScriptedModel

pytestmark = [pytest.mark.containers, pytest.mark.timeout(1800)]  # the first one builds
SECONDS = 60
SERVICES = ("tls", "hub", "socket-proxy", "db")


@pytest.fixture(scope="module")
def session(composed: Composed) -> str:
    """A session that runs."""
    composed.change(SHARING, WAITING)
    return composed.start_session("Box")


def words(frames: list[dict[str, Any]]) -> str:
    """What Claude said in a turn."""
    return "".join(frame["text"] for frame in frames if frame["kind"] == "text")


def box(engine: DockerClient, composed: Composed, session: str) -> Any:
    return engine.containers.get(container_name(composed.installation, ADMIN, session))


def waiting(engine: DockerClient, composed: Composed) -> list[str]:
    """What waits for a session, also what nobody knows of any more."""
    label = f"{LABEL}={composed.installation}"
    found = engine.containers.list(all=True, filters={"label": label})
    return [str(each.name) for each in found if ".WAITING." in str(each.name)]


def test_somebody_signs_in_over_tls_and_claude_answers(composed: Composed, session: str) -> None:
    assert words(ask(composed, session, "@@ say Hello.")) == "Hello."
    usage = composed.call("GET", "/services/remote-claude/api/v1/usage?by=session").json()
    assert session in {each["session"] for each in usage["items"]}


def test_each_service_may_do_little(composed: Composed) -> None:
    allowed = {
        "tls": {"NET_BIND_SERVICE", "SETGID", "SETUID"},
        "hub": {"NET_ADMIN", "CHOWN", "KILL", "SETGID", "SETUID"},
        "socket-proxy": set[str](),
        "db": set[str](),
    }
    for service in SERVICES:
        host: Any = composed.inspect(service)["HostConfig"]
        added = {each.removeprefix("CAP_") for each in host["CapAdd"] or ()}
        assert (host["CapDrop"], added) == (["ALL"], allowed[service])
        assert host["ReadonlyRootfs"] is True
        assert host["SecurityOpt"] == ["no-new-privileges:true"]
        assert host["Privileged"] is False
        sources = {str(mount["Source"]) for mount in composed.inspect(service)["Mounts"]}  # type: ignore[attr-defined]
        assert ("/var/run/docker.sock" in sources) is (service == "socket-proxy")


def test_the_key_is_in_no_environment_and_no_session(
    engine: DockerClient, composed: Composed, session: str
) -> None:
    for service in SERVICES:
        assert KEY not in str(composed.inspect(service))
    places = "/proc/[0-9]*/environ /data /tmp /run /etc /home"
    search = f"grep -rsl --binary-files=text {KEY} {places}"
    found = box(engine, composed, session).exec_run(["bash", "-c", search])
    assert found.output == b""


def test_sessions_go_on_while_the_hub_is_replaced(
    engine: DockerClient, composed: Composed, session: str
) -> None:
    hub, before = composed.container("hub"), box(engine, composed, session).id
    composed.compose("up", "-d", "--force-recreate", "--no-deps", "hub")
    assert composed.container("hub") != hub
    composed.wait_for(composed.is_healthy, START_SECONDS)
    composed.wait_for(lambda: composed.is_running(session), SECONDS)
    assert box(engine, composed, session).id == before
    assert words(ask(composed, session, "@@ say Still.")) == "Still."


def test_a_turn_under_way_comes_to_its_end_all_the_same(
    composed: Composed, session: str, model: ScriptedModel
) -> None:
    path = f"{composed.session_path(session)}/remote-claude/api/conversations"
    made = composed.call("POST", path, json={"mode": "default"}).json()
    body = {"text": "@@ say Begun ;; delay 8 ;; say and ended.", "client_id": str(uuid.uuid4())}
    before = len(model.turns)
    composed.call("POST", f"{path}/{made['id']}/messages", json=body).raise_for_status()
    composed.wait_for(lambda: len(model.turns) > before, SECONDS)
    composed.compose("up", "-d", "--force-recreate", "--no-deps", "hub")
    composed.wait_for(composed.is_healthy, START_SECONDS)
    frames: list[dict[str, Any]] = []

    def is_over() -> bool:
        frames[:] = composed.call("GET", f"{path}/{made['id']}/frames").json()["frames"]
        return any(frame["kind"] == "turn.finished" for frame in frames)

    composed.wait_for(is_over, 2 * SECONDS)
    assert "and ended." in words(frames), frames


def test_sessions_go_on_while_everything_is_stopped(
    engine: DockerClient, composed: Composed, session: str
) -> None:
    before = box(engine, composed, session)
    composed.compose("down")
    before.reload()
    assert before.status == "running"
    assert waiting(engine, composed) == []
    composed.start()
    composed.wait_for(lambda: composed.is_running(session), SECONDS)
    assert box(engine, composed, session).id == before.id
    assert words(ask(composed, session, "@@ say Again.")) == "Again."
    usage = composed.call("GET", "/services/remote-claude/api/v1/usage?by=session").json()
    (counts,) = (each["counts"] for each in usage["items"] if each["session"] == session)
    assert counts["requests"] >= 3
    composed.wait_for(lambda: len(waiting(engine, composed)) == 1, SECONDS)
