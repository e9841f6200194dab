"""An installation whose sessions are containers; needs an engine, root and the image."""

import os
from collections.abc import Iterator
from contextlib import closing

import pytest
from docker.client import DockerClient

from tests.support.boxes import Boxes, require_engine
from tests.support.hub import Installation
from tests.support.missing import missing
from tests.support.model import ScriptedModel, scripted_model

CANARY = "sk-ant-canary-of-the-container-tests"

CONFIG = """
claude: {{provider: anthropic, baseUrl: "{model}", apiKey: "{key}"}}
sessions: {{spawner: docker, maxPerUser: 20}}
containers:
  image: {image}
  network: {network}
  sizes:
    - {{name: standard, cpus: 2, memory: 1GiB, processes: 256}}
    - {{name: large, memory: 2GiB}}
"""


IMAGE = os.environ.get("SESSION_IMAGE", "remote-claude-session:test")
"""What the tests of the image have built, unless another one is named."""


def to_config(network: str, image: str = IMAGE, model: str = "http://127.0.0.1:1") -> str:
    """The configuration of an installation whose sessions are containers."""
    return CONFIG.format(image=image, network=network, model=model, key=CANARY)


@pytest.fixture(scope="session")
def session_image(engine: DockerClient) -> str:
    """The image of sessions that the tests use."""
    if not engine.images.list(IMAGE):
        missing(f"no image {IMAGE}: `make test-containers` builds it")
    return IMAGE


@pytest.fixture(scope="session")
def engine() -> Iterator[DockerClient]:
    """The engine of this machine."""
    require_engine()
    with closing(DockerClient.from_env()) as client:
        yield client


@pytest.fixture(scope="module")
def model() -> Iterator[ScriptedModel]:
    """The scripted model in the place of a provider: it plays what the prompts say."""
    with scripted_model(key=CANARY) as serving:
        yield serving


@pytest.fixture(scope="module")
def installation(
    tmp_path_factory: pytest.TempPathFactory, model: ScriptedModel, session_image: str
) -> Iterator[Installation]:
    """One for the tests of a module."""
    config = to_config("172.31.78.0/24", image=session_image, model=model.url)
    with Installation(tmp_path_factory.mktemp("boxes") / "data", config=config) as running:
        yield running


@pytest.fixture(scope="module")
def boxes(installation: Installation, engine: DockerClient) -> Iterator[Boxes]:
    """The containers of the installation; nothing of it is left on the engine."""
    boxes = Boxes(installation, engine)
    yield boxes
    boxes.remove_all()
