"""Whoever is frozen is refused by every gateway within moments, with the reason."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from remote_claude_ext.core.clock import SystemClock
from remote_claude_ext.data.engine import open_engine
from remote_claude_ext.data.unit import Database
from remote_claude_ext.gateway.settings import GatewaySettings
from remote_claude_ext.switches.service import Switches
from tests.gateway.hub import RealHub
from tests.gateway.provider import STREAM, Provider
from tests.gateway.running import Running, running, to_settings, until_true
from tests.gateway.test_gateway_cli import ask
from tests.gateway.test_gateway_refusals import read_error
from tests.support.model import ScriptedModel, model
from tests.support.postgres import postgres

__all__ = ["model"]


@asynccontextmanager
async def switches_of(settings: GatewaySettings) -> AsyncIterator[Switches]:
    """The switches past the gateway, as the hub service has them."""
    database = Database(open_engine(settings.database_url))
    try:
        yield Switches(database, SystemClock())
    finally:
        await database.aclose()


async def status(gateway: Running, token: str) -> int:
    async with gateway.post(token) as answer:
        await answer.read()
        return int(answer.status)


@pytest.mark.asyncio
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_several_gateways_refuse_and_release_alike(
    tmp_path: Path, hub: RealHub, upstream: Provider, kind: str
) -> None:
    if kind == "postgresql":
        with postgres() as server:
            url = server.new_database()
            await agree(to_settings(tmp_path, hub, upstream.url, database_url=url), hub, upstream)
    else:
        await agree(to_settings(tmp_path, hub, upstream.url), hub, upstream)


async def agree(settings: GatewaySettings, hub: RealHub, upstream: Provider) -> None:
    token = hub.token("alice")
    async with running(settings) as one, running(settings) as other, switches_of(settings) as all_:
        gateways = (one, other)
        assert [await status(each, token) for each in gateways] == [200, 200]
        await all_.freeze("user:alice", reason="Key on a forum", by="root")
        for each in gateways:
            await until_true(lambda each=each: is_status(each, token, 429))
        asked = len(upstream.asked)
        for each in gateways:
            async with each.post(token) as answer:
                assert answer.headers["x-should-retry"] == "false"
                told = await read_error(answer, 429, "rate_limit_error")
            assert told.startswith("The user alice is frozen: Key on a forum.")
            assert "root" in told
        assert len(upstream.asked) == asked
        await all_.unfreeze("user:alice", by="root")
        for each in gateways:
            await until_true(lambda each=each: is_status(each, token, 200))


async def is_status(gateway: Running, token: str, wanted: int) -> bool:
    return await status(gateway, token) == wanted


@pytest.mark.asyncio
async def test_a_group_a_session_and_everyone(
    tmp_path: Path, hub: RealHub, upstream: Provider
) -> None:
    settings = to_settings(tmp_path, hub, upstream.url, budget_contact="ops@example.org")
    async with switches_of(settings) as all_:
        await all_.freeze("group:data", reason="Audit", by="root")
        await all_.freeze("session:carl/one", reason="It runs away", by="root")
        # Frozen before it starts: the very first request is refused.
        async with running(settings) as gateway:
            one, two = hub.session_token("carl", "one"), hub.session_token("carl", "two")
            async with gateway.post(hub.token("gina")) as answer:
                told = await read_error(answer, 429, "rate_limit_error")
                assert told.startswith("The group data is frozen: Audit.")
                assert "ops@example.org" in told
            for path in ("/v1/messages", "/v1/messages/count_tokens"):
                async with gateway.post(one, path=path) as answer:
                    told = await read_error(answer, 429, "rate_limit_error")
                    assert told.startswith("The session carl/one is frozen: It runs away.")
                async with gateway.post(two, path=path) as answer:
                    assert await answer.read() == STREAM
            await all_.freeze("everyone", reason="Drill", by="root")
            await until_true(lambda: is_status(gateway, two, 429))
            async with gateway.post(two) as answer:
                assert "Everyone is frozen: Drill." in await answer.text()


@pytest.mark.asyncio
async def test_claude_shows_the_reason_at_once(
    tmp_path: Path, hub: RealHub, model: ScriptedModel
) -> None:
    settings = to_settings(tmp_path, hub, model.url)
    token = hub.session_token("alice", "one")
    async with switches_of(settings) as all_:
        await all_.freeze("everyone", reason="Drill until noon", by="root")
        async with running(settings) as gateway:
            done = await ask(gateway, tmp_path, f"echo {token}")
    assert done.returncode == 1
    assert "Everyone is frozen: Drill until noon." in done.stdout
    assert "login" not in done.stdout
    assert model.messages == []
