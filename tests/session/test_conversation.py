"""A conversation with the real Claude Code, through the routes of the contract."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.model import scripted_model
from tests.support.session import SessionServer, session_server


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SessionServer]:
    root: Path = tmp_path_factory.mktemp("session")
    with scripted_model() as model, session_server(root, gateway_url=model.url) as server:
        yield server


@pytest.mark.asyncio
async def test_a_prompt_is_answered(session: SessionServer) -> None:
    async with session.client() as client:
        conversation = await client.create()
        async with client.stream(conversation) as stream:
            assert (await stream.next())["kind"] == "hello"
            answer = await client.post(conversation, "@@ say Hello there.")
            assert answer["state"] == "sent"
            finished = await stream.kind("turn.finished")
            assert finished["outcome"] == "completed"
        kinds = [frame["kind"] for frame in stream.durable]
        print(stream.raw)
        assert kinds[:3] == ["message", "title.changed", "turn.started"]
        assert "text" in kinds
        assert [frame["seq"] for frame in stream.durable] == list(range(1, len(kinds) + 1))
