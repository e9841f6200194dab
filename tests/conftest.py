"""Fixtures of the whole suite: an installation for a test, and one for a module."""

from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadFileScheduling

from tests.support.hub import Installation
from tests.support.turns import take_engine

ENGINE = ("image", "containers", "compose")
"""Rooms that need a container engine, in their order: the first one builds what the others use."""
SLOW_FIRST = (*ENGINE, "product", "packaging", "e2e", "cli", "hub", "session", "gateway")


class Scheduling(LoadFileScheduling):
    """A worker gets a file at a time; all that needs the engine goes to one of them."""

    def _split_scope(self, nodeid: str) -> str:
        file: str = super()._split_scope(nodeid)
        return "engine" if file.split("/")[1] in ENGINE else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Scheduling:
    """Networks and ports of containers are fixed, and there is one engine."""
    return Scheduling(config, log)


def room_of(item: pytest.Item) -> str:
    """The folder of a test."""
    return item.path.relative_to(Path(__file__).parent).parts[0]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Slow rooms come first, so that all workers have something to do until the end."""

    def rank(item: pytest.Item) -> int:
        room = room_of(item)
        return SLOW_FIRST.index(room) if room in SLOW_FIRST else len(SLOW_FIRST)

    items.sort(key=rank)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Two runs on one machine share its engine by turns; to wait is not the test's own time."""
    if room_of(item) in ENGINE and item.get_closest_marker("containers"):
        take_engine()
    return (yield)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder that does not exist yet."""
    return tmp_path / "data"


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """One running installation with the scripted model, shared by the tests of a module."""
    with Installation(tmp_path_factory.mktemp("up") / "data") as running:
        yield running
