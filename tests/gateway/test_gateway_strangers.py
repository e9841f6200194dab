"""Ever new tokens, which anybody can send: those whose tokens are known do not notice."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from remote_claude_ext.gateway.auth import Authenticator
from remote_claude_ext.gateway.errors import HubBusyError, UnauthenticatedError
from remote_claude_ext.gateway.http.fields import Headers
from remote_claude_ext.gateway.hub import HubClient
from tests.gateway.hub import RealHub
from tests.gateway.running import MovableClock, until
from tests.gateway.test_gateway_auth import ASKED


def bearer(token: str) -> Headers:
    return Headers([(b"Authorization", f"Bearer {token}".encode())])


@asynccontextmanager
async def authenticating(
    hub: RealHub, clock: MovableClock, **more: int
) -> AsyncIterator[Authenticator]:
    client = HubClient(hub.api_url)
    authenticator = Authenticator(client, clock, "claude-gateway", **more)
    try:
        yield authenticator
    finally:
        await authenticator.aclose()
        await client.aclose()


@pytest.mark.asyncio
async def test_they_do_not_stand_before_a_known_one_and_too_many_are_refused_at_once(
    private_hub: RealHub,
) -> None:
    clock = MovableClock()
    async with authenticating(private_hub, clock) as authenticator:
        known = bearer(private_hub.token("alice"))
        await authenticator.identify(known)
        clock.advance(31)
        before = private_hub.log.count(ASKED)
        private_hub.pause()
        asked = [authenticator.identify(bearer(f"made-up-{n}")) for n in range(600)]
        flood = [asyncio.create_task(one) for one in asked]
        await asyncio.wait(flood, timeout=0.5)
        asking = asyncio.create_task(authenticator.identify(known))
        await asyncio.wait({asking}, timeout=0.1)
        refused = [one.exception() for one in flood if one.done()]
        private_hub.resume()
        assert (await asking).name == "alice"
        assert private_hub.log.count(ASKED) - before < 50
        answers = await asyncio.gather(*flood, return_exceptions=True)
    assert len(refused) > 300
    assert {type(one) for one in refused} == {HubBusyError}
    assert {type(one) for one in answers} == {HubBusyError, UnauthenticatedError}


@pytest.mark.asyncio
async def test_they_push_no_known_one_out(private_hub: RealHub) -> None:
    clock = MovableClock()
    async with authenticating(private_hub, clock, most_remembered=5) as authenticator:
        known = bearer(private_hub.token("alice"))
        await authenticator.identify(known)
        for n in range(20):
            with pytest.raises(UnauthenticatedError):
                await authenticator.identify(bearer(f"made-up-{n}"))
        before = private_hub.log.count(ASKED)
        await authenticator.identify(known)
        assert private_hub.log.count(ASKED) == before
        private_hub.revoke("alice")
        clock.advance(31)
        with pytest.raises(UnauthenticatedError, match="revoked"):
            await authenticator.identify(known)


@pytest.mark.asyncio
async def test_who_leaves_while_waiting_takes_no_room(private_hub: RealHub) -> None:
    client = HubClient(private_hub.api_url)
    private_hub.pause()
    waiting = [asyncio.create_task(client.find_owner(f"made-up-{n}")) for n in range(200)]
    await asyncio.wait(waiting, timeout=0.3)
    for one in waiting:
        one.cancel()
    await until(lambda: all(one.done() for one in waiting))
    private_hub.resume()
    assert await client.find_owner("made-up") is None
    await client.aclose()


@pytest.mark.asyncio
async def test_many_known_ones_serve_on_while_the_hub_hangs(private_hub: RealHub) -> None:
    clock = MovableClock()
    async with authenticating(private_hub, clock) as authenticator:
        known = [bearer(private_hub.token("alice")) for _ in range(12)]
        for one in known:
            await authenticator.identify(one)
        clock.advance(31)
        private_hub.pause()
        found = await asyncio.gather(*(authenticator.identify(one) for one in known))
        private_hub.resume()
    assert {one.name for one in found} == {"alice"}
