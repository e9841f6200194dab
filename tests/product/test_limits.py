"""Idle and age limits: a session that works is in use, one that is stopped loses nothing."""

import asyncio
from collections.abc import Iterator

import httpx
import pytest

from tests.product.room import (
    PASSWORDS,
    check_goes_on,
    check_whole,
    client_of,
    configuration,
    ends,
    frames_when,
)
from tests.support.hub import Installation
from tests.support.model import ScriptedModel
from tests.support.stream import RefusedError

pytestmark = pytest.mark.asyncio

MOST_SECONDS = 100
LIMITS = (
    f"sessions: {{idleTimeout: 30s, maxDuration: {MOST_SECONDS}s, maxTotal: 2, extensions: 1}}\n"
)
STOP_SECONDS = 90
WORKS_ON = "@@ say Before. ;; lorem 30000 40"


@pytest.fixture(scope="module")
def limited(
    tmp_path_factory: pytest.TempPathFactory, model: ScriptedModel
) -> Iterator[Installation]:
    """An installation whose sessions stop after 30 s without use, and after 100 s in any case."""
    data = tmp_path_factory.mktemp("limits") / "data"
    with Installation(data, config=configuration(model) + LIMITS) as running:
        running.add_user("ada", PASSWORDS["ada"])
        running.token("ada", PASSWORDS["ada"])
        yield running


async def until_stopped(installation: Installation, session: str) -> None:
    """Wait until the hub says that a session has stopped."""

    def has_stopped() -> bool:
        answer = installation.api("GET", "/users/ada?include_stopped_servers=1", user="ada")
        server = answer.json()["servers"][session]
        return bool(server["stopped"]) and server["pending"] is None

    await asyncio.to_thread(installation.wait_for, has_stopped, STOP_SECONDS)


def check_is_full(installation: Installation) -> None:
    """No third session runs beside two."""
    made = installation.api("POST", "/users/ada/sessions", user="ada", json={"title": "Late"})
    refused = installation.api("POST", f"/users/ada/servers/{made.json()['name']}", user="ada")
    assert refused.status_code == httpx.codes.TOO_MANY_REQUESTS
    # By this the home page knows what to say (static/api.js).
    assert refused.json()["message"].startswith("Active user limit")


async def test_limits_spare_work_until_the_age_limit_and_lose_nothing(
    limited: Installation,
) -> None:
    assert "after 30 seconds without use" in limited.login("ada").get("/hub/home").text
    working = await asyncio.to_thread(limited.start_session, "Working", "ada")
    unused = await asyncio.to_thread(limited.start_session, "Unused", "ada")
    await asyncio.to_thread(check_is_full, limited)
    async with client_of(limited, unused) as client:
        assert (await client.call("GET", "health"))["extensions_left"] == 1
        kept = await client.call("POST", "extension")
        assert kept["extensions_left"] == 0
        assert 3600 < kept["stops_in_seconds"] <= 3600 + MOST_SECONDS
        health = await client.call("GET", "health")
        assert 3600 < health["stops_in_seconds"] <= kept["stops_in_seconds"]
        with pytest.raises(RefusedError) as refused:
            await client.call("POST", "extension")
        assert refused.value.status == httpx.codes.CONFLICT
    async with client_of(limited, working) as client:
        health = await client.call("GET", "health")
        assert 0 < health["stops_in_seconds"] <= MOST_SECONDS
        conversation = await client.create()
        await client.post(conversation, WORKS_ON)
        await frames_when(client, conversation, lambda all_: any("text" in one for one in all_))
    await until_stopped(limited, unused)
    assert limited.is_running(working, "ada"), "a running turn counts as use"
    await until_stopped(limited, working)
    await asyncio.to_thread(limited.start_server, working, "ada")
    async with client_of(limited, working) as client:
        frames = await frames_when(client, conversation, lambda all_: bool(ends(all_)))
        (end,) = ends(frames)
        assert end["outcome"] == "interrupted", end
        await check_whole(client, conversation)
        await check_goes_on(client, conversation)


async def test_an_installation_without_limits_starts_no_culler(installation: Installation) -> None:
    assert "culler" not in installation.run.children
    assert "by themselves" not in installation.login("ada", PASSWORDS["ada"]).get("/hub/home").text
