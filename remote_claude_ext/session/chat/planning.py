"""A plan that is approved together with auto mode: the mode first, then the plan."""

from ...core.errors import RemoteClaudeError
from ...wire.chat import ApprovalAnswer, ApprovalType, ConversationPatch, SettledApproval
from .patching import to_changes
from .posting import Kept


def is_with_auto_mode(kept: Kept, approval: str, said: ApprovalAnswer) -> bool:
    """Whether this lets Claude carry out an open plan in auto mode."""
    pending = kept.talk.approvals.find(approval)
    is_plan = pending is not None and pending.approval.type is ApprovalType.PLAN
    return is_plan and said.decision == "allow" and said.mode == "auto"


async def approve_with_auto_mode(
    kept: Kept, approval: str, said: ApprovalAnswer, *, by: str
) -> SettledApproval:
    """Approve; ConflictError, and the plan waits on, where Claude Code refuses the mode.

    With the answer to a plan Claude Code would take the mode even where policy or model forbid it.
    """
    before = kept.talk.record.mode
    await _change(kept, ConversationPatch(mode="auto"))
    try:
        return await kept.engine.asking.answer(approval, said, by=by)
    except RemoteClaudeError:  # somebody was first, or the disk is full
        await _change(kept, ConversationPatch(mode=before))
        raise


async def _change(kept: Kept, wish: ConversationPatch) -> None:
    await kept.talk.save(*await to_changes(wish, kept))
