"""With Docker Compose, too, a session leaves by name alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from docker.client import DockerClient

from remote_claude_ext.config.docker_names import container_name
from tests.support.compose import Composed
from tests.support.hub import ADMIN
from tests.support.outside import GREETING, Outside

pytestmark = [pytest.mark.containers, pytest.mark.timeout(1800)]  # the first one builds
# A tunnel, in which the stand-ins speak plain HTTP.
GET = 'curl -sS -p -x "$HTTPS_PROXY" --max-time 20 http://{host}:443/ 2>&1'


@pytest.fixture
def outside(tmp_path: Path) -> Iterator[Outside]:
    """Stand-ins for what is outside."""
    with Outside(tmp_path) as standing:
        yield standing


@pytest.mark.parametrize(
    ("host", "said"), [("packages.example.org", GREETING), ("secret.example.org", "403")]
)
def test_a_listed_host_is_reached_and_no_other(
    outside: Outside, composed: Composed, engine: DockerClient, host: str, said: str
) -> None:
    session = composed.start_session("Leaves")
    # In one that waited, a command of the engine is not told of the way out.
    composed.api("DELETE", f"/users/{ADMIN}/servers/{session}").raise_for_status()
    composed.start_server(session)
    box = engine.containers.get(container_name(composed.installation, ADMIN, session))
    assert said in box.exec_run(["bash", "-c", GET.format(host=host)]).output.decode()
