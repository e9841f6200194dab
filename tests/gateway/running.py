"""The real gateway on a free port, its clock under the test's control."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import aiohttp
from yarl import URL

from remote_claude_ext.core.clock import SystemClock
from remote_claude_ext.core.secret import SecretRef
from remote_claude_ext.data.engine import open_engine
from remote_claude_ext.data.migrate import upgrade
from remote_claude_ext.gateway.app import run
from remote_claude_ext.gateway.settings import GatewaySettings, UpstreamSettings
from remote_claude_ext.ledger.model import Outcome, UsageRecord
from remote_claude_ext.ledger.store import find_entries
from tests.gateway.hub import RealHub

PREFIX = "/services/claude-gateway/"
KEY = "sk-ant-canary-0123456789abcdef"
MODEL = "claude-sonnet-5-5"
BODY = b'{"model":"claude-sonnet-5-5","max_tokens":100,"stream":true,"messages":[],"new":{"a":1}}'
HINT = "claude.apiKey in /etc/remote-claude.yaml"


class MovableClock(SystemClock):
    """The machine's clock, some seconds further on."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def advance(self, seconds: float) -> None:
        self._ahead += seconds

    def monotonic(self) -> float:
        return time.monotonic() + self._ahead


LITERAL = SecretRef("literal", KEY)


def to_settings(
    folder: Path,
    hub: RealHub,
    upstream_url: str,
    *,
    key: SecretRef | None = LITERAL,
    auth_scheme: str = "x-api-key",
    **changes: Any,
) -> GatewaySettings:
    """Settings of a gateway with a database in `folder`, migrated."""
    upstream = UpstreamSettings(
        name="anthropic", url=upstream_url, auth_scheme=auth_scheme, key=key, key_hint=HINT
    )
    settings = replace(
        GatewaySettings(
            port=0,
            prefix=PREFIX,
            hub_api_url=hub.api_url,
            service_token=hub.gateway_token,
            database_url=f"sqlite:///{folder}/usage.sqlite",
            upstreams=(upstream,),
        ),
        **changes,
    )
    upgrade(settings.database_url)
    return settings


def read_records(settings: GatewaySettings) -> list[UsageRecord]:
    """What the ledger holds, the newest first, read past the gateway."""
    engine = open_engine(settings.database_url, readers=1)
    try:
        with engine.connect() as connection, connection.begin():
            return find_entries(connection)
    finally:
        engine.dispose()


async def until(is_so: Callable[[], bool], *, seconds: float = 10) -> None:
    """Return when something is so; fails where it is not in time."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.01)


async def until_true(ask: Callable[[], Awaitable[bool]], *, seconds: float = 10) -> None:
    """The same for what is asked and awaited."""
    deadline = time.monotonic() + seconds
    while not await ask():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.05)


@dataclass(frozen=True)
class Running:
    """A gateway that listens, a caller's client, and the clock."""

    settings: GatewaySettings
    port: int
    client: aiohttp.ClientSession
    clock: MovableClock

    @property
    def base_url(self) -> str:
        """What a session has as ANTHROPIC_BASE_URL."""
        return f"http://127.0.0.1:{self.port}{PREFIX.rstrip('/')}"

    def url(self, path: str) -> URL:
        """An address below it, sent as it is written."""
        return URL(self.base_url + path, encoded=True)

    def post(self, token: str, body: bytes = BODY, **more: Any) -> Any:
        """`POST v1/messages` with a token, as a context manager."""
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        headers |= more.pop("headers", {})
        target = more.pop("path", "/v1/messages")
        return self.client.post(self.url(target), data=body, headers=headers, **more)

    @property
    def records(self) -> list[UsageRecord]:
        return read_records(self.settings)

    async def closed(self, count: int = 1, *, seconds: float = 5) -> list[UsageRecord]:
        """The records, once so many are there and none is open any more."""
        deadline = time.monotonic() + seconds
        while True:
            records = self.records
            ended = [one for one in records if one.outcome is not Outcome.OPEN]
            if len(ended) == len(records) == count:
                return records
            assert time.monotonic() < deadline, records
            await asyncio.sleep(0.01)

    async def raw(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A connection for bytes of the test's own making."""
        return await asyncio.open_connection("127.0.0.1", self.port)


@asynccontextmanager
async def running(settings: GatewaySettings) -> AsyncIterator[Running]:
    """A gateway that runs while the block lasts."""
    clock = MovableClock()
    async with (
        run(settings, clock) as port,
        aiohttp.ClientSession(auto_decompress=False) as client,
    ):
        yield Running(settings, port, client, clock)
