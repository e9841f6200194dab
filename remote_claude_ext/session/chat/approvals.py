"""Questions to a person: asked, answered, withdrawn, lost; they never expire."""

import asyncio
from dataclasses import dataclass, field

from ...core.clock import to_rfc3339
from ...core.errors import ApprovalSettledError, MalformedError, NotFoundError
from ...core.ids import new_id
from ...wire.chat import Approval, ApprovalAnswer, SettledApproval
from .ports import Answer


@dataclass(slots=True)
class _Open:
    approval: Approval
    answer: "asyncio.Future[Answer]" = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )


class Approvals:
    """The questions of one conversation, and how the earlier ones ended."""

    def __init__(self) -> None:
        self._open: dict[str, _Open] = {}
        self._settled: dict[str, SettledApproval] = {}

    def open(self, approval: Approval) -> "asyncio.Future[Answer]":
        """A question is asked; the future is its answer."""
        kept = self._open[approval.approval] = _Open(approval)
        return kept.answer

    def find(self, approval: str) -> Approval:
        """An open question; ApprovalSettledError with who was first, NotFoundError otherwise."""
        if approval in self._open:
            return self._open[approval].approval
        if (before := self._settled.get(approval)) is not None:
            raise ApprovalSettledError(
                by=before.by, at=to_rfc3339(before.at), outcome=before.outcome
            )
        raise NotFoundError("approval", approval)

    def settle(self, settled: SettledApproval) -> "asyncio.Future[Answer] | None":
        """The first word counts: the answer that Claude waits for, None if this was not it."""
        kept = self._open.pop(settled.approval, None)
        self._settled.setdefault(settled.approval, settled)
        return None if kept is None else kept.answer

    def reopen(self, approval: Approval, answer: "asyncio.Future[Answer]") -> None:
        """The decision could not be written down: the question is open again."""
        self._settled.pop(approval.approval, None)
        self._open[approval.approval] = _Open(approval, answer)


def new_approval_id() -> str:
    """A fresh id."""
    return new_id()


def to_answer(approval: Approval, said: ApprovalAnswer) -> Answer:
    """What a person said, checked against the question."""
    suggestion = said.suggestion or None
    if suggestion is not None and suggestion not in {each.id for each in approval.suggestions}:
        raise MalformedError(f"This question has no suggestion {suggestion!r}.")
    if said.decision == "allow" and approval.type == "question" and not said.answers:
        raise MalformedError(
            "A question needs answers.", remedy='Send "answers": {question: answer, ...}.'
        )
    return Answer(
        allow=said.decision == "allow",
        suggestion=suggestion,
        input=said.input or None,
        answers=said.answers or None,
        mode=said.mode or None,
        feedback=said.feedback or None,
    )
