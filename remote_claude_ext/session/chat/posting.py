"""Messages of people: taken once, sent, queued or withdrawn."""

import asyncio
from dataclasses import dataclass

import msgspec

from ...core.errors import MessageAlreadySentError, NotFoundError, TooLargeError
from ...core.ids import new_id
from ...wire.chat import Accepted, NewMessage
from ...wire.codec import decode
from ...wire.frames import DurableBody, QueueChanged
from ..journal.store import Journal
from .engine import Engine
from .machine import Phase
from .model import Record, Waiting, to_queue
from .talk import Talk

_STEERABLE = {Phase.RUNNING, Phase.ANSWERED}


@dataclass(slots=True)
class Kept:
    """A conversation in memory; `posting` lets one message in at a time."""

    talk: Talk
    engine: Engine
    posting: asyncio.Lock


class Posting:
    """Takes messages: the same `client_id` again gets the same answer and makes no second one."""

    def __init__(self, journal: Journal, *, max_prompt_bytes: int) -> None:
        self._journal = journal
        self._max_prompt_bytes = max_prompt_bytes

    async def post(self, kept: Kept, message: NewMessage, *, by: str) -> Accepted:
        """Sent at once, queued while Claude works, or `now` into the running turn."""
        size = len(message.text.encode())
        if size > self._max_prompt_bytes:
            raise TooLargeError("message", size_bytes=size, limit_bytes=self._max_prompt_bytes)
        async with kept.posting:
            conversation = kept.talk.record.id
            if earlier := await self._journal.answer_to(conversation, message.client_id):
                return decode(earlier, Accepted)
            waiting = Waiting(
                message=new_id(),
                client_id=message.client_id,
                text=message.text,
                attachments=message.attachments,
                by=by,
            )
            return await self._take(kept, waiting, is_now=message.when == "now")

    async def withdraw(self, kept: Kept, message: str) -> None:
        """Take a queued message back; MessageAlreadySentError once Claude has it."""
        if not await self._journal.has_message(kept.talk.record.id, message):
            raise NotFoundError("message", message)

        def compose(record: Record) -> tuple[list[DurableBody], Record]:
            left = [each for each in record.queue if each.message != message]
            if len(left) == len(record.queue):
                raise MessageAlreadySentError(message)
            return _requeued(record, left)

        await kept.talk.save(compose=compose)

    async def _take(self, kept: Kept, waiting: Waiting, *, is_now: bool) -> Accepted:
        sent = Accepted(message=waiting.message, client_id=waiting.client_id, state="sent")
        phase, queue = kept.engine.phase, kept.talk.record.queue
        if phase is Phase.IDLE and not queue:
            await kept.engine.begin([waiting], accepted=sent)
            return sent
        if is_now and kept.engine.process is not None and phase in _STEERABLE:
            await kept.engine.steer(waiting, sent)
            return sent
        queued = msgspec.structs.replace(sent, state="queued")
        await kept.talk.save(
            compose=lambda record: _requeued(record, [*record.queue, waiting]), accepted=queued
        )
        await kept.engine.go_on()
        return queued


def _requeued(record: Record, queue: list[Waiting]) -> tuple[list[DurableBody], Record]:
    return [QueueChanged(queue=to_queue(queue))], msgspec.structs.replace(record, queue=queue)
