"""What a `PATCH` of a conversation changes, in its process and in its frames."""

from collections.abc import Sequence

import msgspec
from msgspec import UNSET

from ...core.errors import ForbiddenError
from ...wire.chat import ApprovalAnswer, ConversationPatch, Mode, NewConversation
from ...wire.frames import DurableBody, ModeChanged, ModelChanged, TitleChanged
from .choosing import follow
from .model import Record
from .posting import Kept

MOST_TAGS = 20


class NotAChoiceError(ForbiddenError):
    """A mode or a model that may not be chosen here."""

    code = "not_a_choice"

    def __init__(self, what: str, wish: str, choices: Sequence[str]) -> None:
        super().__init__(
            f"The {what} {wish!r} may not be chosen in this session; the operator allows"
            f" {', '.join(choices)}.",
            remedy=f"Choose another {what}, or ask the operator.",
            details={what: wish, "choices": list(choices)},
        )


def check_choices(
    wish: NewConversation | ConversationPatch, *, modes: Sequence[Mode], models: Sequence[str]
) -> None:
    """NotAChoiceError for what the operator does not allow. No models: every one is allowed."""
    if wish.mode and wish.mode not in modes:
        raise NotAChoiceError("mode", wish.mode, modes)
    if wish.model and models and wish.model not in models:
        raise NotAChoiceError("model", wish.model, models)


def check_answer(said: ApprovalAnswer, *, modes: Sequence[Mode]) -> None:
    """NotAChoiceError for a mode that a plan may not be carried out in; to ask is always one."""
    if said.mode and said.mode not in {"default", *modes}:
        raise NotAChoiceError("mode", said.mode, modes)


def patched(record: Record, wish: ConversationPatch) -> Record:
    """The record with what is changed without a frame: how the list shows it, and the effort."""
    changes: dict[str, object] = {}
    if wish.unread is not UNSET:
        changes["unread"] = wish.unread
    if wish.effort is not UNSET:
        changes["effort"] = wish.effort
    if wish.archived is not UNSET:
        changes["archived"] = wish.archived
    if wish.tags is not UNSET:
        tags = (" ".join(tag.split()) for tag in wish.tags)
        changes["tags"] = list(dict.fromkeys(tag for tag in tags if tag))[:MOST_TAGS]
    return msgspec.structs.replace(record, **changes)


async def to_changes(wish: ConversationPatch, kept: Kept) -> list[DurableBody]:
    """Frames for what is really different; a running process follows at once."""
    record = kept.talk.record
    await follow(kept.engine.process, chosen(record, wish), before=record)
    bodies: list[DurableBody] = []
    if wish.title and wish.title != record.title:
        bodies.append(TitleChanged(title=wish.title))
    if wish.mode and wish.mode != record.mode:
        bodies.append(ModeChanged(mode=wish.mode))
    if wish.model is not UNSET and wish.model != record.model:
        bodies.append(ModelChanged(model=wish.model))
    return bodies


def chosen(record: Record, wish: ConversationPatch) -> Record:
    """The record with the mode, model and effort that are wished for."""
    return msgspec.structs.replace(
        record,
        mode=wish.mode or record.mode,
        model=record.model if wish.model is UNSET else wish.model,
        effort=record.effort if wish.effort is UNSET else wish.effort,
    )


async def patch(wish: ConversationPatch, kept: Kept) -> None:
    """Change what is given, for a process that runs and for one that is being started just now."""
    before, process = kept.talk.record, kept.engine.process
    bodies = await to_changes(wish, kept)
    await kept.talk.save(*bodies, change=lambda record: patched(record, wish))
    if kept.engine.process is not process:
        await follow(kept.engine.process, chosen(before, wish), before=before)
