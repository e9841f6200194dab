"""Messages of people: taken once, sent, queued or withdrawn."""

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from msgspec import UNSET

from ...core.errors import (
    ConflictError,
    MalformedError,
    MessageAlreadySentError,
    NotFoundError,
    TooLargeError,
)
from ...core.ids import new_id
from ...wire.chat import Accepted, Attachment, NewMessage, Queued
from ...wire.codec import decode
from ...wire.frames import DurableBody, QueueChanged
from ...wire.writing import MessagePatch
from .attaching import check
from .engine import Engine
from .handing import TurnOverError
from .machine import Phase
from .model import Record, Waiting, to_queue, to_queued
from .talk import Talk

_STEERABLE = {Phase.RUNNING, Phase.ANSWERED}
_MOST_QUEUED = 100
_MOST_QUEUED_BYTES = 64 << 20


class QueueFullError(ConflictError):
    """More waits for Claude than is kept."""

    code = "queue_full"

    def __init__(self) -> None:
        super().__init__(
            f"{_MOST_QUEUED} messages or {_MOST_QUEUED_BYTES >> 20} MiB already wait for Claude in"
            " this conversation, and no more are kept.",
            remedy="Withdraw one, or wait until Claude has taken some.",
        )


@dataclass(slots=True)
class Kept:
    """A conversation in memory; `posting` lets one message in at a time."""

    talk: Talk
    engine: Engine
    posting: asyncio.Lock


class Posting:
    """Takes messages: the same `client_id` again gets the same answer and makes no second one."""

    def __init__(self, *, max_prompt_bytes: int) -> None:
        self._max_prompt_bytes = max_prompt_bytes

    async def post(self, kept: Kept, message: NewMessage, *, by: str) -> Accepted:
        """Sent at once, queued while Claude works, or `now` into the running turn."""
        self._check(message.text, message.attachments)
        async with kept.posting:
            if earlier := await kept.talk.answer_to(message.client_id):
                return decode(earlier, Accepted)
            waiting = Waiting(
                message=new_id(),
                client_id=message.client_id,
                text=message.text,
                attachments=message.attachments,
                by=by,
            )
            return await self._take(kept, waiting, is_now=message.when == "now")

    async def rewrite(self, kept: Kept, message: str, wish: MessagePatch) -> Queued:
        """Change a queued message in its place; `now` hands it over, or makes it the next one."""
        if not await kept.talk.has_message(message):
            raise NotFoundError("message", message)
        async with kept.posting:
            waiting = _rewritten(_find(kept.talk.record, message), wish)
            self._check(waiting.text, waiting.attachments)

            def compose(record: Record) -> tuple[list[DurableBody], Record]:
                _find(record, message)
                queue = [waiting if each.message == message else each for each in record.queue]
                if wish.when == "now":
                    queue.sort(key=lambda each: not (each.is_told or each is waiting))
                _check_room(queue)
                return _requeued(record, queue)

            await kept.talk.save(compose=compose)
            if wish.when == "now" and kept.engine.phase in _STEERABLE:
                with contextlib.suppress(TurnOverError):  # it is the first of the next turn
                    await kept.engine.steer(waiting, None, queued=True)
            return to_queued(waiting)

    async def withdraw(self, kept: Kept, message: str) -> None:
        """Take a queued message back; MessageAlreadySentError once Claude has it."""
        if not await kept.talk.has_message(message):
            raise NotFoundError("message", message)

        def compose(record: Record) -> tuple[list[DurableBody], Record]:
            left = [each for each in record.queue if each.message != message or each.is_told]
            if len(left) == len(record.queue):
                raise MessageAlreadySentError(message)
            return _requeued(record, left)

        await kept.talk.save(compose=compose)

    def _check(self, text: str, attachments: Sequence[Attachment]) -> None:
        size = len(text.encode())
        if size > self._max_prompt_bytes:
            raise TooLargeError("message", size_bytes=size, limit_bytes=self._max_prompt_bytes)
        if not text.strip() and not attachments:
            raise MalformedError("A message needs a text.", remedy="Write something.")
        check(attachments)

    async def _take(self, kept: Kept, waiting: Waiting, *, is_now: bool) -> Accepted:
        engine, record = kept.engine, kept.talk.record
        sent = Accepted(message=waiting.message, client_id=waiting.client_id, state="sent")
        if engine.phase is Phase.IDLE:
            await engine.starter.check_free()
        if engine.phase is Phase.IDLE and not record.queue:
            with contextlib.suppress(TurnOverError):  # Claude went on by itself just now
                await engine.begin([waiting], accepted=sent)
                return sent
        if is_now and engine.phase in _STEERABLE:
            with contextlib.suppress(TurnOverError):
                await engine.steer(waiting, sent, queued=False)
                return sent
        queued = msgspec.structs.replace(sent, state="queued")
        await kept.talk.save(compose=lambda now: _enqueued(now, waiting), accepted=queued)
        await engine.go_on()
        return queued


def _enqueued(record: Record, waiting: Waiting) -> tuple[list[DurableBody], Record]:
    queue = [*record.queue, waiting]
    _check_room(queue)
    return _requeued(record, queue)


def _find(record: Record, message: str) -> Waiting:
    """A message that waits and may be changed; MessageAlreadySentError once Claude has it."""
    for each in record.queue:
        if each.message == message and not each.is_told:
            return each
    raise MessageAlreadySentError(message)


def _rewritten(waiting: Waiting, wish: MessagePatch) -> Waiting:
    return msgspec.structs.replace(
        waiting,
        text=waiting.text if wish.text is UNSET else wish.text,
        attachments=waiting.attachments if wish.attachments is UNSET else wish.attachments,
    )


def _check_room(queue: Sequence[Waiting]) -> None:
    if len(queue) > _MOST_QUEUED or sum(map(_size, queue)) > _MOST_QUEUED_BYTES:
        raise QueueFullError


def _requeued(record: Record, queue: list[Waiting]) -> tuple[list[DurableBody], Record]:
    return [QueueChanged(queue=to_queue(queue))], msgspec.structs.replace(record, queue=queue)


def _size(waiting: Waiting) -> int:
    return len(waiting.text) + sum(
        len(each.data or "") + len(each.text or "") for each in waiting.attachments
    )
