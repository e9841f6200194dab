"""Questions to a person: asked, answered, withdrawn, lost; they never expire."""

import asyncio
from dataclasses import dataclass, field

import msgspec

from ...core.clock import to_rfc3339
from ...core.errors import ApprovalSettledError, MalformedError
from ...wire.chat import Approval, ApprovalAnswer
from ...wire.frames import ApprovalSettled
from ...wire.framing import Header
from .ports import Answer


@dataclass(slots=True)
class Pending:
    """A question that is open, and the answer that Claude waits for."""

    approval: Approval
    answer: "asyncio.Future[Answer]" = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )


class Approvals:
    """The open questions of one conversation. How others ended is in the journal."""

    def __init__(self) -> None:
        self._open: dict[str, Pending] = {}

    def open(self, approval: Approval) -> Pending:
        """A question is asked."""
        pending = self._open[approval.approval] = Pending(approval)
        return pending

    def find(self, approval: str) -> Pending | None:
        """An open question."""
        return self._open.get(approval)

    def close(self, approval: str) -> None:
        """The question is settled, however it was."""
        self._open.pop(approval, None)


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
        mode=said.mode if said.mode and said.mode != "auto" else None,  # it holds already
        feedback=said.feedback or None,
    )


def to_settled_error(frame: bytes) -> ApprovalSettledError:
    """Who was first, out of the frame that settled a question."""
    header = msgspec.json.decode(frame, type=Header)
    body = msgspec.json.decode(frame, type=ApprovalSettled)
    return ApprovalSettledError(by=body.by, at=to_rfc3339(header.at), outcome=body.outcome)
