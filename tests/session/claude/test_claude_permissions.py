"""Claude Code's questions reach a person, and the person's answers reach Claude Code."""

import json

import pytest

from remote_claude_ext.session.chat.ports import Answer, Question
from remote_claude_ext.session.claude.rules import Rules
from remote_claude_ext.wire.chat import ApprovalType
from remote_claude_ext.wire.frames import ModeChanged, ToolFinished
from tests.session.claude.desk import Desk, deny, wait_until
from tests.support.model import ScriptedModel, to_body

pytestmark = pytest.mark.asyncio

PLAN = '@@ tool ExitPlanMode {"plan": "# Plan"} >> say done'
QUESTIONS = {
    "questions": [
        {
            "question": "Which database?",
            "header": "DB",
            "multiSelect": False,
            "options": [
                {"label": "Postgres", "description": "big"},
                {"label": "SQLite", "description": "small"},
            ],
        }
    ]
}


def answering(**fields):
    async def answer(question: Question) -> Answer:
        return Answer(**fields)

    return answer


def choosing(label: str):
    """Somebody who takes the suggestion that says so."""

    async def answer(question: Question) -> Answer:
        found = next((s.id for s in question.suggestions if s.label == label), None)
        return Answer(allow=True, suggestion=found)

    return answer


def write(desk: Desk, name: str) -> str:
    given = json.dumps({"file_path": str(desk.workspace / name), "content": "x"})
    return f"@@ tool Write {given} >> say done"


def last_results(model: ScriptedModel) -> str:
    """What the model read of the last tools' results."""
    return json.dumps(to_body(model.turns[-1])["messages"])


async def test_a_permission_is_asked_and_holds_once(desk: Desk):
    await desk.start()
    await desk.say(write(desk, "a"))
    await desk.say(write(desk, "b"))
    assert [question.tool for question in desk.asked] == ["Write", "Write"]
    assert desk.asked[0].type is ApprovalType.PERMISSION
    assert desk.asked[0].cwd == str(desk.workspace)
    assert (desk.workspace / "b").read_text() == "x"


async def test_a_refusal_reaches_the_model_with_what_was_said(desk: Desk, model: ScriptedModel):
    desk.answer = answering(allow=False, feedback="use sub/ instead")
    await desk.start()
    await desk.say(write(desk, "a"))
    assert not (desk.workspace / "a").exists()
    assert [body.status for body in desk.bodies(ToolFinished)] == ["denied"]
    assert "The user refused this. They said: use sub/ instead" in last_results(model)


async def test_a_rule_is_offered_by_itself_kept_and_holds_after_a_new_start(desk: Desk):
    label = 'Always allow "npm test" in this project'
    desk.answer = choosing(label)
    script = '@@ tool Bash {"command": "npm test"} >> say done'
    await desk.start()
    await desk.say(script)
    (question,) = desk.asked
    assert [(s.label, s.scope) for s in question.suggestions] == [(label, "project")]
    await desk.say(script)
    await desk.process.aclose()
    await desk.start(resume=desk.session)
    await desk.say(script)
    assert desk.asked == [question]
    assert Rules(desk.state).read() == ["Bash(npm test *)"]
    assert not (desk.workspace / ".claude").exists()


async def test_only_the_chosen_suggestion_is_applied(desk: Desk):
    desk.answer = choosing("Accept all edits from now on")
    await desk.start()
    await desk.say(write(desk, "a"))
    await desk.say(write(desk, "b"))
    assert len(desk.asked) == 1
    assert [body.mode for body in desk.bodies(ModeChanged)] == ["acceptEdits"]
    await desk.say('@@ tool Bash {"command": "npm test"} >> say done')
    assert desk.asked[-1].tool == "Bash"


async def test_reading_outside_the_workspace_may_be_allowed_for_the_conversation(desk: Desk):
    desk.answer = choosing("Always allow reading /etc in this conversation")
    await desk.start()
    read = '@@ tool Read {"file_path": "/etc/hostname"} >> say done'
    await desk.say(read)
    await desk.say(read)
    (question,) = desk.asked
    assert question.reason == "Path is outside allowed working directories"
    assert [s.scope for s in question.suggestions] == ["conversation"]


async def test_the_input_of_a_tool_may_be_edited(desk: Desk):
    given = {"file_path": str(desk.workspace / "a"), "content": "edited"}
    desk.answer = answering(allow=True, input=given)
    await desk.start()
    await desk.say(write(desk, "a"))
    assert (desk.workspace / "a").read_text() == "edited"


async def test_an_interrupt_takes_the_question_back(desk: Desk):
    async def never(question: Question) -> Answer:
        await wait_until(lambda: False, 60)
        return Answer(allow=True)

    desk.answer = never
    await desk.start()
    await desk.send(write(desk, "a"))
    await wait_until(lambda: bool(desk.asked))
    await desk.process.interrupt()
    await wait_until(desk.has_rested)
    assert desk.withdrawn == desk.asked
    assert not (desk.workspace / "a").exists()
    assert desk.results()[-1].outcome == "interrupted"


async def test_a_plan_is_approved_and_work_asks_again(desk: Desk):
    await desk.start(mode="plan")
    await desk.say(PLAN)
    assert [question.type for question in desk.asked] == [ApprovalType.PLAN]
    assert [body.mode for body in desk.bodies(ModeChanged)] == ["default"]


async def test_a_plan_is_approved_together_with_its_edits(desk: Desk):
    desk.answer = answering(allow=True, mode="acceptEdits")
    await desk.start(mode="plan")
    await desk.say(PLAN)
    assert [body.mode for body in desk.bodies(ModeChanged)][-1] == "acceptEdits"
    await desk.say(write(desk, "a"))
    assert len(desk.asked) == 1


async def test_a_plan_that_is_not_accepted_keeps_claude_planning(desk: Desk, model: ScriptedModel):
    desk.answer = answering(allow=False, feedback="add tests")
    await desk.start(mode="plan")
    await desk.say(PLAN)
    assert desk.bodies(ModeChanged) == []
    assert "keep planning. They said: add tests" in last_results(model)


async def test_a_question_is_answered(desk: Desk, model: ScriptedModel):
    desk.answer = answering(allow=True, answers={"Which database?": "Postgres"})
    await desk.start()
    await desk.say(f"@@ tool AskUserQuestion {json.dumps(QUESTIONS)} >> say done")
    (question,) = desk.asked
    assert question.type is ApprovalType.QUESTION
    assert question.input["questions"][0]["question"] == "Which database?"
    assert "Postgres" in last_results(model).rpartition("tool_result")[2]


async def test_a_question_may_be_left_unanswered(desk: Desk, model: ScriptedModel):
    desk.answer = deny
    await desk.start()
    await desk.say(f"@@ tool AskUserQuestion {json.dumps(QUESTIONS)} >> say done")
    assert "The user did not want to answer these questions." in last_results(model)
