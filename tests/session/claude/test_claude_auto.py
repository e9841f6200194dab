"""Auto mode: nobody but the operator lets it in, and what it does then, with the real CLI."""

import json

import pytest

from remote_claude_ext.core.errors import ConflictError
from remote_claude_ext.wire.frames import ModeChanged, Notice, ToolFinished
from tests.session.claude.desk import Desk, deny
from tests.session.claude.hostile import make_hostile
from tests.session.claude.test_claude_hostile import trust
from tests.support.model import ScriptedModel, to_body

pytestmark = pytest.mark.asyncio

WANTS_IT = {"permissions": {"defaultMode": "auto"}, "useAutoModeDuringPlan": True}
"""Settings of somebody who wants it."""


def script(verdict: str = "not_flagged") -> str:
    """A command that auto mode has checked, with what the check says; `off`: no answer."""
    return (
        f'@@ tool Bash {{"command": "python3 -c 1 && touch made"}} ;; safeguards {verdict}'
        " >> say done"
    )


def is_checked(model: ScriptedModel) -> bool:
    """Whether a check was asked for, with a request that went out."""
    return any("safeguards" in to_body(turn) for turn in model.turns)


@pytest.fixture
def free(desk: Desk) -> Desk:
    """A desk whose operator lets people choose auto mode; nobody there allows anything."""
    return Desk(desk.root, desk.url, answer=deny, auto_mode=True)


async def test_a_conversation_that_was_in_auto_mode_asks_once_the_operator_took_it_away(
    desk: Desk, model: ScriptedModel
):
    desk.answer = deny
    await desk.start(mode="auto")
    await desk.say(script())
    assert [body.mode for body in desk.bodies(ModeChanged)] == ["default"]
    assert [question.tool for question in desk.asked] == ["Bash"]
    assert not is_checked(model)


async def test_it_cannot_be_had_in_the_middle_either(desk: Desk):
    await desk.start()
    with pytest.raises(ConflictError, match="auto mode disabled"):
        await desk.process.set_mode("auto")


@pytest.mark.parametrize("mode", ["default", "plan"])
@pytest.mark.parametrize("auto_mode", [False, True])
async def test_neither_a_repository_nor_settings_of_ones_own_choose_it(
    desk: Desk,
    model: ScriptedModel,
    mode: str,
    auto_mode: bool,  # noqa: FBT001 (a row of a table)
):
    own = Desk(desk.root, desk.url, answer=deny, auto_mode=auto_mode)
    make_hostile(own.workspace, "http://127.0.0.1:9")
    (own.workspace / ".claude" / "settings.json").write_text(json.dumps(WANTS_IT))
    (own.workspace / ".claude" / "settings.local.json").write_text(json.dumps(WANTS_IT))
    trust(own)
    (own.config / "settings.json").write_text(json.dumps(WANTS_IT))
    await own.start(mode=mode)  # type: ignore[arg-type]
    await own.say(script())
    assert own.bodies(ModeChanged) == []
    assert [question.tool for question in own.asked] == ["Bash"]
    assert not (own.workspace / "made").exists()
    assert not is_checked(model)


@pytest.mark.parametrize(("verdict", "status"), [("not_flagged", "ok"), ("flagged", "denied")])
async def test_with_the_operators_leave_the_providers_check_decides_instead_of_a_person(
    free: Desk, model: ScriptedModel, verdict: str, status: str
):
    await free.start()
    await free.process.set_mode("auto")
    await free.say(script(verdict))
    assert [body.status for body in free.bodies(ToolFinished)] == [status]
    assert (free.workspace / "made").exists() == (status == "ok")
    assert free.asked == []
    assert is_checked(model)
    told = [body.message for body in free.bodies(Notice)]
    assert ["judged this action dangerous" in message for message in told] == (
        [True] if status == "denied" else []
    )


async def test_where_the_provider_does_not_answer_the_check_people_are_told_what_to_do(free: Desk):
    await free.start(mode="auto")
    await free.say(script("off"))
    assert [body.status for body in free.bodies(ToolFinished)] == ["denied"]
    (notice,) = free.bodies(Notice)
    assert notice.level == "warning"
    assert notice.message.startswith("The provider does not answer auto mode's safety check")
    assert "Choose another permission mode" in notice.message
    assert free.asked == []


async def test_a_model_without_auto_mode_says_so(free: Desk):
    await free.start(model="claude-haiku-4-5")
    with pytest.raises(ConflictError, match="auto mode unavailable for this model"):
        await free.process.set_mode("auto")
