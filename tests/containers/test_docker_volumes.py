"""Volumes that the engine bounds, or says that it cannot: true of any engine."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from docker.client import DockerClient
from docker.errors import APIError

from remote_claude_ext.config.docker_names import LABEL
from remote_claude_ext.config.docker_volumes import DiskBound, can_bound, make_volume

pytestmark = pytest.mark.containers
INSTALLATION = "0a1b2c3d"
NAME = f"rc-{INSTALLATION}.ada.notes.aaaabbbb"
LABELS = {LABEL: INSTALLATION}
GIB = 2**30


def volumes(engine: DockerClient) -> set[str]:
    begin = f"rc-{INSTALLATION}."
    return {each.name for each in engine.volumes.list() if each.name.startswith(begin)}


@pytest.fixture
def name(engine: DockerClient) -> Iterator[str]:
    """The name of a volume that is not there, before and after."""
    yield NAME
    for each in volumes(engine):
        engine.volumes.get(each).remove()


def make(engine: DockerClient, name: str, limit_bytes: int | None) -> DiskBound:
    async def ask(method: str, *args: Any, **given: Any) -> Any:
        return await asyncio.to_thread(getattr(engine.api, method), *args, **given)

    return asyncio.run(make_volume(ask, name, labels=LABELS, limit_bytes=limit_bytes))


def test_asking_leaves_nothing_and_agrees_with_what_happens(
    engine: DockerClient, name: str
) -> None:
    has_quota = can_bound(engine, INSTALLATION)
    assert can_bound(engine, INSTALLATION) is has_quota
    assert volumes(engine) == set()
    assert make(engine, name, GIB) == DiskBound(limit_bytes=GIB, is_bound=has_quota)
    made = engine.volumes.get(name).attrs
    assert made["Labels"] == LABELS
    assert (made["Options"] or {}) == ({"size": str(GIB)} if has_quota else {})


def test_a_volume_keeps_what_it_was_made_with(engine: DockerClient, name: str) -> None:
    first = make(engine, name, GIB)
    later = make(engine, name, 5 * GIB)
    assert later == (first if first.is_bound else DiskBound(limit_bytes=5 * GIB))
    assert make(engine, name, None).limit_bytes == (GIB if first.is_bound else None)


def test_a_volume_that_was_made_without_a_bound_stays_without(
    engine: DockerClient, name: str
) -> None:
    assert make(engine, name, None) == DiskBound(limit_bytes=None)
    assert make(engine, name, GIB) == DiskBound(limit_bytes=GIB, is_bound=False)


def test_what_else_the_engine_refuses_is_an_error(engine: DockerClient) -> None:
    with pytest.raises(APIError):
        make(engine, "no/name", GIB)


def test_a_session_learns_of_its_bound_alone() -> None:
    assert DiskBound(limit_bytes=None).to_environment() == {}
    soft = DiskBound(limit_bytes=GIB).to_environment()
    assert soft == {"REMOTE_CLAUDE_DISK_BYTES": str(GIB)}
    wall = DiskBound(limit_bytes=GIB, is_bound=True).to_environment()
    assert wall == {**soft, "REMOTE_CLAUDE_DISK_BOUND": "1"}
