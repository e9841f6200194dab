"""Claude Code's permission callback as a question to a person, and the answer back."""

from pathlib import Path

from claude_agent_sdk import (
    PermissionResultAllow,
    PermissionResultDeny,
    PermissionUpdate,
    ToolPermissionContext,
)

from ...wire.chat import ApprovalType
from ..chat.ports import Answer, Asker, Question
from .offers import Offer, to_offers
from .rules import Rules

Input = dict[str, object]
_TYPES = {"ExitPlanMode": ApprovalType.PLAN, "AskUserQuestion": ApprovalType.QUESTION}
_REFUSED = "The user refused this."
_UNANSWERED = "The user did not want to answer these questions."
_KEEP_PLANNING = "The user did not accept the plan yet and wants you to keep planning."


class Permissions:
    """Asks for one process. Cancelled by the SDK when Claude takes a question back."""

    def __init__(self, *, workspace: Path, asker: Asker, rules: Rules) -> None:
        self._workspace = workspace
        self._asker = asker
        self._rules = rules

    async def can_use_tool(
        self, tool: str, tool_input: Input, context: ToolPermissionContext
    ) -> PermissionResultAllow | PermissionResultDeny:
        """Ask a person, as long as it takes."""
        offers = to_offers(context.suggestions, workspace=self._workspace)
        question = to_question(tool, tool_input, context, offers, cwd=str(self._workspace))
        answer = await self._asker(question)
        if question.type is ApprovalType.QUESTION:
            return answer_question(tool_input, answer)
        if question.type is ApprovalType.PLAN:
            return answer_plan(answer)
        chosen = next((o for o in offers if o.suggestion.id == answer.suggestion), None)
        if answer.allow and chosen is not None and chosen.kept:
            self._rules.keep(list(chosen.kept))
        return answer_permission(answer, chosen)


def to_question(
    tool: str,
    tool_input: Input,
    context: ToolPermissionContext,
    offers: list[Offer],
    *,
    cwd: str,
) -> Question:
    """What a person is asked."""
    return Question(
        type=_TYPES.get(tool, ApprovalType.PERMISSION),
        tool_use=context.tool_use_id or "",
        tool=tool,
        input=tool_input,
        cwd=cwd,
        reason=context.decision_reason,
        suggestions=[offer.suggestion for offer in offers],
    )


def answer_permission(
    answer: Answer, chosen: Offer | None
) -> PermissionResultAllow | PermissionResultDeny:
    """A permission: once, or with exactly the one rule that was chosen."""
    if not answer.allow:
        return _deny(_REFUSED, answer.feedback)
    return PermissionResultAllow(
        updated_input=answer.input,
        updated_permissions=[chosen.update] if chosen is not None else None,
    )


def answer_plan(answer: Answer) -> PermissionResultAllow | PermissionResultDeny:
    """A plan: go ahead (in the mode that was chosen), or keep planning."""
    if not answer.allow:
        return _deny(_KEEP_PLANNING, answer.feedback)
    updates = None
    if answer.mode is not None:
        updates = [PermissionUpdate(type="setMode", mode=answer.mode, destination="session")]
    return PermissionResultAllow(updated_permissions=updates)


def answer_question(
    tool_input: Input, answer: Answer
) -> PermissionResultAllow | PermissionResultDeny:
    """Questions with their answers, by the text of each question."""
    if not answer.allow:
        return _deny(_UNANSWERED, answer.feedback)
    return PermissionResultAllow(updated_input={**tool_input, "answers": answer.answers or {}})


def _deny(sentence: str, feedback: str | None) -> PermissionResultDeny:
    said = f" They said: {feedback}" if feedback else ""
    return PermissionResultDeny(message=sentence + said)
