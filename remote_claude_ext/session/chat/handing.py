"""What a turn hands over: its first frames, a message as a prompt, the start of a process."""

from collections.abc import Sequence

import msgspec

from ...core.errors import ConflictError
from ...wire.frames import DurableBody, Message, QueueChanged, TitleChanged, TurnStarted
from .model import OpenTurn, Record, Waiting, to_queue, to_title
from .ports import Prompt, Start
from .talk import Compose


class HeldByTerminalError(ConflictError):
    """One writer per Claude session: a terminal has it."""

    code = "held_by_terminal"

    def __init__(self) -> None:
        super().__init__(
            "This conversation is open in a terminal.",
            remedy="End `claude` in that terminal, then send the message again.",
        )


def to_opening(turn: OpenTurn, messages: Sequence[Waiting]) -> Compose:
    """The first frames of a turn with these messages, which leave the queue."""

    def compose(record: Record) -> tuple[list[DurableBody], Record]:
        left = [each for each in record.queue if each.message not in turn.messages]
        bodies: list[DurableBody] = []
        if len(left) < len(record.queue):
            bodies.append(QueueChanged(queue=to_queue(left)))
        bodies += [to_message(each) for each in messages]
        if messages and not record.is_titled:
            bodies.append(TitleChanged(title=to_title(messages[0].text)))
        bodies.append(TurnStarted(messages=turn.messages))
        return bodies, msgspec.structs.replace(record, turn=turn, failed=False, queue=left)

    return compose


def to_start(record: Record, claude_session: str, *, resume: bool) -> Start:
    """What to start a process for."""
    return Start(
        conversation=record.id,
        claude_session=claude_session,
        resume=resume,
        mode=record.mode,
        model=record.model,
        effort=record.effort,
    )


def replaced(record: Record, claude_session: str) -> Record:
    """The record once the conversation goes on under another Claude session id."""
    earlier = [*record.earlier_sessions, record.claude_session] if record.claude_session else []
    return msgspec.structs.replace(
        record,
        claude_session=claude_session,
        earlier_sessions=[each for each in earlier if each],
        cost_offset=record.cost_usd,
    )


def to_message(message: Waiting) -> Message:
    """A message as a frame."""
    return Message(
        message=message.message,
        client_id=message.client_id,
        text=message.text,
        attachments=message.attachments,
        by=message.by,
    )


def to_prompt(message: Waiting, *, now: bool = False) -> Prompt:
    """A message for the process."""
    return Prompt(
        message=message.message, text=message.text, attachments=message.attachments, now=now
    )
