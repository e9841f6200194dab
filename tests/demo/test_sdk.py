"""The tour through the Agent SDK, with a person who allows, denies and answers."""

from collections.abc import Callable
from typing import Any

import pytest
from claude_agent_sdk import (
    AssistantMessage,
    ClaudeSDKClient,
    PermissionResultAllow,
    PermissionResultDeny,
    ResultMessage,
    StreamEvent,
    SystemMessage,
    TextBlock,
    ThinkingBlock,
)

from tests.support.claude import Claude
from tests.support.model import ScriptedModel

Answer = PermissionResultAllow | PermissionResultDeny


class Person:
    """Answers what is asked, and remembers it."""

    def __init__(self, answer: Callable[[str, dict[str, Any]], Answer]) -> None:
        self.asked: list[str] = []
        self._answer = answer

    async def can_use_tool(self, tool: str, given: dict[str, Any], _: object) -> Answer:
        self.asked.append(tool)
        return self._answer(tool, given)


class Seen:
    """What came out of one prompt."""

    def __init__(self) -> None:
        self.blocks: list[Any] = []
        self.events: list[dict[str, Any]] = []
        self.modes: list[str] = []
        self.result: ResultMessage | None = None

    @property
    def text(self) -> str:
        return "\n".join(block.text for block in self.blocks if isinstance(block, TextBlock))

    def add(self, message: object) -> None:
        match message:
            case StreamEvent():
                self.events.append(message.event)
            case AssistantMessage():
                self.blocks.extend(message.content)
            case SystemMessage() if message.data.get("permissionMode"):
                self.modes.append(message.data["permissionMode"])
            case ResultMessage():
                self.result = message


async def play(claude: Claude, person: Person, *prompts: str) -> list[Seen]:
    seen = []
    async with ClaudeSDKClient(claude.options(person.can_use_tool)) as client:
        for prompt in prompts:
            one = Seen()
            await client.query(prompt)
            async for message in client.receive_response():
                one.add(message)
            seen.append(one)
    return seen


def allow(tool: str, given: dict[str, Any]) -> Answer:
    return PermissionResultAllow()


def deny(*tools: str) -> Callable[[str, dict[str, Any]], Answer]:
    def answer(tool: str, given: dict[str, Any]) -> Answer:
        return PermissionResultDeny(message="No.") if tool in tools else PermissionResultAllow()

    return answer


def choose_first(tool: str, given: dict[str, Any]) -> Answer:
    answers = {one["question"]: one["options"][0]["label"] for one in given["questions"]}
    return PermissionResultAllow(updated_input={**given, "answers": answers})


@pytest.mark.asyncio
async def test_what_is_allowed_happens(claude: Claude) -> None:
    person = Person(allow)
    (seen,) = await play(claude, person, "show me")
    assert person.asked == ["Write", "Bash"]
    assert "5 squared is 25" in seen.text
    assert (claude.workspace / "hello.py").is_file()


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("denied", "asked", "told", "is_there"),
    [
        ("Write", ["Write"], "nothing was written", False),
        ("Bash", ["Write", "Bash"], "was not run", True),
    ],
)
async def test_what_is_denied_does_not_happen(
    claude: Claude, denied: str, asked: list[str], told: str, *, is_there: bool
) -> None:
    person = Person(deny(denied))
    (seen,) = await play(claude, person, "show me")
    assert person.asked == asked
    assert told in seen.text
    assert (claude.workspace / "hello.py").exists() == is_there


@pytest.mark.asyncio
async def test_an_answer_arrives_in_many_deltas(claude: Claude) -> None:
    (seen,) = await play(claude, Person(allow), "hello")
    deltas = [
        event["delta"]["text"] for event in seen.events if event["type"] == "content_block_delta"
    ]
    assert len(deltas) > 50
    assert "".join(deltas) == seen.text


@pytest.mark.asyncio
async def test_questions_are_asked_and_the_answers_come_back(claude: Claude) -> None:
    person = Person(choose_first)
    (seen,) = await play(claude, person, "ask me")
    assert person.asked == ["AskUserQuestion"]
    assert "You chose **SQLite, Sign-in**" in seen.text


@pytest.mark.asyncio
async def test_a_question_may_stay_unanswered(claude: Claude) -> None:
    (seen,) = await play(claude, Person(deny("AskUserQuestion")), "ask me")
    assert "You chose not to answer" in seen.text


@pytest.mark.asyncio
async def test_a_plan_is_approved(claude: Claude) -> None:
    plans = []

    def approve(tool: str, given: dict[str, Any]) -> Answer:
        plans.append(given["plan"])
        return PermissionResultAllow()

    (seen,) = await play(claude, Person(approve), "plan")
    assert plans[0].startswith("# Plan: a greeting")
    assert "You **approved** the plan" in seen.text
    assert seen.modes[-1] == "default"


@pytest.mark.asyncio
async def test_a_plan_is_sent_back(claude: Claude) -> None:
    person = Person(deny("ExitPlanMode"))
    (seen,) = await play(claude, person, "plan")
    assert person.asked == ["ExitPlanMode"]
    assert "You did not approve the plan" in seen.text


@pytest.mark.asyncio
async def test_thinking_comes_before_the_answer(claude: Claude) -> None:
    (seen,) = await play(claude, Person(allow), "@@ think Well now. ;; say Done.")
    thought, said = seen.blocks
    assert isinstance(thought, ThinkingBlock)
    assert thought.thinking == "Well now."
    assert thought.signature
    assert said == TextBlock("Done.")


@pytest.mark.asyncio
async def test_an_error_ends_the_turn_and_the_conversation_goes_on(claude: Claude) -> None:
    failed, after = await play(claude, Person(allow), "fail", "@@ say on we go")
    assert failed.result
    assert failed.result.is_error
    assert "529 You asked the scripted demo model to fail" in str(failed.result.result)
    assert after.text == "on we go"


@pytest.mark.asyncio
async def test_an_interrupted_answer_is_abandoned_and_the_next_prompt_played(
    claude: Claude, model: ScriptedModel
) -> None:
    async with ClaudeSDKClient(claude.options(Person(allow).can_use_tool)) as client:
        await client.query("@@ lorem 2000 50")
        messages = client.receive_messages()
        async for message in messages:
            if isinstance(message, StreamEvent) and message.event["type"] == "content_block_delta":
                break
        await client.interrupt()
        async for message in messages:
            if isinstance(message, ResultMessage):
                break
        await client.query("@@ say after")
        after = [message async for message in client.receive_response()]
    assert isinstance(after[-1], ResultMessage)
    assert after[-1].result == "after"
    first = model.turns[0]
    assert first.outcome == "abandoned"
    assert first.events < 2000


@pytest.mark.asyncio
async def test_commands_and_compaction_leave_the_scripts_in_step(claude: Claude) -> None:
    script = '@@ tool Bash {"command": "echo x"} >> say step two {{result}}'
    *_, compacted, after = await play(claude, Person(allow), script, "/compact", script)
    assert compacted.result
    assert not compacted.result.is_error
    assert after.text == "step two x"
