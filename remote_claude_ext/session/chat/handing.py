"""What a turn hands over: its first frames, a message as a prompt, the start of a process."""

from collections.abc import Sequence
from decimal import Decimal

import msgspec

from ...core.errors import ConflictError, MessageAlreadySentError, UnavailableError
from ...core.ids import new_id
from ...wire.frames import DurableBody, Message, QueueChanged, TitleChanged, TurnStarted, Usage
from .model import OpenTurn, Record, Waiting, add_tokens, to_queue, to_title
from .ports import Process, Prompt, Start
from .talk import Compose


class HeldByTerminalError(ConflictError):
    """One writer per Claude session: a terminal has it."""

    code = "held_by_terminal"

    def __init__(self) -> None:
        super().__init__(
            "This conversation is open in a terminal.",
            remedy="Take it over, or end `claude` in that terminal; then send the message again.",
        )


class TurnOverError(ConflictError):
    """What was meant for a running turn, or for a queued message, came too late."""

    code = "turn_over"

    def __init__(self) -> None:
        super().__init__("The turn has ended already.", remedy="Send the message again.")


class ClosingError(UnavailableError):
    """No turn is begun any more."""

    code = "closing"

    def __init__(self) -> None:
        super().__init__(
            "The session is being stopped.", remedy="Start it again, then send the message."
        )


def to_turn(
    messages: Sequence[Waiting], process: Process | None, *, cost_before: Decimal
) -> OpenTurn:
    """A new turn; a process that lives already is the one that gets its messages."""
    return OpenTurn(
        turn=new_id(),
        messages=[each.message for each in messages],
        cost_before=cost_before,
        pid=None if process is None else process.pid,
        started_at=None if process is None else process.started_at,
    )


def to_opening(turn: OpenTurn, messages: Sequence[Waiting], *, queued: bool) -> Compose:
    """The first frames of a turn with these messages, which leave the queue.

    TurnOverError where `queued` messages were withdrawn meanwhile.
    """

    def compose(record: Record) -> tuple[list[DurableBody], Record]:
        waiting = {each.message for each in record.queue}
        if record.turn is not None or (queued and not waiting.issuperset(turn.messages)):
            raise TurnOverError
        left = [each for each in record.queue if each.message not in turn.messages]
        bodies: list[DurableBody] = []
        if len(left) < len(record.queue):
            bodies.append(QueueChanged(queue=to_queue(left)))
        bodies += [to_message(each) for each in messages if not each.is_told]
        if messages and not record.is_titled:
            bodies.append(TitleChanged(title=_title(messages[0])))
        bodies.append(TurnStarted(messages=turn.messages))
        changed = msgspec.structs.replace(record, turn=turn, failed=False, queue=left)
        # Who writes to an archived conversation has it in the list again.
        archived = not messages and record.archived
        unanswered = [] if messages else record.unanswered
        changed = msgspec.structs.replace(changed, archived=archived, unanswered=unanswered)
        return bodies, msgspec.structs.replace(changed, rewound=None)

    return compose


def _title(message: Waiting) -> str:
    names = [attachment.name for attachment in message.attachments]
    return to_title(next((text for text in [message.text, *names] if text.strip()), ""))


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
        usage_offset=record.usage,
    )


def to_steered(message: Waiting, *, queued: bool) -> Compose:
    """The message belongs to the running turn; TurnOverError where there is none.

    MessageAlreadySentError where a `queued` one does not wait any more.
    """

    def compose(record: Record) -> tuple[list[DurableBody], Record]:
        if record.turn is None:
            raise TurnOverError
        left = [each for each in record.queue if each.message != message.message]
        if queued and len(left) == len(record.queue):
            raise MessageAlreadySentError(message.message)
        told: list[DurableBody] = [QueueChanged(queue=to_queue(left))] if queued else []
        turn = msgspec.structs.replace(
            record.turn, messages=[*record.turn.messages, message.message]
        )
        record = msgspec.structs.replace(record, turn=turn, queue=left)
        return [*told, to_message(message)], record

    return compose


def to_requeued(message: Waiting) -> Compose:
    """Claude ended before it got this message of its turn: it is the first of the next."""
    told = msgspec.structs.replace(message, is_told=True)

    def compose(record: Record) -> tuple[list[DurableBody], Record]:
        queue = [told, *record.queue]
        turn = record.turn and msgspec.structs.replace(
            record.turn, messages=[each for each in record.turn.messages if each != told.message]
        )
        record = msgspec.structs.replace(record, turn=turn, queue=queue)
        return [QueueChanged(queue=to_queue(queue))], record

    return compose


def with_offset(record: Record, body: DurableBody) -> DurableBody:
    """A frame as the whole conversation counts; Claude Code counts each of its sessions alone."""
    if not isinstance(body, Usage):
        return body
    return msgspec.structs.replace(
        body,
        cost_usd=body.cost_usd + record.cost_offset,
        tokens=add_tokens(body.tokens, record.usage_offset),
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


def from_message(frame: Message) -> Waiting:
    """A message as it was before it became a frame."""
    return Waiting(
        message=frame.message,
        client_id=frame.client_id,
        text=frame.text,
        attachments=frame.attachments,
        by=frame.by,
        is_told=True,
    )


def to_prompt(message: Waiting, *, now: bool = False) -> Prompt:
    """A message for the process."""
    return Prompt(
        message=message.message, text=message.text, attachments=message.attachments, now=now
    )
