"""An installation with Docker Compose; needs an engine, root, Compose, and its images."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from docker.client import DockerClient

from tests.support.boxes import require_engine
from tests.support.compose import Composed, find_compose
from tests.support.image import certificates_of_machine
from tests.support.missing import missing
from tests.support.model import ScriptedModel, scripted_model
from tests.support.programs import ROOT, run

WAITING, SHARING = "warm: 1", "volume: user"
"""What the containers of sessions come from; one excludes the other."""
KEY = "sk-ant-canary-of-the-compose-tests"
TAG = "test"
SESSION_IMAGE = os.environ.get("SESSION_IMAGE", "remote-claude-session:test")
CONFIG = """
claude: {{provider: anthropic, baseUrl: "{model}", apiKey: "file:/run/secrets/provider-key"}}
sessions: {{spawner: docker, maxPerUser: 20}}
containers:
  image: {image}
  network: 172.31.91.0/24
  atStop: keep
  sizes: [{{name: standard, cpus: 2, memory: 1GiB, processes: 256}}]
  {sessions}
egress: {{nameServers: [198.51.100.53], allow: [{{everyone: true, hosts: [packages.example.org]}}]}}
database: {{url: "postgresql+psycopg://remote_claude@/remote_claude?host=/run/postgresql"}}
"""


@pytest.fixture(scope="session")
def engine() -> Iterator[DockerClient]:
    """The engine of this machine."""
    require_engine()
    with closing(DockerClient.from_env()) as client:
        yield client


@pytest.fixture(scope="session")
def session_image(engine: DockerClient) -> str:
    """The image of sessions."""
    if not engine.images.list(SESSION_IMAGE):
        missing(f"no image {SESSION_IMAGE}: `make test-containers` builds it")
    return SESSION_IMAGE


@pytest.fixture(scope="session")
def images(engine: DockerClient) -> str:
    """The tag of the images of this checkout; what has not changed comes from the cache."""
    base = os.environ.get("BASE_IMAGE") or "remote-claude-base:bookworm"
    if subprocess.run(
        ["docker", "image", "inspect", base], capture_output=True, check=False
    ).returncode:
        missing(f"no image {base}: session-image/base.py makes it")
    ca = str(certificates_of_machine())
    run(sys.executable, "deploy/build.py", "--tag", TAG, "--base", base, "--ca", ca, cwd=ROOT)
    return TAG


@pytest.fixture(scope="session")
def model() -> Iterator[ScriptedModel]:
    """The scripted model in the place of a provider: it plays what the prompts say."""
    with scripted_model(key=KEY) as serving:
        yield serving


@pytest.fixture(scope="session")
def composed(
    tmp_path_factory: pytest.TempPathFactory,
    model: ScriptedModel,
    session_image: str,
    images: str,
) -> Iterator[Composed]:
    """One that runs; nothing of it is left afterwards."""
    if os.geteuid() != 0:
        missing("no root: its volumes could not be looked into")
    find_compose()
    folder = tmp_path_factory.mktemp("compose")
    (folder / "certificates").mkdir()
    (folder / "key").write_text(KEY)
    (folder / "key").chmod(0o600)
    composed = Composed(folder, "rc-compose-test", to_values(folder, images))
    composed.config = CONFIG.format(model=model.url, image=session_image, sessions=WAITING)
    try:
        yield composed.start()
    finally:
        composed.end_all()


def to_values(folder: Path, tag: str) -> dict[str, str]:
    """What stands in `.env`."""
    return {
        "REMOTE_CLAUDE_HOST": "127.0.0.1",
        "REMOTE_CLAUDE_KEY_FILE": str(folder / "key"),
        "REMOTE_CLAUDE_CERTIFICATES": str(folder / "certificates"),
        "REMOTE_CLAUDE_CONFIG": str(folder / "config.yaml"),
        "REMOTE_CLAUDE_TAG": tag,
        "REMOTE_CLAUDE_NAME": "compose-test",
        "REMOTE_CLAUDE_PORT": "14180",
        "REMOTE_CLAUDE_HTTP_PORT": "14181",
        "REMOTE_CLAUDE_HTTPS_PORT": "14182",
    }
