"""One conversation in memory: its record, its listeners, its questions; saved with each change."""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from datetime import datetime

import msgspec

from ...core.backoff import delays
from ...core.clock import Clock
from ...core.errors import NotFoundError
from ...wire.chat import Accepted, Conversation
from ...wire.codec import encode
from ...wire.frames import (
    BackgroundChanged,
    DurableBody,
    ModeChanged,
    ModelChanged,
    Text,
    Thinking,
    TitleChanged,
    ToolFinished,
    ToolStarted,
    TurnFinished,
    Usage,
)
from ..journal.store import Entry, Journal, JournalError
from .approvals import Approvals
from .model import Record, to_conversation, to_last_line, to_tombstone
from .rooms import Room

_CHOICES = (ModeChanged, ModelChanged, TitleChanged)
Change = Callable[[Record], Record]
Compose = Callable[[Record], tuple[list[DurableBody], Record]]
"""Frames and the changed record, made from the record as it is when nobody else can change it.

What it raises goes to the caller of `save`, and nothing has changed.
"""


class Talk:
    """What is known of a conversation. `changed` is called after each change of its list entry."""

    def __init__(
        self,
        record: Record,
        *,
        last: int,
        journal: Journal,
        clock: Clock,
        changed: Callable[[Conversation], None],
    ) -> None:
        self.record = record
        self.room = Room(record.id, last=last, clock=clock)
        self.room.turn = record.turn.turn if record.turn else None
        self.approvals = Approvals()
        self.known: set[str] = set()
        """Blocks and tool uses of the open turn that are in the journal (see `Unfinished`)."""
        self._journal = journal
        self._clock = clock
        self._changed = changed
        self._saving = asyncio.Lock()
        self._closing = asyncio.Event()
        self._is_deleted = False

    @property
    def conversation(self) -> Conversation:
        """As clients see it."""
        return to_conversation(self.record, last_seq=self.room.last)

    async def save(
        self,
        *bodies: DurableBody,
        change: Change | None = None,
        turn: str | None = None,
        compose: Compose | None = None,
        accepted: Accepted | None = None,
        recovered: bool = False,
    ) -> None:
        """Commit frames and the changed record in one step, then tell everybody.

        Frames belong to `turn`, else to the open turn. JournalError: nothing has changed. What
        was begun is done to its end, also if the caller is cancelled meanwhile.
        """

        def whole(record: Record) -> tuple[list[DurableBody], Record]:
            record = record if change is None else change(record)
            if compose is None:
                return [*bodies], record
            composed, record = compose(record)
            return [*bodies, *composed], record

        saving = self._save(whole, turn=turn, accepted=accepted, recovered=recovered)
        await asyncio.shield(asyncio.ensure_future(saving))

    async def insist(
        self,
        *bodies: DurableBody,
        change: Change | None = None,
        turn: str | None = None,
        compose: Compose | None = None,
        recovered: bool = False,
    ) -> None:
        """As `save`, for what Claude did: a full disk makes it wait, it is never dropped.

        JournalError only once `close` was called.
        """
        for delay_seconds in delays(first_seconds=0.5, most_seconds=10):
            try:
                await self.save(
                    *bodies, change=change, turn=turn, compose=compose, recovered=recovered
                )
            except JournalError as error:
                if self._closing.is_set():
                    raise
                self.room.warn(error.code, f"{error.message} {error.remedy}")
            else:
                return
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._closing.wait(), delay_seconds)

    @property
    def is_closing(self) -> bool:
        """Whether the session is being stopped, or the conversation deleted."""
        return self._closing.is_set()

    @property
    def is_deleted(self) -> bool:
        """Whether its frames are erased, or are being erased."""
        return self._is_deleted

    async def answer_to(self, client_id: str) -> bytes | None:
        """What was answered to a client's own id before."""
        return await self._journal.answer_to(self.record.id, client_id)

    async def has_message(self, message: str) -> bool:
        """Whether this message was ever taken."""
        return await self._journal.has_message(self.record.id, message)

    async def settlement(self, approval: str) -> bytes | None:
        """The frame that says how a question of this conversation ended."""
        return await self._journal.settlement(self.record.id, approval)

    async def forget(self) -> None:
        """Delete the frames; nothing of this conversation is saved any more."""
        async with self._saving:
            self._is_deleted = True
            try:
                tombstone = encode(to_tombstone(self.record))
                await self._journal.forget(self.record.id, tombstone=tombstone)
            except JournalError:
                self._is_deleted = False
                raise

    def close(self) -> None:
        """Wait no longer for a journal that cannot be written."""
        self._closing.set()

    def note(self, bodies: Sequence[DurableBody]) -> None:
        """Keep in mind which blocks and tool uses the journal has."""
        for body in bodies:
            if isinstance(body, Text | Thinking):
                self.known.add(body.block)
            elif isinstance(body, ToolStarted):
                self.known.add(body.tool_use)
            elif isinstance(body, ToolFinished):
                self.known.add(f"{body.tool_use}:finished")

    async def _save(
        self, compose: Compose, *, turn: str | None, accepted: Accepted | None, recovered: bool
    ) -> None:
        async with self._saving:
            if self._is_deleted or self.record.deleted_at is not None:
                raise NotFoundError("conversation", self.record.id)
            turn = turn or (self.record.turn.turn if self.record.turn else None)
            bodies, record = compose(self.record)
            record = stamped(record, bodies, at=self._clock.now())
            for body in bodies:
                record = absorb(record, body)
            # The queue may be large and changes rarely, so it is kept apart from the record.
            is_same_queue = record.queue == self.record.queue
            await self._journal.append(
                record.id,
                [Entry(body, turn, recovered) for body in bodies],
                record=encode(msgspec.structs.replace(record, queue=[])),
                queue=None if is_same_queue else encode(record.queue),
                answer=_to_row(accepted) if accepted else None,
                claude_session=record.claude_session,
            )
            self.record = record
            self.room.turn = record.turn.turn if record.turn else None
            self.note(bodies)
        self._changed(self.conversation)


def stamped(record: Record, bodies: Sequence[DurableBody], *, at: datetime) -> Record:
    """The record as changed now; only what was said or done makes the conversation active."""
    is_active = any(not isinstance(body, _CHOICES) for body in bodies)
    active_at = at if is_active else record.active_at or record.updated_at
    return msgspec.structs.replace(record, updated_at=at, active_at=active_at)


def absorb(record: Record, body: DurableBody) -> Record:
    """The record after a frame, for what the list of conversations shows."""
    last_line = _to_last_line(body)
    if last_line:
        return msgspec.structs.replace(record, last_line=last_line)
    changes: dict[str, object] = {}
    match body:
        case BackgroundChanged(background=background):
            changes = {"background": background}
        case ModeChanged(mode=mode):
            changes = {"mode": mode}
        case ModelChanged(model=model):
            changes = {"model": model}
        case TitleChanged(title=title):
            changes = {"title": title, "is_titled": True}
        case Usage(tokens=tokens, cost_usd=cost):
            changes = {"usage": tokens, "cost_usd": cost}
        case _:
            return record
    return msgspec.structs.replace(record, **changes)


def _to_last_line(body: DurableBody) -> str:
    match body:
        case Text(text=text, parent=msgspec.UNSET):
            return to_last_line(text)
        case TurnFinished(outcome="failed" | "budget", reason=str(reason)):
            return to_last_line(reason)
        case _:
            return ""


def _to_row(accepted: Accepted) -> tuple[str, str, bytes]:
    return (accepted.client_id, accepted.message, encode(accepted))
