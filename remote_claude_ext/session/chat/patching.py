"""What a `PATCH` of a conversation changes, in its process and in its frames."""

from msgspec import UNSET

from ...wire.chat import ConversationPatch
from ...wire.frames import DurableBody, ModeChanged, ModelChanged, TitleChanged
from .posting import Kept


async def to_changes(wish: ConversationPatch, kept: Kept) -> list[DurableBody]:
    """Frames for what is really different; a running process follows at once."""
    process, record = kept.engine.process, kept.talk.record
    bodies: list[DurableBody] = []
    if wish.title and wish.title != record.title:
        bodies.append(TitleChanged(title=wish.title))
    if wish.mode and wish.mode != record.mode:
        if process is not None:
            await process.set_mode(wish.mode)
        bodies.append(ModeChanged(mode=wish.mode))
    if wish.model is not UNSET and wish.model != record.model:
        if process is not None:
            await process.set_model(wish.model)
        bodies.append(ModelChanged(model=wish.model))
    return bodies
