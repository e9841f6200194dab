"""One installation with two ordinary users, its provider the scripted model, for a module."""

from collections.abc import Iterator

import pytest

from tests.product.room import CANARY, PASSWORDS, configuration
from tests.support.hub import Installation
from tests.support.model import ScriptedModel, scripted_model


@pytest.fixture(scope="module")
def model() -> Iterator[ScriptedModel]:
    """The scripted model in the place of a provider: it plays what the prompts say."""
    with scripted_model(key=CANARY) as serving:
        yield serving


@pytest.fixture(scope="module")
def installation(
    tmp_path_factory: pytest.TempPathFactory, model: ScriptedModel
) -> Iterator[Installation]:
    """A running installation; its users are `admin`, `ada` and `bob`."""
    data = tmp_path_factory.mktemp("up") / "data"
    with Installation(data, config=configuration(model)) as running:
        for name, password in PASSWORDS.items():
            running.add_user(name, password)
            running.token(name, password)
        yield running


@pytest.fixture(scope="module")
def session(installation: Installation) -> str:
    """The name of a session of ada's that runs."""
    return installation.start_session("Ada's plan", user="ada")
