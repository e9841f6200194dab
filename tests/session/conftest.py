"""One session's server and one scripted model for a module."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.model import ScriptedModel, scripted_model
from tests.support.session import SessionServer, session_server


@pytest.fixture(scope="module")
def module_model() -> Iterator[ScriptedModel]:
    with scripted_model() as model:
        yield model


@pytest.fixture(scope="module")
def session(
    module_model: ScriptedModel, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SessionServer]:
    root: Path = tmp_path_factory.mktemp("session")
    with session_server(root, gateway_url=module_model.url) as server:
        yield server


@pytest.fixture
def own_session(module_model: ScriptedModel, tmp_path: Path) -> Iterator[SessionServer]:
    """A session of this test's own, to be killed."""
    with session_server(tmp_path, gateway_url=module_model.url) as server:
        yield server
