"""Claude asks a person: the question is on disk before it is shown, the first answer counts."""

import asyncio
from typing import Literal

import msgspec

from ...core.clock import Clock
from ...core.errors import RemoteClaudeError
from ...wire.chat import (
    Approval,
    ApprovalAnswer,
    ApprovalOutcome,
    SettledApproval,
)
from ...wire.frames import ApprovalAsked, ApprovalSettled
from .approvals import new_approval_id, to_answer
from .model import Record
from .ports import Answer, Question
from .talk import Change, Talk

Ending = Literal["withdrawn", "lost"]


class Asking:
    """The questions of one conversation, with their frames."""

    def __init__(self, talk: Talk, *, clock: Clock) -> None:
        self._talk = talk
        self._clock = clock

    async def ask(self, question: Question) -> Answer:
        """Ask and wait as long as it takes. Cancelled: Claude took the question back."""
        approval = Approval(
            approval=new_approval_id(),
            type=question.type,
            tool_use=question.tool_use,
            tool=question.tool,
            input=question.input,
            cwd=question.cwd,
            reason=question.reason,
            suggestions=list(question.suggestions),
            asked_at=self._clock.now(),
        )
        answer = self._talk.approvals.open(approval)

        def change(record: Record) -> Record:
            is_unread = record.unread or not self._talk.room.is_watched
            return msgspec.structs.replace(
                record, approvals=[*record.approvals, approval], unread=is_unread
            )

        try:
            await self._talk.insist(
                ApprovalAsked(
                    **{name: getattr(approval, name) for name in approval.__struct_fields__}
                ),
                change=change,
            )
            return await answer
        except asyncio.CancelledError:
            await self._end(approval, "withdrawn")
            raise

    async def answer(self, approval: str, said: ApprovalAnswer, *, by: str) -> SettledApproval:
        """A person's decision. ApprovalSettledError where somebody was first."""
        question = self._talk.approvals.find(approval)
        answer = to_answer(question, said)
        settled = self._settled(
            approval,
            "allowed" if answer.allow else "denied",
            by=by,
            suggestion=answer.suggestion,
            feedback=answer.feedback,
        )
        waiting = self._talk.approvals.settle(settled)
        frame, change = _to_frame(settled)
        try:
            await self._talk.save(frame, change=change)
        except RemoteClaudeError:
            if waiting is not None:
                self._talk.approvals.reopen(question, waiting)
            raise
        if waiting is not None and not waiting.done():
            waiting.set_result(answer)
        return settled

    async def lose(self) -> None:
        """The process is gone: whatever was asked will not be answered."""
        for approval in self._talk.record.approvals:
            await self._end(approval, "lost")

    async def _end(self, approval: Approval, outcome: Ending) -> None:
        settled = self._settled(approval.approval, outcome, by="claude")
        self._talk.approvals.settle(settled)
        if approval in self._talk.record.approvals:
            frame, change = _to_frame(settled)
            await self._talk.insist(frame, change=change)

    def _settled(
        self,
        approval: str,
        outcome: ApprovalOutcome,
        *,
        by: str,
        suggestion: str | None = None,
        feedback: str | None = None,
    ) -> SettledApproval:
        return SettledApproval(
            approval=approval,
            outcome=outcome,
            by=by,
            at=self._clock.now(),
            suggestion=suggestion,
            feedback=feedback,
        )


def _to_frame(settled: SettledApproval) -> tuple[ApprovalSettled, Change]:
    """The frame of a decision, and the record without its question."""

    def change(record: Record) -> Record:
        left = [each for each in record.approvals if each.approval != settled.approval]
        return msgspec.structs.replace(record, approvals=left)

    frame = ApprovalSettled(
        approval=settled.approval,
        outcome=settled.outcome,
        by=settled.by,
        suggestion=settled.suggestion,
        feedback=settled.feedback,
    )
    return frame, change
