"""A session in a container: it answers, is closed and bounded; what it has outlives it."""

from typing import Any

import httpx
import pytest
from docker.client import DockerClient
from docker.errors import ContainerError

from remote_claude_ext.config.startlog import read_failure
from tests.containers.conftest import CANARY
from tests.support.ask import ask
from tests.support.boxes import Boxes
from tests.support.hub import ADMIN, Installation

pytestmark = pytest.mark.containers
SECONDS = 60
HOG = "python3 -c 'many = b\"x\" * 3_000_000_000'"
REACH = "timeout 3 bash -c 'exec 3<>/dev/tcp/{host}/{port}' 2>&1"


@pytest.fixture(scope="module")
def session(installation: Installation) -> str:
    """A session that runs."""
    return installation.start_session("Box")


def test_claude_answers_and_changes_a_file(
    installation: Installation, session: str, boxes: Boxes
) -> None:
    notes = '"file_path": "{{workspace}}/notes.txt"'
    script = f'@@ tool Write {{{notes}, "content": "Milk"}} >> say Written.'
    assert words(ask(installation, session, script, mode="acceptEdits")) == "Written."
    assert boxes.said(session, "cat $REMOTE_CLAUDE_WORKSPACE/notes.txt") == "Milk"
    usage = installation.call("GET", "/services/remote-claude/api/v1/usage?by=session").json()
    assert {each["session"] for each in usage["items"]} == {session}


def test_it_is_nobody_and_may_nothing(session: str, boxes: Boxes) -> None:
    status = boxes.said(session, "cat /proc/1/status")
    found = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
    assert found["Uid"].split() == ["1000"] * 4
    assert {found[name] for name in ("CapPrm", "CapEff", "CapBnd", "CapAmb")} == {"0" * 16}
    assert (found["NoNewPrivs"], found["Seccomp"]) == ("1", "2")
    for command in (
        "touch /x",
        "touch /etc/claude-code/x",
        "echo > /usr/local/bin/claude",
        "sudo id",
    ):
        assert boxes.run(session, command)[0] != 0, command


def test_the_key_is_nowhere(session: str, boxes: Boxes) -> None:
    places = "/proc/[0-9]*/environ /data /tmp /run /etc /home /opt/remote-claude"
    assert boxes.run(session, f"grep -rsl --binary-files=text {CANARY} {places}")[1] == ""


def test_its_bounds_are_those_of_its_size(session: str, boxes: Boxes) -> None:
    host = boxes.find(session).attrs["HostConfig"]
    assert (host["Memory"], host["MemorySwap"], host["PidsLimit"]) == (2**30, 2**30, 256)
    assert host["ReadonlyRootfs"] is True
    many = "for each in $(seq 400); do sleep 4 & done; wait"
    assert "Resource temporarily unavailable" in boxes.run(session, many)[1]
    assert boxes.said(session, "echo alive") == "alive"


def test_it_reaches_its_installation_and_nothing_else(
    installation: Installation, session: str, boxes: Boxes
) -> None:
    ports, inner = installation.run.ports, installation.run.inner
    for port in (ports.hub, ports.hub_service, ports.gateway):
        assert boxes.run(session, REACH.format(host=inner, port=port))[0] == 0
    other = installation.start_session("Other")
    (network,) = boxes.find(other).attrs["NetworkSettings"]["Networks"].values()
    closed = [
        (inner, ports.proxy_api),
        (inner, ports.public),
        (inner, 22),
        (network["IPAddress"], 8888),
        ("169.254.169.254", 80),  # no packet leaves: there is no route
        ("192.0.2.1", 443),
    ]
    for host, port in closed:
        assert boxes.run(session, REACH.format(host=host, port=port))[0] != 0, (host, port)
    assert boxes.run(session, "getent hosts example.org")[0] != 0


def test_no_other_container_reaches_what_sessions_reach(
    installation: Installation, session_image: str, engine: DockerClient
) -> None:
    inner, port = installation.run.inner, installation.run.ports.gateway
    command = ["bash", "-c", REACH.format(host=inner, port=port)]
    with pytest.raises(ContainerError):
        engine.containers.run(session_image, command, remove=True)


def test_a_made_up_token_opens_nothing(
    installation: Installation, session: str, boxes: Boxes
) -> None:
    ask_gateway = (
        "curl -s -o /dev/null -w '%{http_code}' -H 'Authorization: Bearer made-up'"
        ' -X POST $REMOTE_CLAUDE_GATEWAY_URL/v1/messages -d \'{"model": "m"}\''
    )
    assert boxes.said(session, ask_gateway) == str(httpx.codes.UNAUTHORIZED.value)


def test_the_hub_may_be_killed_while_sessions_go_on(
    installation: Installation, session: str, boxes: Boxes
) -> None:
    before = boxes.find(session).id
    installation.kill("hub")
    installation.wait_for(lambda: is_answering(installation), SECONDS)
    installation.wait_for(lambda: installation.answers(session), SECONDS)
    assert boxes.find(session).id == before
    assert words(ask(installation, session, "@@ say Still.")) == "Still."


def test_what_ended_says_why_and_goes_on_with_all_it_had(
    installation: Installation, session: str, boxes: Boxes
) -> None:
    boxes.said(session, "echo kept > $REMOTE_CLAUDE_WORKSPACE/kept.txt")
    boxes.find(session).kill()
    installation.wait_for(lambda: not installation.is_running(session), SECONDS)
    failure = read_failure(installation.places.session_state(ADMIN, session))
    assert failure is not None
    assert "was killed (status 137)" in failure.message
    assert failure.has_run
    assert boxes.find(session) is None
    installation.start_server(session)
    assert boxes.said(session, "cat $REMOTE_CLAUDE_WORKSPACE/kept.txt") == "kept"
    assert read_failure(installation.places.session_state(ADMIN, session)) is None


def test_a_program_that_takes_too_much_memory_ends_alone(session: str, boxes: Boxes) -> None:
    assert boxes.run(session, HOG)[0] != 0
    assert boxes.said(session, "echo alive") == "alive"


def test_a_session_that_takes_too_much_memory_is_told_so(
    installation: Installation, session: str, boxes: Boxes
) -> None:
    first = "for pid in $(pgrep -f cli.containe[r]); do echo 1000 > /proc/$pid/oom_score_adj; done"
    boxes.run(session, f"{first}; {HOG}")
    installation.wait_for(lambda: not installation.is_running(session), SECONDS)
    failure = read_failure(installation.places.session_state(ADMIN, session))
    assert failure is not None
    assert "out of memory. It had 1 GiB; choose a larger size." in failure.message
    installation.start_server(session)
    assert boxes.said(session, "cat $REMOTE_CLAUDE_WORKSPACE/kept.txt") == "kept"


def test_another_size_is_asked_for_and_an_unknown_one_refused(
    installation: Installation, boxes: Boxes
) -> None:
    sessions = f"/users/{ADMIN}/sessions"
    refused = installation.api("POST", sessions, json={"title": "Big", "size": "huge"})
    assert refused.status_code == httpx.codes.BAD_REQUEST
    assert "There is no size 'huge' of sessions here; known: standard, large." in refused.text
    made = installation.api("POST", sessions, json={"title": "Big", "size": "large"}).json()
    installation.start_server(made["name"])
    assert boxes.find(made["name"]).attrs["HostConfig"]["Memory"] == 2 * 2**30
    one = f"{sessions}/{made['name']}"
    assert installation.api("PATCH", one, json={"size": "huge"}).status_code == refused.status_code
    smaller = installation.api("PATCH", one, json={"size": "standard"})
    assert smaller.json() == {"name": made["name"], "title": "Big"}
    server = f"/users/{ADMIN}/servers/{made['name']}"
    installation.api("DELETE", server).raise_for_status()
    installation.wait_for(lambda: boxes.find(made["name"]) is None, SECONDS)
    installation.start_server(made["name"])
    assert boxes.find(made["name"]).attrs["HostConfig"]["Memory"] == 2**30


def test_a_deleted_sessions_volume_waits_in_the_trash(
    installation: Installation, boxes: Boxes
) -> None:
    name = installation.start_session("Gone")
    volume = boxes.volume(name)
    assert volume in boxes.volumes()
    body = {"remove": True}
    server = f"/users/{ADMIN}/servers/{name}"
    installation.api("DELETE", server, json=body).raise_for_status()
    installation.wait_for(lambda: boxes.find(name) is None, SECONDS)
    installation.wait_for(lambda: any(installation.places.trash(ADMIN).glob(f"{name}.*")), SECONDS)
    assert volume in boxes.volumes()


def test_the_gateway_is_not_on_loopback_too(installation: Installation) -> None:
    port = installation.run.ports.gateway
    with httpx.Client(trust_env=False) as http, pytest.raises(httpx.ConnectError):
        http.get(f"http://127.0.0.1:{port}/")


def words(frames: list[dict[str, Any]]) -> str:
    """What Claude said in a turn."""
    return "".join(frame["text"] for frame in frames if frame["kind"] == "text")


def is_answering(installation: Installation) -> bool:
    try:
        return installation.api("GET", "/").is_success
    except httpx.HTTPError:
        return False
