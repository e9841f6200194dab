"""Fixtures of the whole suite: an installation for a test, and one for a module."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.hub import Installation


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder that does not exist yet."""
    return tmp_path / "data"


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """One running installation with the scripted model, shared by the tests of a module."""
    with Installation(tmp_path_factory.mktemp("up") / "data") as running:
        yield running
