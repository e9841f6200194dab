"""One installation with two ordinary users for all tests of the hub side."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.support.browser import chromium
from tests.support.hub import Installation

PASSWORDS = {"ada": "ada-password", "bob": "bob-password"}


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A running installation; its users are `admin`, `ada` and `bob`."""
    config = """
sessions: {maxPerUser: 20}
claude:
  access:
    - {group: leavers, models: [claude-haiku-5-5], aliases: {fast: claude-haiku-5-5}}
budgets:
  contact: ops@example.org
  timeZone: Europe/Berlin
  limits:
    - {user: "*", usd: 20, per: day}
    - {user: bob, usd: 0.5, per: day}
    - {everyone: true, usd: 500, per: month, warnOnly: true}
"""
    with Installation(tmp_path_factory.mktemp("hub") / "data", config=config) as running:
        for name, password in PASSWORDS.items():
            running.add_user(name, password)
            running.token(name, password)
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser for the tests of a module."""
    with chromium() as running:
        yield running


@pytest.fixture(autouse=True)
def jp_asyncio_loop() -> None:
    """No event loop of pytest-jupyter: nothing here needs one, and Playwright has its own."""


@pytest.fixture(autouse=True)
def jp_server_cleanup() -> None:
    """No Jupyter server of pytest-jupyter either."""
