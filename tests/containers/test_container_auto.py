"""Auto mode in containers: the operator lets it in, and nobody who works in one can."""

import json
import shlex
from collections.abc import Iterator

import httpx
import pytest
from docker.client import DockerClient

from remote_claude_ext.config.waiting import READY, find_waiting
from tests.containers.conftest import to_config
from tests.containers.test_container_posture import posture
from tests.containers.test_container_sessions import words
from tests.support.ask import ask
from tests.support.boxes import Boxes
from tests.support.hub import ADMIN, Installation
from tests.support.model import ScriptedModel

pytestmark = pytest.mark.containers
SECONDS = 90
SCRIPT = (
    '@@ tool Bash {"command": "python3 -c 1 && touch made && pwd"} ;; safeguards not_flagged'
    " >> say {{result}}"
)
BY_ITS_PATH = """
export CLAUDE_CONFIG_DIR=$(mktemp -d) CLAUDE_CODE_MAX_RETRIES=0
export CLAUDE_CODE_ENABLE_AUTO_MODE=1 CLAUDE_CODE_MANAGED_SETTINGS_PATH=/tmp
export ANTHROPIC_AUTH_TOKEN=none ANTHROPIC_BASE_URL=http://127.0.0.1:9
timeout 60 /usr/local/bin/claude -p --permission-mode auto {words} \
    --verbose --output-format stream-json hello </dev/null
"""
LIFT = json.dumps({"disableAutoMode": None, "permissions": {"defaultMode": "auto"}})


def mode(boxes: Boxes, session: str, words: str = "") -> str:
    """In which mode Claude Code begins that is started past our launcher, for auto mode."""
    _, output = boxes.run(session, BY_ITS_PATH.format(words=words))
    said = [json.loads(line) for line in output.splitlines() if line.startswith("{")]
    (found,) = (str(line["permissionMode"]) for line in said if line.get("subtype") == "init")
    return found


def policy_said(up: Installation, session: str) -> str:
    """What the session's self-test found of its policy."""
    up.wait_for(lambda: posture(up, session), SECONDS)
    found = posture(up, session)
    assert found is not None
    (check,) = (each for each in found["checks"] if each["name"] == "policy")
    assert check["good"], check["said"]
    return str(check["said"])


@pytest.fixture(scope="module")
def closed(installation: Installation) -> str:
    """A session as it is unless the operator says otherwise."""
    return installation.start_session("Closed")


@pytest.mark.parametrize(
    "words",
    ["", f"--managed-settings {shlex.quote(LIFT)}", f"--settings {shlex.quote(LIFT)}"],
    ids=["plainly", "by-managed-settings", "by-settings"],
)
def test_nobody_in_a_session_has_it_past_our_launcher(
    closed: str, boxes: Boxes, words: str
) -> None:
    assert mode(boxes, closed, words) == "default"


def test_the_panel_does_not_offer_it(installation: Installation, closed: str) -> None:
    with pytest.raises(httpx.HTTPStatusError, match="403"):
        ask(installation, closed, SCRIPT, mode="auto")


def test_the_self_test_says_that_it_is_off(installation: Installation, closed: str) -> None:
    assert policy_said(installation, closed).endswith("Auto mode is off.")


@pytest.fixture(scope="module")
def liberal(
    tmp_path_factory: pytest.TempPathFactory, model: ScriptedModel, session_image: str
) -> Iterator[Installation]:
    """An installation with `claude.autoMode`, and a container that waits."""
    config = to_config("172.31.95.0/24", image=session_image, model=model.url)
    config = config.replace("claude: {", "claude: {autoMode: true, ") + "  warm: 1\n"
    with Installation(tmp_path_factory.mktemp("auto") / "data", config=config) as running:
        yield running


@pytest.fixture(scope="module")
def liberal_boxes(liberal: Installation, engine: DockerClient) -> Iterator[Boxes]:
    """Its containers."""
    boxes = Boxes(liberal, engine)
    yield boxes
    boxes.remove_all()


@pytest.fixture(scope="module", params=["large", "standard"], ids=["started", "waited"])
def free(liberal: Installation, liberal_boxes: Boxes, request: pytest.FixtureRequest) -> str:
    """A session whose container was made for it; and one whose container had waited."""
    liberal.wait_for(lambda: ready(liberal), SECONDS)
    waiting = ready(liberal)
    body = {"title": "Free", "size": request.param}
    made = liberal.api("POST", f"/users/{ADMIN}/sessions", json=body)
    name: str = made.raise_for_status().json()["name"]
    liberal.start_server(name)
    assert (liberal_boxes.find(name).id in waiting) is (request.param == "standard")
    return name


def test_claude_runs_what_the_check_lets_through(liberal: Installation, free: str) -> None:
    said = words(ask(liberal, free, SCRIPT, mode="auto"))
    assert said.strip().endswith(f"/{free}/workspace")


def test_it_is_the_persons_to_choose(free: str, liberal_boxes: Boxes) -> None:
    assert mode(liberal_boxes, free) == "auto"
    assert mode(liberal_boxes, free, "--permission-mode default") == "default"


def test_the_self_test_says_that_it_may_be_chosen(liberal: Installation, free: str) -> None:
    assert policy_said(liberal, free).endswith("Auto mode may be chosen.")


def test_the_policy_is_still_out_of_reach(free: str, liberal_boxes: Boxes) -> None:
    for folder in ("no-auto-mode", "managed-settings.d", ""):
        status, said = liberal_boxes.run(free, f"touch /etc/claude-code/{folder}/x.json")
        assert status, said


def ready(up: Installation) -> set[str]:
    """The containers that wait."""
    return {waiting.container for waiting, _ in find_waiting(up.places, READY)}
