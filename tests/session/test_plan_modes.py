"""A plan that is approved together with auto mode: only where Claude Code lets it in."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.model import ScriptedModel
from tests.support.session import SessionServer, session_server
from tests.support.stream import RefusedError, SessionClient

pytestmark = pytest.mark.asyncio

MODES = tuple(f"--RemoteClaude.modes={mode}" for mode in ("default", "plan", "auto"))
PLAN = (
    '@@ tool ExitPlanMode {"plan": "Make it."}'
    ' >> tool Bash {"command": "python3 -c 1 && touch NAME"} ;; safeguards not_flagged >> say Done.'
)


@pytest.fixture(scope="module")
def liberal(
    module_model: ScriptedModel, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SessionServer]:
    """A session whose operator lets people choose auto mode."""
    root = tmp_path_factory.mktemp("liberal")
    with session_server(root, gateway_url=module_model.url, extra=MODES) as server:
        yield server


async def planned(client: SessionClient, name: str, **wish: Any) -> tuple[str, str]:
    """A conversation, and the plan in it that waits for an answer."""
    conversation = await client.create(mode="plan", **wish)
    async with client.stream(conversation) as stream:
        await client.post(conversation, PLAN.replace("NAME", name))
        return conversation, (await stream.kind("approval.asked"))["approval"]


async def refused(client: SessionClient, conversation: str, approval: str) -> tuple[int, str]:
    with pytest.raises(RefusedError) as error:
        await client.decide(conversation, approval, decision="allow", mode="auto")
    return error.value.status, error.value.error["code"]


async def shown(client: SessionClient, conversation: str) -> tuple[str, int]:
    """Its mode, and how many questions wait."""
    known = await client.call("GET", f"conversations/{conversation}")
    return known["mode"], len(known["approvals"])


async def test_an_approved_plan_is_carried_out_in_auto_mode(liberal: SessionServer) -> None:
    async with liberal.client() as client:
        conversation, plan = await planned(client, "auto")
        async with client.stream(conversation) as stream:
            await client.decide(conversation, plan, decision="allow", mode="auto")
            assert (await stream.kind("turn.finished"))["outcome"] == "completed"
            kinds = [frame["kind"] for frame in stream.durable]
        assert kinds.count("approval.asked") == 1
        assert await shown(client, conversation) == ("auto", 0)
        assert (liberal.workspace / "auto").exists()


async def test_an_answer_that_comes_too_late_changes_no_mode(liberal: SessionServer) -> None:
    async with liberal.client() as client:
        conversation, plan = await planned(client, "late")
        async with client.stream(conversation) as stream:
            await client.decide(conversation, plan, decision="deny")
            await stream.kind("approval.settled")
        assert await refused(client, conversation, plan) == (409, "approval_settled")
        assert (await shown(client, conversation))[0] == "plan"
        await client.call("DELETE", f"conversations/{conversation}")


async def test_a_model_without_auto_mode_leaves_the_plan_waiting(liberal: SessionServer) -> None:
    async with liberal.client() as client:
        conversation, plan = await planned(client, "other", model="claude-haiku-4-5")
        assert await refused(client, conversation, plan) == (409, "conflict")
        assert await shown(client, conversation) == ("plan", 1)
        await client.call("DELETE", f"conversations/{conversation}")


async def test_where_the_operator_does_not_allow_it_the_plan_waits(session: SessionServer) -> None:
    async with session.client() as client:
        conversation, plan = await planned(client, "banned")
        assert await refused(client, conversation, plan) == (403, "not_a_choice")
        assert await shown(client, conversation) == ("plan", 1)
        await client.call("DELETE", f"conversations/{conversation}")
