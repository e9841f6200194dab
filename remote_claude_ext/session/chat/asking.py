"""Claude asks a person: the question is on disk before it is shown, the first answer counts."""

import asyncio
import contextlib
from collections.abc import Callable
from typing import Literal

import msgspec

from ...core.clock import Clock
from ...core.errors import NotFoundError, RemoteClaudeError
from ...core.ids import new_id
from ...wire.chat import Approval, ApprovalAnswer, SettledApproval
from ...wire.frames import ApprovalAsked, ApprovalSettled, DurableBody
from .approvals import Pending, to_answer, to_settled_error
from .model import Record
from .ports import Answer, Question
from .talk import Compose, Talk

Ending = Literal["withdrawn", "lost"]


class _TooLateError(Exception):
    """The question was settled while this answer waited to be written."""


class Asking:
    """The questions of one conversation, with their frames."""

    def __init__(self, talk: Talk, *, clock: Clock, is_alive: Callable[[], bool]) -> None:
        self._talk = talk
        self._clock = clock
        self._is_alive = is_alive

    async def ask(self, question: Question) -> Answer:
        """Ask and wait as long as it takes. Cancelled: Claude took the question back, or died."""
        approval = Approval(
            approval=new_id(),
            type=question.type,
            tool_use=question.tool_use,
            tool=question.tool,
            input=question.input,
            cwd=question.cwd,
            reason=question.reason,
            suggestions=list(question.suggestions),
            asked_at=self._clock.now(),
        )
        pending = self._talk.approvals.open(approval)
        try:
            await self._talk.insist(
                ApprovalAsked(
                    **{name: getattr(approval, name) for name in approval.__struct_fields__}
                ),
                change=lambda record: self._asked(record, approval),
            )
            return await pending.answer
        except asyncio.CancelledError:
            with contextlib.suppress(RemoteClaudeError):
                await self._end(approval.approval, "withdrawn" if self._is_alive() else "lost")
            raise

    async def answer(self, approval: str, said: ApprovalAnswer, *, by: str) -> SettledApproval:
        """A person's decision. ApprovalSettledError where somebody was first."""
        pending = self._talk.approvals.find(approval)
        if pending is None:
            raise await self._why_not(approval)
        answer = to_answer(pending.approval, said)
        settled = SettledApproval(
            approval=approval,
            outcome="allowed" if answer.allow else "denied",
            by=by,
            at=self._clock.now(),
            suggestion=answer.suggestion,
            feedback=answer.feedback,
        )
        try:
            await self._talk.save(compose=_to_settle(settled))
        except _TooLateError:
            raise await self._why_not(approval) from None
        self._close(pending, answer)
        return settled

    async def lose(self) -> None:
        """The process is gone: whatever was asked will not be answered."""
        for approval in self._talk.record.approvals:
            await self._end(approval.approval, "lost")

    def _asked(self, record: Record, approval: Approval) -> Record:
        return msgspec.structs.replace(
            record,
            approvals=[*record.approvals, approval],
            unread=record.unread or not self._talk.room.is_watched,
        )

    async def _end(self, approval: str, outcome: Ending) -> None:
        settled = SettledApproval(
            approval=approval, outcome=outcome, by="claude", at=self._clock.now()
        )
        # Nobody said no, and Claude did not think better of it: that it was asked is kept.
        keep = outcome == "lost" or self._talk.is_closing
        with contextlib.suppress(_TooLateError):
            await self._talk.insist(compose=_to_settle(settled, keep=keep))
        self._talk.approvals.close(approval)

    async def _why_not(self, approval: str) -> RemoteClaudeError:
        frame = await self._talk.settlement(approval)
        return NotFoundError("approval", approval) if frame is None else to_settled_error(frame)

    def _close(self, pending: Pending, answer: Answer) -> None:
        self._talk.approvals.close(pending.approval.approval)
        if not pending.answer.done():
            pending.answer.set_result(answer)


def _to_settle(settled: SettledApproval, *, keep: bool = False) -> Compose:
    """A question is settled, unless it was before; `keep` it among those without an answer."""
    frame = ApprovalSettled(
        approval=settled.approval,
        outcome=settled.outcome,
        by=settled.by,
        suggestion=settled.suggestion,
        feedback=settled.feedback,
    )

    def compose(record: Record) -> tuple[list[DurableBody], Record]:
        left = [each for each in record.approvals if each.approval != settled.approval]
        gone = [each for each in record.approvals if each.approval == settled.approval]
        if not gone:
            raise _TooLateError
        unanswered = [*record.unanswered, *gone] if keep else record.unanswered
        changed = msgspec.structs.replace(record, approvals=left, unanswered=unanswered)
        return [frame], changed

    return compose
