"""Fixtures of the gateway's tests: a real hub, a provider of bytes, the gateway between them."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.gateway.hub import RealHub
from tests.gateway.provider import Provider, provider
from tests.gateway.running import Running, running, to_settings

__all__ = ["gateway", "hub", "hub_to_kill", "private_hub", "upstream"]


@pytest.fixture(scope="session")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealHub]:
    """A hub for all tests that leave it running."""
    yield from serve_hub(tmp_path_factory.mktemp("hub"))


@pytest.fixture(scope="session")
def hub_to_kill(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealHub]:
    """A hub for all tests that kill or pause one."""
    yield from serve_hub(tmp_path_factory.mktemp("hub-to-kill"))


@pytest.fixture
def private_hub(hub_to_kill: RealHub) -> RealHub:
    """A hub that a test may kill; it runs when the test begins."""
    hub_to_kill.start()
    return hub_to_kill


def serve_hub(folder: Path) -> Iterator[RealHub]:
    serving = RealHub(folder)
    serving.start()
    try:
        yield serving
    finally:
        serving.stop()


@pytest_asyncio.fixture
async def upstream() -> AsyncIterator[Provider]:
    """A provider whose bytes a test chooses."""
    async with provider() as serving:
        yield serving


@pytest_asyncio.fixture
async def gateway(tmp_path: Path, hub: RealHub, upstream: Provider) -> AsyncIterator[Running]:
    """The gateway between them."""
    async with running(to_settings(tmp_path, hub, upstream.url)) as serving:
        yield serving
